"""Cases that resemble a case or a complaint in words and in codes, and why.

Words are compared by hashed character bigrams and trigrams of the folded text (so that traditional and noisy
queries work), weighted by tf·idf; codes by their overlap. The index is made once for a collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from caselib.casebase.cases import Cases, value
from caselib.errors import InputError
from caselib.lang.fold import fold
from caselib.lang.grams import hashed
from caselib.model import Case

if TYPE_CHECKING:
    import pandas as pd

# What a part of the likeness counts; parts that the query does not have are left out and the rest scaled up.
WEIGHTS = {"wording": 0.5, "cause": 0.25, "action": 0.1, "outcome": 0.05, "industry": 0.1}
ROLES = ("cause", "action", "outcome")
# 2^20 buckets: a million bigrams and trigrams of Chinese collide rarely, and their heads take 8 MB.
_BITS = 20
# Grams in more than this share of the cases say nothing and cost most of the time.
_COMMON = 0.1
# A query of a whole case has a thousand grams; its rarest find the same cases.
_GRAMS = 64
# Cases that share words with the query and are looked at for their codes too.
_POOL = 400
_PHRASE = 3
_PHRASES = 3

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Index:
    """Postings of grams: cases ``docs[starts[b]:starts[b + 1]]`` of bucket ``b`` with their weights; and the codes of each case as bits (``masks``: words × cases)."""

    cases: tuple[Case, ...]
    contents: tuple[str, ...]
    starts: Ints
    docs: NDArray[np.int32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    codes: dict[str, dict[str, int]]
    masks: dict[str, NDArray[np.uint64]]
    sizes: dict[str, Floats]

    def wording(self, text: str) -> Floats:
        """Cosine of every case's words with a folded content's."""
        buckets, counts = np.unique(_buckets(_points([text]))[0], return_counts=True)
        weight = (1 + np.log(counts)) * self.idf[buckets]
        norm = float(np.sqrt((weight**2).sum())) or 1.0
        lengths = self.starts[buckets + 1] - self.starts[buckets]
        order = np.argsort(-weight * (lengths > 0), kind="stable")[:_GRAMS]
        order = order[lengths[order] > 0]
        if not len(order):
            return np.zeros(len(self.cases), dtype=np.float32)
        slices = [slice(self.starts[b], self.starts[b + 1]) for b in buckets[order].tolist()]
        docs = np.concatenate([self.docs[part] for part in slices])
        found = np.concatenate([self.weights[part] * w for part, w in zip(slices, (weight[order] / norm).tolist(), strict=True)])
        return np.bincount(docs, weights=found, minlength=len(self.cases)).astype(np.float32)

    def shared(self, name: str, codes: set[str]) -> Floats:
        """Jaccard overlap of every case's codes of one role (or its industry) with these."""
        places = self.codes[name]
        own = np.zeros((len(self.masks[name]), 1), dtype=np.uint64)
        for code in codes & places.keys():
            own[places[code] // 64] |= np.uint64(1 << places[code] % 64)
        count = np.bitwise_count(self.masks[name] & own).sum(axis=0, dtype=np.float32)
        return np.asarray(count / np.maximum(self.sizes[name] + (len(codes) - count), 1))


_INDEXES: WeakKeyDictionary[Cases, Index] = WeakKeyDictionary()


def similar(cases: Cases, query: str | Case, k: int = 5, weights: Mapping[str, float] | None = None) -> pd.DataFrame:
    """The ``k`` cases most like a case or a complaint in free words, one a duplicate cluster, most alike first.

    Parameters
    ----------
    query
        A complaint in free words, which is coded first; or a case (it and its duplicates are left out). Compared by words, codes and industry.
    weights
        What the parts count, replacing :data:`WEIGHTS`: wording, cause, action, outcome, industry. ``{"wording": 1}`` compares words alone, and codes nothing.

    Returns
    -------
    pandas.DataFrame
        case, score (0 to 1), the parts' own likeness, shared_causes, shared_actions, shared_outcomes, shared_words (phrases of
        three or more characters in both, folded), actions (done), outcomes, final, title. Cases that share nothing are not listed.

    Raises
    ------
    InputError
        If a weight is not one of the parts, or none is above 0.
    """
    import pandas as pd

    found = index(cases)
    asked = _asked(query, weights)
    parts, content = _parts(cases, found, query, asked)
    used = _weights(weights, parts)
    total = sum((np.float32(used[name]) * part for name, part in parts.items()), np.zeros(len(found.cases), dtype=np.float32))
    rows = [_row(found, i, asked, content, float(total[i]), parts) for i in _best(found, total, query, k)]
    return pd.DataFrame(rows, columns=COLUMNS)


def index(cases: Cases) -> Index:
    """The index of a collection, made on first use."""
    found = _INDEXES.get(cases)
    if found is None:
        found = _INDEXES[cases] = _build(cases)
    return found


COLUMNS = [
    "case", "score", "wording", "cause", "action", "outcome", "industry", "shared_causes", "shared_actions", "shared_outcomes",
    "shared_words", "actions", "outcomes", "final", "title",
]  # fmt: skip


def _asked(query: str | Case, weights: Mapping[str, float] | None) -> Case | None:
    """The case that is asked for; a text as a case of its own, if codes count at all."""
    if isinstance(query, Case):
        return query
    if not any(weight > 0 for name, weight in (WEIGHTS if weights is None else weights).items() if name != "wording"):
        return None
    from caselib.casebase.asked import coded

    return coded(query)


def _parts(cases: Cases, found: Index, query: str | Case, asked: Case | None) -> tuple[dict[str, Floats], str]:
    content = _content(query if isinstance(query, str) else _text(cases, query))
    parts = {"wording": found.wording(content)} if content or isinstance(query, str) else {}
    for name in (*ROLES, "industry"):
        if asked is not None and (own := _codes(asked, name)):
            parts[name] = found.shared(name, own)
    return parts, content


def _weights(given: Mapping[str, float] | None, parts: Mapping[str, Floats]) -> dict[str, float]:
    weights = WEIGHTS if given is None else given
    if unknown := sorted(set(weights) - set(WEIGHTS)):
        raise InputError(f"likeness has no part {', '.join(unknown)}; parts: {', '.join(WEIGHTS)}")
    used = {name: max(0.0, weights.get(name, 0.0)) for name in parts}
    total = sum(used.values())
    if parts and not total:
        raise InputError(f"no part that the query has ({', '.join(parts)}) has a weight above 0")
    return {name: weight / total for name, weight in used.items()}


def _best(found: Index, total: Floats, query: str | Case, k: int) -> list[int]:
    pool = min(len(total), max(_POOL, 20 * k))
    first = np.argpartition(-total, pool - 1)[:pool] if pool else np.zeros(0, dtype=np.int64)
    own = {query.id, query.cluster or query.id} if isinstance(query, Case) else set()
    seen: set[str] = set()
    best: list[int] = []
    for i in first[np.lexsort((first, -total[first]))].tolist():
        case = found.cases[i]
        cluster = case.cluster or case.id
        if total[i] > 0 and cluster not in seen and not {case.id, cluster} & own:
            seen.add(cluster)
            best.append(i)
            if len(best) == k:
                break
    return best


def _row(found: Index, i: int, asked: Case | None, content: str, score: float, parts: Mapping[str, Floats]) -> tuple[object, ...]:
    case = found.cases[i]
    likeness = [float(parts[name][i]) if name in parts else float("nan") for name in WEIGHTS]
    shared = ["、".join(sorted(_codes(asked, role) & _codes(case, role))) if asked is not None else "" for role in ROLES]
    told = ["、".join(sorted(_codes(case, role))) for role in ("action", "outcome")]
    return (
        case.id,
        score,
        *likeness,
        *shared,
        "、".join(phrases(content, found.contents[i])),
        *told,
        value(case, "final"),
        value(case, "title"),
    )


def phrases(one: str, other: str) -> list[str]:
    """The longest stretches of ``one`` (three characters or more) that stand in ``other``.

    Examples
    --------
    >>> phrases("空调异响两次维修都没修好", "客户说空调异响,修了两次都没修好")
    ['空调异响', '都没修好']
    """
    held = {other[i : i + _PHRASE] for i in range(len(other) - _PHRASE + 1)}
    runs: list[str] = []
    at = 0
    while at <= len(one) - _PHRASE:
        end = at
        while end <= len(one) - _PHRASE and one[end : end + _PHRASE] in held:
            end += 1
        if end > at:
            run = one[at : end + _PHRASE - 1]
            # Every trigram stands there, though perhaps not the whole run: then its head does.
            while run not in other:
                run = run[:-1]
            runs.append(run)
            at += len(run)
        else:
            at += 1
    return sorted(dict.fromkeys(runs), key=lambda run: (-len(run), one.index(run)))[:_PHRASES]


def _codes(case: Case, name: str) -> set[str]:
    """Codes of one role (actions: those done), or the industry."""
    if name == "industry":
        return {str(case.industry.value)} if case.industry else set()
    return {m.code for m in case.mentions if m.role == name and m.status in ("", "done")}


def _content(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _text(cases: Cases, case: Case) -> str:
    """The case's text; its quotes where the document is not at hand."""
    return cases.text(case) if case.doc in cases.texts else "\n".join(m.quote for m in case.mentions)


def _build(cases: Cases) -> Index:
    contents = tuple(_content(_text(cases, case)) for case in cases)
    n = max(len(contents), 1)
    buckets, owners = _buckets(_points(contents))
    keys = np.sort(buckets * n + owners)
    heads = np.flatnonzero(np.diff(keys, prepend=-1))
    times = np.diff(heads, append=len(keys))
    keys = keys[heads]
    buckets, owners = keys // n, keys % n
    df = np.bincount(buckets, minlength=1 << _BITS)
    idf = np.log1p(n / np.maximum(df, 1)).astype(np.float32)
    weight = ((1 + np.log(times)) * idf[buckets]).astype(np.float32)
    norm = np.sqrt(np.bincount(owners, weights=weight.astype(np.float64) ** 2, minlength=n))
    kept = df[buckets] <= max(50, _COMMON * n)
    starts = np.concatenate(([0], np.cumsum(np.bincount(buckets[kept], minlength=1 << _BITS))))
    weights = (weight[kept] / norm[owners[kept]]).astype(np.float32)
    return Index(cases.cases, contents, starts, owners[kept].astype(np.int32), weights, idf, *_code_bits(cases))


def _code_bits(cases: Cases) -> tuple[dict[str, dict[str, int]], dict[str, NDArray[np.uint64]], dict[str, Floats]]:
    places: dict[str, dict[str, int]] = {}
    masks: dict[str, NDArray[np.uint64]] = {}
    sizes: dict[str, Floats] = {}
    for name in (*ROLES, "industry"):
        own = [_codes(case, name) for case in cases]
        known: set[str] = set().union(*own)
        places[name] = {code: i for i, code in enumerate(sorted(known))}
        masks[name] = np.zeros((len(known) // 64 + 1, len(own)), dtype=np.uint64)
        for i, codes in enumerate(own):
            for code in codes:
                masks[name][places[name][code] // 64, i] |= np.uint64(1 << places[name][code] % 64)
        sizes[name] = np.array([len(codes) for codes in own], dtype=np.float32)
    return places, masks, sizes


def _points(contents: tuple[str, ...] | list[str]) -> tuple[NDArray[np.uint32], Ints]:
    """Code points of all contents with a zero after each, and whose they are."""
    points = np.frombuffer(("\0".join(contents) + "\0").encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter((len(content) + 1 for content in contents), dtype=np.int64, count=len(contents))
    return points, np.repeat(np.arange(len(contents)), lengths)


def _buckets(of: tuple[NDArray[np.uint32], Ints]) -> tuple[Ints, Ints]:
    """Buckets and owners of all bigrams and trigrams that lie inside one content."""
    points, owners = of
    one, two = points[:-1], points[1:]
    inside = (one > 0) & (two > 0)
    whole = inside[:-1] & (points[2:] > 0)
    bigram, trigram = hashed(one, two, bits=_BITS), hashed(one[:-1], two[:-1], points[2:], bits=_BITS)
    buckets = np.concatenate((bigram[inside], trigram[whole])).astype(np.int64)
    return buckets, np.concatenate((owners[: len(inside)][inside], owners[: len(whole)][whole]))
