"""The scorer's file: one ``.npz`` of plain arrays, without pickle, that says which version it is."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.errors import FormatError
from caselib.extract.hashing import BUCKETS
from caselib.extract.layout import Floats, Layout
from caselib.extract.net import Net
from caselib.extract.scorer import Model
from caselib.files import written_whole

VERSION = 5
DEFAULT = Path(__file__).parent / "model.npz"
# The network's arrays in the file, and those of them that are long.
_NET, _LONG = "net_", ("chars", "pairs")
_ARRAYS = ("words", "idf", "scale", "bias", "status", "pair", "case", "together", "gist", "gist_scale")


def save_model(model: Model, path: Path | str = DEFAULT) -> None:
    """Write the model, whole or not at all; the same model gives the same bytes."""
    layout = {"codes": list(model.layout.codes), "roles": list(model.layout.roles), "families": list(model.layout.families)}
    meta = {**model.meta, **layout, "version": VERSION, "buckets": BUCKETS}
    text = json.dumps(meta, sort_keys=True, ensure_ascii=False)
    arrays = {"meta": np.frombuffer(text.encode(), dtype=np.uint8), **{name: getattr(model, name) for name in _ARRAYS}, **_stored(model.net)}
    arrays |= _rounded("trades", model.trades)
    with written_whole(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array.astype(np.float16) if array.dtype == np.float32 and array.size > 10_000 else array, allow_pickle=False)
            # A fixed date, so that the file says nothing of when it was made.
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED)


@cache
def load_model(path: Path | str = DEFAULT) -> Model:
    """Read a model.

    Raises
    ------
    FormatError
        If the file is missing, damaged or of another version.
    """
    path = Path(path)
    try:
        with np.load(path, allow_pickle=False) as stored:
            meta = json.loads(stored["meta"].tobytes().decode())
            arrays = {name: stored[name] for name in _ARRAYS}
            trades = _whole("trades", stored)
            net = _net({name.removeprefix(_NET): stored[name] for name in stored.files if name.startswith(_NET)})
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise FormatError(f"the scorer {path.name} cannot be read ({error}); `make model` rebuilds it") from error
    if meta.get("version") != VERSION or meta.get("buckets") != BUCKETS:
        raise FormatError(f"the scorer {path.name} is of version {meta.get('version')}; this release needs {VERSION}: `make model` rebuilds it")
    full = {name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in arrays.items()}
    return Model(Layout(tuple(meta["codes"]), tuple(meta["roles"]), tuple(meta["families"])), meta=meta, trades=trades, net=net, **full)


def _stored(net: Net | None) -> dict[str, NDArray[Any]]:
    """The arrays of a network, the long ones rounded."""
    if net is None:
        return {}
    small = {name: array.astype(np.float16) for name, array in net._asdict().items() if name not in ("letters", *_LONG)}
    for name in _LONG:
        small |= _rounded(name, getattr(net, name))
    return {_NET + name: array for name, array in {**small, "letters": net.letters}.items()}


def _net(arrays: Mapping[str, NDArray[Any]]) -> Net | None:
    """The other way."""
    if not arrays:
        return None
    long = {name: _whole(name, arrays) for name in _LONG}
    return Net(**{name: arrays[name].astype(np.float32) for name in Net._fields if name not in ("letters", *_LONG)}, letters=arrays["letters"], **long)


def _rounded(name: str, table: Floats) -> dict[str, NDArray[Any]]:
    """A long table in 127 steps to each side of every column, which what is worked out from it hardly notices."""
    scale = (np.maximum(np.abs(table).max(axis=0, initial=0), 1e-9) / 127).astype(np.float32)
    return {name: np.round(table / scale).astype(np.int8), f"{name}_scale": scale}


def _whole(name: str, arrays: Mapping[str, NDArray[Any]]) -> Floats:
    return np.asarray(arrays[name].astype(np.float32) * arrays[f"{name}_scale"], dtype=np.float32)
