"""Compare a case base with a gold annotation: segmentation, mentions, fields, structure, guides.

The definitions are those of docs/record.md. Cases are paired one to one by overlap; each measure is
then a sum over documents of small counts, so that intervals can be drawn by resampling cases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from caselib.casebase.cases import Cases, value
from caselib.coding.counts import Counts, overlap
from caselib.coding.gold import GoldCase, GoldDocument, Key, load_gold
from caselib.coding.match import pairs
from caselib.model import Case, Guide

# Macro F1 is taken over codes with at least this many gold mentions: below it one slip decides.
MACRO_MIN = 5


@dataclass(frozen=True)
class Pair:
    """A gold case and what was found for it; one of the two is ``None`` for a miss or a false alarm."""

    gold: GoldCase | None
    found: Case | None

    @property
    def doc(self) -> str:
        case = self.gold or self.found
        assert case is not None
        return case.doc

    @property
    def gold_keys(self) -> frozenset[Key]:
        return frozenset(self.gold.quotes) if self.gold else frozenset()

    @property
    def found_keys(self) -> frozenset[Key]:
        return frozenset(m.key for m in self.found.mentions) if self.found else frozenset()


@dataclass(frozen=True, repr=False)
class Evaluation:
    """Pairs of cases, and counts on guides; every figure is a method over the pairs. Shows its headline figures."""

    pairs: tuple[Pair, ...]
    guides: Counts = field(default_factory=Counts)
    guide_items: Counts = field(default_factory=Counts)
    guide_kinds: tuple[int, int] = (0, 0)
    guide_codes: Counts = field(default_factory=Counts)

    def __repr__(self) -> str:
        return "\n".join(f"{name:<19} {figure:.3f}" for name, figure in figures(self).items())

    @property
    def matched(self) -> list[tuple[GoldCase, Case]]:
        """Gold cases that were found, with what was found."""
        return [(pair.gold, pair.found) for pair in self.pairs if pair.gold and pair.found]

    @property
    def segmentation(self) -> Counts:
        """Cases found, false and missed."""
        gold = sum(pair.gold is not None for pair in self.pairs)
        found = sum(pair.found is not None for pair in self.pairs)
        right = len(self.matched)
        return Counts(right, found - right, gold - right)

    def mentions(self, role: str = "", status: str | None = None, code: str = "") -> Counts:
        """Counts over (role, code, status), optionally of one role, status or code."""

        def wanted(key: Key) -> bool:
            return (not role or key[0] == role) and (status is None or key[2] == status) and (not code or key[1] == code)

        total = Counts()
        for pair in self.pairs:
            total += overlap([k for k in pair.gold_keys if wanted(k)], [k for k in pair.found_keys if wanted(k)])
        return total

    def by_code(self) -> dict[Key, Counts]:
        """Counts of every (role, code, status) that occurs on either side."""
        totals: dict[Key, Counts] = defaultdict(Counts)
        for pair in self.pairs:
            for key in pair.gold_keys | pair.found_keys:
                totals[key] += overlap(pair.gold_keys & {key}, pair.found_keys & {key})
        return dict(totals)

    @property
    def macro_f1(self) -> float:
        """Mean F1 over codes with at least ``MACRO_MIN`` gold mentions (statuses of a code together)."""
        codes: dict[tuple[str, str], Counts] = defaultdict(Counts)
        for (role, code, _), counts in self.by_code().items():
            codes[role, code] += counts
        scores = [counts.f1 for counts in codes.values() if counts.right + counts.missed >= MACRO_MIN]
        return sum(scores) / len(scores) if scores else 0.0

    @property
    def status(self) -> tuple[int, int]:
        """Right and all, over gold actions whose code was found in the matched case."""
        right = total = 0
        for gold, found in self.matched:
            keys = {m.key for m in found.mentions}
            codes = {(role, code) for role, code, _ in keys}
            for key in gold.quotes:
                if key[0] == "action" and key[:2] in codes:
                    total += 1
                    right += key in keys
        return right, total

    @property
    def evidence(self) -> tuple[int, int]:
        """Right mentions whose span overlaps the gold quote, and all right mentions."""
        right = total = 0
        for gold, found in self.matched:
            for mention in found.mentions:
                if mention.key in gold.quotes:
                    total += 1
                    right += mention.span.overlaps(gold.quotes[mention.key])
        return right, total

    def field(self, name: str) -> tuple[int, int]:
        """Right and all matched cases for ``industry``, ``final`` or ``year`` (an absent year counts as a value)."""
        hits = [getattr(gold, name) == value(found, name) for gold, found in self.matched]
        return sum(hits), len(hits)

    @property
    def episodes(self) -> tuple[int, int]:
        """Matched cases with the right number of episodes, and matched cases whose episodes are annotated."""
        rows = [(gold, found) for gold, found in self.matched if gold.episodes is not None]
        return sum(len(found.episodes) == len(gold.episodes or ()) for gold, found in rows), len(rows)

    @property
    def rands(self) -> list[float]:
        """Rand index (1971) of the grouping into episodes, by case, over codes that both sides group."""
        return [score for gold, found in self.matched if gold.episodes and (score := _rand(gold, found)) is not None]

    @property
    def rand(self) -> float:
        """Mean Rand index over the cases that have one."""
        return sum(self.rands) / len(self.rands) if self.rands else 0.0

    def links(self, basis: str = "") -> Counts:
        """Counts over (source role and code, target role and code); with ``basis`` only links of it."""
        total = Counts()
        for gold, found in self.matched:
            if gold.links is not None:
                wanted = {(a, b) for a, b, kind in gold.links if basis in ("", kind)}
                total += overlap(wanted, _found_links(found, basis))
        return total

    def confusion(self) -> Counter[tuple[str, str]]:
        """(missed gold code, false code whose span overlaps the gold quote), how often."""
        seen: Counter[tuple[str, str]] = Counter()
        for gold, found in self.matched:
            keys = {m.key for m in found.mentions}
            for key, span in gold.quotes.items():
                if key in keys:
                    continue
                for mention in found.mentions:
                    if mention.role == key[0] and mention.key not in gold.quotes and mention.span.overlaps(span):
                        seen[_name(key), _name(mention.key)] += 1
        return seen

    def only(self, docs: Iterable[str]) -> Evaluation:
        """The same comparison over some documents (guides left out)."""
        wanted = set(docs)
        return Evaluation(tuple(pair for pair in self.pairs if pair.doc in wanted))


def evaluate(cases: Iterable[Case], gold: Iterable[GoldDocument] | Path | str, guides: Iterable[Guide] = ()) -> Evaluation:
    """Compare cases and guides with a gold annotation.

    Parameters
    ----------
    cases
        A case base (its guides are compared too), or cases.
    gold
        Gold documents, or the path of a gold file; its quotes are then looked up in the case base's texts.
    guides
        Guides, where ``cases`` is no case base.

    Notes
    -----
    Documents that the gold does not name are not looked at; gold documents without any case count
    against whatever was found in them.
    """
    if isinstance(cases, Cases):
        guides = guides or cases.guides
    if isinstance(gold, (str, Path)):
        gold = load_gold(gold, cases.texts if isinstance(cases, Cases) else ())
    by_doc: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_doc[case.doc].append(case)
    guides_of: dict[str, list[Guide]] = defaultdict(list)
    for guide in guides:
        guides_of[guide.doc].append(guide)
    rows: list[Pair] = []
    totals = [Counts(), Counts(), Counts()]
    kinds = [0, 0]
    for document in gold:
        rows += _pair_up(document.cases, by_doc[document.doc])
        if document.guides is not None:
            counts, same_kind = _compare_guides(document, guides_of[document.doc])
            totals = [total + count for total, count in zip(totals, counts, strict=True)]
            kinds = [kinds[0] + same_kind, kinds[1] + counts[0].right]
    return Evaluation(tuple(rows), totals[0], totals[1], (kinds[0], kinds[1]), totals[2])


def _pair_up(gold: tuple[GoldCase, ...], found: list[Case]) -> list[Pair]:
    paired = pairs([case.span for case in gold], [case.span for case in found])
    rows = [Pair(gold[g], found[f]) for g, f in paired]
    rows += [Pair(case, None) for i, case in enumerate(gold) if i not in {g for g, _ in paired}]
    return rows + [Pair(None, case) for i, case in enumerate(found) if i not in {f for _, f in paired}]


def _compare_guides(document: GoldDocument, found: list[Guide]) -> tuple[list[Counts], int]:
    gold = document.guides or ()
    paired = pairs([guide.span for guide in gold], [guide.span for guide in found])
    spans = Counts(len(paired), len(found) - len(paired), len(gold) - len(paired))
    items = codes = Counts()
    for g, f in paired:
        taken: set[int] = set()
        for span, wanted in gold[g].items:
            hit = next((i for i, item in enumerate(found[f].items) if i not in taken and item.span.overlaps(span)), None)
            if hit is not None:
                taken.add(hit)
                codes += overlap(wanted, found[f].items[hit].codes)
        items += Counts(len(taken), len(found[f].items) - len(taken), len(gold[g].items) - len(taken))
    return [spans, items, codes], sum(gold[g].kind == found[f].kind for g, f in paired)


def _found_links(case: Case, basis: str) -> set[object]:
    names = {m.id: f"{m.role}:{m.code}" for m in case.mentions}
    return {(names[link.source], names[link.target]) for link in case.links if basis in ("", link.basis)}


def _rand(gold: GoldCase, found: Case) -> float | None:
    mine = {m.id: (m.role, m.code) for m in found.mentions}
    ours = {mine[i]: n for n, e in enumerate(found.episodes) for i in (*e.causes, *e.actions, *e.outcomes)}
    theirs = {(r[:-1], code): n for n, e in enumerate(gold.episodes or ()) for r in ("causes", "actions", "outcomes") for code in e[r]}
    both = sorted(ours.keys() & theirs.keys())
    agree = [(ours[a] == ours[b]) == (theirs[a] == theirs[b]) for a, b in combinations(both, 2)]
    return sum(agree) / len(agree) if agree else None


def _name(key: Key) -> str:
    return f"{key[1]}:{key[2]}" if key[2] else key[1]


def figures(result: Evaluation) -> Mapping[str, float]:
    """The headline figures by name, each from 0 to 1."""
    seg, mentions = result.segmentation, result.mentions()
    shares = {
        "status": result.status, "evidence": result.evidence, "industry": result.field("industry"), "final": result.field("final"),
        "year": result.field("year"), "episodes": result.episodes, "guide_kind": result.guide_kinds,
    }  # fmt: skip
    return {
        "segmentation_f1": seg.f1, "mentions_f1": mentions.f1, "mentions_precision": mentions.precision, "mentions_recall": mentions.recall,
        "macro_f1": result.macro_f1, "cause_f1": result.mentions("cause").f1, "action_f1": result.mentions("action").f1,
        "outcome_f1": result.mentions("outcome").f1, **{name: right / total if total else 0.0 for name, (right, total) in shares.items()},
        "episodes_rand": result.rand, "links_f1": result.links().f1, "guides_f1": result.guides.f1, "guide_items_f1": result.guide_items.f1,
    }  # fmt: skip
