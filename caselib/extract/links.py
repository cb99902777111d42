"""Links inside an episode: cause → the action that answers it, action → the outcome that it brought.

Which codes answer which, and how the two stand to each other and to what else could be meant, is learned from annotated cases (a logistic
regression); the weights are part of the scorer file.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import mul
from typing import NamedTuple

from caselib.extract.reading import Reading
from caselib.extract.scorer import Model
from caselib.model import CleanText, Episode, Link, Mention

# Words that say that one thing brought the other.
EXPLICIT = re.compile(
    r"因此|因而|所以|于是|为此|从而|导致|致使|造成|使得|引发|引起|结果|以致|经过?[^,。;]{0,14}(?:调解|协调|协商|沟通|努力|处理|检测|核实)|在[^,。;]{0,12}(?:调解|"
    r"协调|主持|督促|努力)下|对此|鉴于|针对"
)
NEAR, FAR = 40, 200
_STOP = re.compile(r"[。!?！？\n]")


class Place(NamedTuple):
    """A mention with its place in the folded text of its case, and how many sentences have ended before it begins and before it ends."""

    mention: Mention
    start: int
    end: int
    before: int
    within: int


class Pair(NamedTuple):
    """Two mentions of an episode that might be linked; ``sources`` and ``targets`` are where all begin that stand to choose, in order.

    ``cue`` is where in the folded text words say that one brought the other.
    """

    source: Place
    target: Place
    sources: Sequence[int]
    targets: Sequence[int]
    cue: tuple[int, int] | None


def link_features(pair: Pair) -> dict[str, float]:
    """Named features of a pair."""
    return dict(zip(_names(*_kinds(pair)), _values(pair), strict=True))


def _kinds(pair: Pair) -> tuple[str, str, str, str]:
    source, target = pair.source.mention, pair.target.mention
    return source.role, source.code, target.role, target.code


# What is told of how a pair stands, by the role of its source; then by the codes themselves.
_STANDING = (
    "near", "far", "reversed", "same clause", "same sentence", "next sentence", "many sentences", "words say so", "sources", "targets",
    "source passed", "sources passed", "target passed", "targets passed", "first source", "last source", "first target", "last target",
)  # fmt: skip


@cache
def _names(role: str, code: str, target_role: str, target_code: str) -> tuple[str, ...]:
    a, b = f"{role}:{code}", f"{target_role}:{target_code}"
    own = f"s {a} passed", f"s {a} reversed", f"t {b} passed", f"t {b} reversed"
    return "bias", f"s {a}", f"t {b}", f"p {a}>{b}", *(f"{role} {name}" for name in _STANDING), *own


def _values(pair: Pair) -> tuple[float, ...]:
    source, target, sources, targets, cue = pair
    between = target.start - source.end
    stops = target.before - source.within if between >= 0 else source.before - target.within
    others, rivals = (bisect_left(each, target.start) - bisect_right(each, source.start) for each in (sources, targets))
    reverse = between < 0
    return (
        1, 1, 1, 1,
        0 <= between <= NEAR, between > FAR, reverse, source.start == target.start, stops <= 0, stops == 1, stops > 3, cue is not None,
        math.log1p(len(sources) - 1), math.log1p(len(targets) - 1), others > 0, others > 1, rivals > 0, rivals > 1,
        source.start <= sources[0], source.start >= sources[-1], target.start <= targets[0], target.start >= targets[-1],
        others > 0, reverse, rivals > 0, reverse,
    )  # fmt: skip


def pairs(cleaned: CleanText, laid: Reading, mentions: Sequence[Mention], episode: Episode) -> Iterator[Pair]:
    """Every pair that might be linked, causes with actions and then actions with outcomes."""
    stops = [match.start() for match in _STOP.finditer(laid.folded)]
    cues = [match.span() for match in EXPLICIT.finditer(laid.folded)]
    by_id = {mention.id: _place(cleaned, laid, mention, stops) for mention in mentions}
    causes, actions, outcomes = (
        sorted((by_id[each] for each in ids), key=lambda place: place.start) for ids in (episode.causes, episode.actions, episode.outcomes)
    )
    for sources, targets in ((causes, actions), (actions, outcomes)):
        first, second = ([place.start for place in places] for places in (sources, targets))
        for source in sources:
            for target in targets:
                yield Pair(source, target, first, second, _cue(cues, source, target))


def _place(cleaned: CleanText, laid: Reading, mention: Mention, stops: Sequence[int]) -> Place:
    start, end = (at - laid.base for at in cleaned.range(mention.span))
    return Place(mention, start, end, bisect_left(stops, start), bisect_left(stops, end))


def links(cleaned: CleanText, laid: Reading, mentions: Sequence[Mention], rounds: Sequence[Episode], model: Model) -> tuple[Link, ...]:
    """The links of a case, in order of its episodes."""
    likely = float(model.meta.get("link_threshold", 0.5))
    least = math.log(likely / (1 - likely))
    found = []
    for number, episode in enumerate(rounds):
        for pair in pairs(cleaned, laid, mentions, episode):
            kinds = _kinds(pair)
            weights = model.link_weights.get(kinds)
            if weights is None:
                weights = model.link_weights[kinds] = _weights(model.meta.get("links", {}), kinds)
            if sum(map(mul, weights, _values(pair))) >= least:
                said = cleaned.span(*(laid.base + at for at in pair.cue)) if pair.cue else None
                found.append(Link(pair.source.mention.id, pair.target.mention.id, "explicit" if said else "sequence", said, number))
    return tuple(found)


def _weights(table: Mapping[str, float], kinds: tuple[str, str, str, str]) -> tuple[float, ...]:
    return tuple(table.get(name, 0.0) for name in _names(*kinds))


def _cue(cues: Sequence[tuple[int, int]], source: Place, target: Place) -> tuple[int, int] | None:
    """The first linking words between two mentions or inside them, if both stand within two sentences."""
    start, end = min(source.start, target.start), max(source.end, target.end)
    if end - start > FAR or abs(source.before - target.before) > 1:
        return None
    first = bisect_left(cues, (start, 0))
    return cues[first] if first < len(cues) and cues[first][1] <= end else None
