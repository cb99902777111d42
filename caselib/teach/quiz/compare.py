"""Questions that rest on several cases or on a guide: what would you do, and which tactic fits which type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from caselib.casebase import Cases
from caselib.codebook import load
from caselib.model import Case, Guide
from caselib.teach import describe
from caselib.teach.phrases import phrase
from caselib.teach.quiz.question import Question, dice, name
from caselib.teach.story import Shelf, squeezed
from caselib.view import record

LEAST = 3  # clusters behind a share: of two cases one cannot even say that they agree
RANKED = 3  # steps to put in order; with equal shares there is no order, so only different ones are asked for
PAIRS = 5  # types to match at most
LONG = 80  # characters of a tactic
LABEL = 12  # characters of a type's name: longer ones are sentences


def decide(shelf: Shelf, lang: str) -> Iterator[Question]:
    """For each cause the steps taken, in order of the share of its cases that ended well; told at the example of one case.

    Only incidents with a known ending count, each cluster once, each step once a case.
    """
    ended: dict[str, dict[str, dict[str, Case]]] = defaultdict(lambda: defaultdict(dict))
    for case in shelf.cases:
        if case.kind == "incident" and case.final and case.final.value != "unknown" and case.doc in shelf.cases.texts:
            for cause in describe.of(case, "cause"):
                for action in describe.of(case, "action", "done"):
                    ended[cause.code][action.code].setdefault(case.cluster or case.id, case)
    for code in sorted(ended):
        ranked = _ranked(ended[code])
        shown = _example(shelf, code)
        if len(ranked) == RANKED and shown:
            yield _ask(shelf, code, shown, ranked, lang)


def _share(cases: list[Case]) -> Fraction:
    return Fraction(sum(bool(case.final and case.final.value == "positive") for case in cases), len(cases))


def _ranked(steps: dict[str, dict[str, Case]]) -> list[tuple[str, list[Case]]]:
    """Three steps of different shares: the best, the worst, and the one nearest the middle; the best supported of equal ones."""
    known = sorted(((code, list(cases.values())) for code, cases in steps.items() if len(cases) >= LEAST), key=lambda entry: (-len(entry[1]), entry[0]))
    by_share: dict[Fraction, tuple[str, list[Case]]] = {}
    for code, cases in known:
        by_share.setdefault(_share(cases), (code, cases))
    shares = sorted(by_share, reverse=True)
    if len(shares) < RANKED:
        return []
    middle = min(shares[1:-1], key=lambda share: abs(share - (shares[0] + shares[-1]) / 2))
    return [by_share[share] for share in (shares[0], middle, shares[-1])]


def _example(shelf: Shelf, cause: str) -> Case | None:
    """The case whose open part tells of the cause and is longest, within what a screen holds."""
    found = []
    for case in shelf.cases:
        if case.doc in shelf.cases.texts and case.kind == "incident":
            told = shelf.story(case).told
            if any(m.code == cause and squeezed(m.quote) in squeezed(told) for m in describe.of(case, "cause")) and len(told) <= 600:
                found.append((len(told), case.id, case))
    return max(found, key=lambda entry: entry[:2])[2] if found else None


def _ask(shelf: Shelf, cause: str, case: Case, ranked: list[tuple[str, list[Case]]], lang: str) -> Question:
    book = load()
    pairs = tuple((phrase("rank", lang, n=n), book.label(code, lang)) for n, (code, _) in enumerate(ranked, 1))
    feedback = [_evidence(shelf, code, cases, lang) for code, cases in ranked]
    title = f"{phrase('kind.decide', lang)} · {book.label(cause, lang)}"
    stem = phrase("ask_decide", lang, cause=book.label(cause, lang))
    return Question(name("decide", cause), "decide", title, stem, shelf.story(case).told, (), pairs, "\n".join([*feedback, phrase("decide_care", lang)]), case.id)


def _evidence(shelf: Shelf, code: str, cases: list[Case], lang: str) -> str:
    """One step's count, and the words of an ending that it had."""
    good = [case for case in cases if case.final and case.final.value == "positive"]
    text = phrase("decide_evidence", lang, label=load().label(code, lang), good=len(good), n=len(cases))
    for case in good or cases:
        told = [m for m in describe.of(case, "outcome") if m.code != "escalated"]
        if told:
            quote = " ".join(told[-1].quote.split())
            return text + phrase("decide_quote", lang, quote=quote, place=describe.place(shelf.cases, case, lang))
    return text


def tactic(shelf: Shelf, lang: str) -> Iterator[Question]:
    """Types matched with tactics, from guides whose items have both a label and more to say."""
    cases = shelf.cases
    for guide in cases.guides:
        pairs = _pairs(shelf, guide) if guide.kind == "types" and guide.doc in cases.texts else []
        if len(pairs) >= RANKED:
            chosen = dice("tactic", guide.id).sample(pairs, min(PAIRS, len(pairs)))
            title = f"{phrase('kind.tactic', lang)} · {_words(guide.title)}"
            feedback = [phrase("tactic_evidence", lang, label=label, quote=quote) for label, quote in chosen]
            source = phrase("source_of", lang, place=_where(cases, guide, lang))
            stem = phrase("ask_tactic", lang, title=_words(guide.title))
            yield Question(name("tactic", guide.id), "tactic", title, stem, "", (), tuple(chosen), "\n".join([*feedback, source]))


def _pairs(shelf: Shelf, guide: Guide) -> list[tuple[str, str]]:
    """(type, tactic), each once; the label does not stand in the tactic, else it would give the match away."""
    found: dict[str, str] = {}
    for item in guide.items:
        label, text = _words(item.label), _words(shelf.readable(guide.doc, item.span))
        at = text.find(label)
        rest = text[at + len(label) :].lstrip("】」』）)]：:，,。.、—- ") if at >= 0 else ""
        words = rest[:LONG] + ("……" if len(rest) > LONG else "")
        if 2 <= len(label) <= LABEL and len(squeezed(rest)) >= 6 and squeezed(label) not in squeezed(words) and words not in found.values():
            found.setdefault(label, words)
    return list(found.items())


def _words(text: str) -> str:
    return " ".join(text.split())


def _where(cases: Cases, guide: Guide, lang: str) -> str:
    source = cases.texts.get(guide.doc)
    return phrase("place_of", lang, doc=guide.doc, where=record.where(source, guide.span.start, lang)) if source else guide.doc
