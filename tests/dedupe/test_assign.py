"""Clusters on cases."""

from __future__ import annotations

from caselib.casebase import Cases
from caselib.dedupe import assign
from caselib.model import Case, SourceText, Span
from tests.dedupe.test_clusters import OTHER, STORY, changed


def base(*texts, **told):
    """Cases, one or more a document, separated by ``|``."""
    made, sources = [], {}
    for n, text in enumerate(texts):
        doc = f"{'abcdef'[n]}.txt"
        sources[doc] = SourceText(doc, text)
        start = 0
        for part in text.split("|"):
            made.append(
                Case(
                    uid=f"{doc}{start}",
                    doc=doc,
                    span=Span(start, start + len(part)),
                    kind="incident",
                    duplicate_of=told.get(f"{doc}{start}"),
                )
            )
            start += len(part) + 1
    return Cases(tuple(made), (), sources)


def clusters(cases):
    """Cluster and duplicate_of of each case, by number of the case."""
    number = {case.id: i for i, case in enumerate(cases)}
    return [number[case.cluster] for case in cases], [number.get(case.duplicate_of) for case in cases]


def test_across_documents_only_the_cluster_is_set():
    assert clusters(assign(base(STORY, OTHER, changed(STORY, 0.05)))) == ([0, 1, 0], [None] * 3)


def test_inside_a_document_the_retelling_points_to_the_first():
    assert clusters(assign(base(f"{STORY}|{OTHER}|{changed(STORY, 0.05)}|{STORY}"))) == ([0, 1, 0, 0], [None, None, 0, 0])


def test_canonical_is_first_by_document_and_position_whatever_the_order():
    cases = assign(Cases(tuple(reversed(base(STORY, STORY).cases)), (), base(STORY, STORY).texts))
    assert [case.doc for case in cases] == ["b.txt", "a.txt"]
    assert {case.cluster for case in cases} == {f"a.txt#0-{len(STORY)}"}


def test_positions_are_numbers_not_words():
    text = "。" * 5 + "|" + STORY + "|" + "。" * 900 + "|" + STORY
    cases = assign(base(text))
    assert clusters(cases)[0] == [0, 1, 2, 1]


def test_what_was_told_before_joins():
    first = f"a.txt#0-{len(OTHER)}"
    cases = assign(base(f"{OTHER}|{STORY}", **{f"a.txt{len(OTHER) + 1}": first}))
    assert clusters(cases) == ([0, 0], [None, 0])


def test_without_texts_every_case_keeps_to_itself():
    assert clusters(assign(Cases(base(STORY, STORY).cases)))[0] == [0, 1]


def test_twice_is_once():
    once = assign(base(f"{STORY}|{STORY}", STORY))
    assert assign(once).cases == once.cases


def test_nothing_else_is_touched():
    given = base(STORY, STORY)
    found = assign(given)
    assert (found.texts, found.guides, found.problems) == (given.texts, given.guides, given.problems)
    assert [case.uid for case in found] == [case.uid for case in given]
