"""Links inside an episode: cause → the action that answers it, action → the outcome that it brought.

Which codes answer which is learned from annotated cases (a small logistic regression over code pairs,
their distance and the words between); the weights are part of the scorer file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from caselib.extract.reading import Reading
from caselib.extract.scorer import Model
from caselib.model import CleanText, Episode, Link, Mention, Span

# Words that say that one thing brought the other.
EXPLICIT = re.compile(
    r"因此|因而|所以|于是|为此|从而|导致|致使|造成|使得|引发|引起|结果|以致|经过?[^,。;]{0,14}(?:调解|协调|协商|沟通|努力|处理|检测|核实)|在[^,。;]{0,12}(?:调解|"
    r"协调|主持|督促|努力)下|对此|鉴于|针对"
)
NEAR, FAR = 40, 200


def link_features(source: Mention, target: Mention, between: int, rivals: int) -> dict[str, float]:
    """Named features of a pair; ``between`` is the distance in characters (negative if the target comes first)."""
    return dict(zip(_names(source.role, source.code, target.role, target.code), _values(between, rivals), strict=True))


@cache
def _names(role: str, code: str, target_role: str, target_code: str) -> tuple[str, ...]:
    a, b = f"{role}:{code}", f"{target_role}:{target_code}"
    return "bias", f"s {a}", f"t {b}", f"p {a}>{b}", f"{role} near", f"{role} far", f"{role} reversed", f"{role} rivals"


def _values(between: int, rivals: int) -> tuple[float, ...]:
    return 1.0, 1.0, 1.0, 1.0, float(0 <= between <= NEAR), float(between > FAR), float(between < 0), math.log1p(rivals)


def _weights(table: Mapping[str, float], kinds: tuple[str, str, str, str]) -> tuple[float, ...]:
    """The weights of the features of a pair, those that are the same for every pair of its kind summed up."""
    weights = [table.get(name, 0.0) for name in _names(*kinds)]
    return sum(weights[:4]), *weights[4:]


def pairs(mentions: Sequence[Mention], episode: Episode) -> Iterator[tuple[Mention, Mention, int, int]]:
    """Source, target, distance and number of other possible sources for every pair that might be linked."""
    by_id = {mention.id: mention for mention in mentions}
    for sources, targets in ((episode.causes, episode.actions), (episode.actions, episode.outcomes)):
        for source in sources:
            for target in targets:
                a, b = by_id[source], by_id[target]
                yield a, b, b.span.start - a.span.end, len(sources) - 1


def links(cleaned: CleanText, laid: Reading, mentions: Sequence[Mention], rounds: Sequence[Episode], model: Model) -> tuple[Link, ...]:
    """The links of a case, in order of its episodes."""
    least = float(model.meta.get("link_threshold", 0.5))
    found = []
    for number, episode in enumerate(rounds):
        for source, target, between, rivals in pairs(mentions, episode):
            kinds = source.role, source.code, target.role, target.code
            weights = model.link_weights.get(kinds)
            if weights is None:
                weights = model.link_weights[kinds] = _weights(model.meta.get("links", {}), kinds)
            plain, near, far, before, many = weights
            logit = plain + near * (0 <= between <= NEAR) + far * (between > FAR) + before * (between < 0) + many * math.log1p(rivals)
            if 1 / (1 + math.exp(-logit)) >= least:
                cue = _cue(cleaned, laid, source, target)
                found.append(Link(source.id, target.id, "explicit" if cue else "sequence", cue, number))
    return tuple(found)


def _cue(cleaned: CleanText, laid: Reading, source: Mention, target: Mention) -> Span | None:
    """The linking words between two mentions or inside them, if both stand within two sentences."""
    start = cleaned.at(min(source.span.start, target.span.start)) - laid.base
    end = cleaned.at(max(source.span.end, target.span.end)) - laid.base
    if end - start > FAR or laid.folded.count("。", start, end) > 1:
        return None
    match = EXPLICIT.search(laid.folded, max(0, start), end)
    return cleaned.span(laid.base + match.start(), laid.base + match.end()) if match else None
