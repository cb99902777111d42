"""Pairs of texts that tell the same, on Dask: keys, pairs, particulars and contents are shuffled by Dask's own p2p shuffle.

A partition holds about a million keys, however many texts there are; what a task needs beside it is the background.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from caselib.casebase.folder import Folder
from caselib.dedupe import banded, bands, marks
from caselib.dedupe.bands import Keys
from caselib.dedupe.judge import possible
from caselib.pipeline import clusters, outlines


def shuffled(client: Any, folder: Folder, names: Sequence[str], known: clusters.Survey) -> Keys:
    """Pairs of digests that tell the same: sketches shuffled by key, pairs shuffled by themselves, particulars and contents joined to both sides."""
    import dask
    import dask.dataframe
    import pandas as pd

    dd: Any = dask.dataframe

    # Contents may hold lone surrogates, which arrow has no place for; they travel as bytes.
    with dask.config.set({"dataframe.convert-string": False, "dataframe.shuffle.method": "p2p"}):
        number = max(1, min(len(names), -(-known.distinct * bands.KEYS // 1_000_000)), len(client.scheduler_info(n_workers=-1)["workers"]))
        rows = pd.DataFrame({"key": np.zeros(0, np.uint64), "order": np.zeros(0, np.uint64), "text": np.zeros(0, np.uint64)})
        keys = dd.from_map(_keys, list(names), root=folder.root, meta=rows)
        pairs = pd.DataFrame({"one": np.zeros(0, np.uint64), "other": np.zeros(0, np.uint64)})
        met = keys.shuffle("key", npartitions=number).map_partitions(_met, meta=pairs)
        once = met.shuffle("one", npartitions=number).map_partitions(_once, meta=pairs)

        def joined(found: Any, make: Callable[..., Any]) -> Any:
            """Pairs with what a part tells of their texts: columns ``left`` and ``right``."""
            meta = pd.DataFrame({"text": np.zeros(0, np.uint64), "told": np.zeros(0, object)})
            told = dd.from_map(make, list(names), root=folder.root, meta=meta)
            told = told.shuffle("text", npartitions=number).map_partitions(_first, meta=meta)
            left = found.merge(told.rename(columns={"text": "one", "told": "left"}), on="one", npartitions=number)
            return left.merge(told.rename(columns={"text": "other", "told": "right"}), on="other", npartitions=number)

        # Particulars are a tenth of the contents, and rule out seven pairs of ten before any content travels.
        likely = joined(once, _marks).map_partitions(_likely, meta=pairs)
        # Made on a worker, not sent to them: what is made can be made again when a worker is lost.
        back = client.submit(banded.against, known.lowest[1], pure=False)
        kept = joined(likely, _contents).map_partitions(_judged, back, meta=pairs)
        found = client.compute(kept).result()
    return np.asarray(found[["one", "other"]].to_numpy(dtype=np.uint64)).reshape(-1, 2)


def _keys(name: str, root: str) -> Any:
    import pandas as pd

    part = outlines.read(Folder(root), name)
    known = part.key.ravel() != 0
    return pd.DataFrame(
        {"key": part.key.ravel()[known], "order": part.order.ravel()[known], "text": np.repeat(part.own, bands.KEYS)[known]}
    )


def _met(rows: Any) -> Any:
    return _frame(bands.pairs(*(rows[name].to_numpy(dtype=np.uint64) for name in ("key", "order", "text"))))


def _once(rows: Any) -> Any:
    return _frame(bands.once(rows[["one", "other"]].to_numpy(dtype=np.uint64).reshape(-1, 2)))


def _frame(pairs: Keys) -> Any:
    import pandas as pd

    return pd.DataFrame({"one": pairs[:, 0], "other": pairs[:, 1]})


def _marks(name: str, root: str) -> Any:
    part = outlines.read(Folder(root), name)
    starts = part.marks.starts.tolist()
    return _told(part.own, [part.marks.values[at:end].tobytes() for at, end in itertools.pairwise(starts)])


def _contents(name: str, root: str) -> Any:
    part = outlines.read(Folder(root), name)
    return _told(part.own, [text.encode("utf-8", "surrogatepass") for text in part.contents])


def _told(own: Keys, told: list[bytes]) -> Any:
    import pandas as pd

    return pd.DataFrame({"text": own, "told": pd.Series(told, dtype=object)})


def _first(rows: Any) -> Any:
    return rows.drop_duplicates("text")


def _likely(rows: Any) -> Any:
    """The pairs of one partition that may tell the same as far as their particulars go."""
    pairs, held = _both(rows)
    values = [np.frombuffer(told, dtype=np.uint32) for told in held.values()]
    known = marks.joined(np.array([len(each) for each in values], dtype=np.int64), np.concatenate([np.zeros(0, np.uint32), *values]))
    return _frame(pairs[possible(known, np.searchsorted(np.array([*held], dtype=np.uint64), pairs))])


def _judged(rows: Any, back: Any) -> Any:
    """The pairs of one partition that tell the same."""
    pairs, held = _both(rows)
    kept = [pair for pair, _ in banded.judged(pairs, lambda own: [held[value].decode("utf-8", "surrogatepass") for value in own.tolist()], back)]
    return _frame(np.concatenate([np.zeros((0, 2), dtype=np.uint64), *kept]))


def _both(rows: Any) -> tuple[Keys, dict[int, bytes]]:
    """The pairs of one partition, sorted, and what is told of their texts, by digest."""
    held = dict(zip(rows["one"].tolist(), rows["left"], strict=True)) | dict(zip(rows["other"].tolist(), rows["right"], strict=True))
    return bands.once(rows[["one", "other"]].to_numpy(dtype=np.uint64).reshape(-1, 2)), {value: held[value] for value in sorted(held)}
