"""案例使用说明: the teaching note. For the teacher; it holds the ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from caselib.assets import word
from caselib.codebook import load
from caselib.model import Case, Mention
from caselib.teach import describe
from caselib.teach.handout import numbered, title
from caselib.teach.phrases import phrase, theory, todo
from caselib.teach.plan import plan
from caselib.teach.sheet import Block, Grid, Head, Para, Sheet
from caselib.teach.story import Shelf

JUSTICE = ("distributive", "procedural", "interactional")
QUALITY = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
OBSTRUCT = "obstruct"  # family of the actions that make a complaint worse


def note(shelf: Shelf, chosen: Sequence[Case], theme: str, lang: str, minutes: int) -> Sheet:
    """The teaching note of one case, or of several on a theme."""
    blocks: list[Block] = []
    for name, made in (
        ("aims", _aims(lang)),
        ("questions", _questions(chosen, lang)),
        ("analysis", _each(chosen, lang, lambda case: _analysis(case, lang)) + _compared(chosen, lang)),
        ("theory", _theory(chosen, lang)),
        ("more_background", _each(chosen, lang, lambda case: _background(shelf, case, lang))),
        ("key_points", [*_each(chosen, lang, lambda case: _points(case, lang)), Para(phrase("point_care", lang), "item")]),
        ("plan", [Para(phrase("plan_intro", lang, minutes=minutes)), plan(minutes, lang)]),
        ("board", [Para(phrase("board_intro", lang)), *_each(chosen, lang, lambda case: _board(case, lang))]),
        ("epilogue", _each(chosen, lang, lambda case: _epilogue(shelf, case, lang))),
        ("support", [Para(todo("support_todo", lang))]),
    ):
        blocks += [Head(phrase(name, lang)), *made]
    subtitle = f"{phrase('teaching_note', lang)} · {phrase('for_teacher', lang)}"
    return Sheet(title(chosen, theme, lang), subtitle, tuple(blocks), lang, phrase("teaching_note", lang))


def _each(chosen: Sequence[Case], lang: str, made: Callable[[Case], list[Block]]) -> list[Block]:
    """A section case by case, with a heading each where there are several."""
    blocks: list[Block] = []
    for n, case in enumerate(chosen, 1):
        blocks += ([Head(numbered(case, n, lang), 2, plain=True)] if len(chosen) > 1 else []) + made(case)
    return blocks


def _aims(lang: str) -> list[Block]:
    learners = phrase("aim_learners", lang, todo=todo("aim_learners_todo", lang))
    return [Para("\n".join([phrase("aim_course", lang), learners, *(phrase(f"aim_{n}", lang) for n in (1, 2, 3))]), "item")]


def _questions(chosen: Sequence[Case], lang: str) -> list[Block]:
    keys = ["q_failure", "q_demand", "q_decide", "q_justice", *(["q_compare"] if len(chosen) > 1 else [])]
    return [Para("\n".join(f"{n}. {phrase(key, lang)}" for n, key in enumerate(keys, 1)))]


def _analysis(case: Case, lang: str) -> list[Block]:
    causes, demands, done = (describe.labelled(describe.of(case, *key), lang) for key in (("cause",), ("action", "demanded"), ("action", "done")))
    lines = [
        phrase("a_failure", lang, causes=causes or phrase("nothing_told", lang)),
        phrase("a_demand", lang, demands=demands) if demands else phrase("a_demand_none", lang),
        phrase("a_decide", lang, actions=done) if done else phrase("a_decide_none", lang),
        phrase("a_justice", lang),
    ]
    return [Para("\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1)))]


def _compared(chosen: Sequence[Case], lang: str) -> list[Block]:
    return [Para("5. " + phrase("a_compare", lang))] if len(chosen) > 1 else []


def _theory(chosen: Sequence[Case], lang: str) -> list[Block]:
    content = theory()
    blocks: list[Block] = []
    for name in ("recovery", "justice", "quality", "incidents"):
        blocks += [Head(content[name]["title"][lang], 2), Para(content[name]["text"][lang])]
        blocks += [_justice(chosen, lang)] if name == "justice" else [_quality(chosen, lang)] if name == "quality" else []
    references = sorted(each for name in ("recovery", "justice", "quality", "incidents") for each in content[name]["references"])
    return [*blocks, Head(phrase("references", lang), 2), Para("\n".join(references), "item")]


def _justice(chosen: Sequence[Case], lang: str) -> Grid:
    book = load()
    rows = []
    for kind in JUSTICE:
        cells = [phrase(f"justice.{kind}", lang)]
        for role, status in (("cause", ""), ("action", "done"), ("action", "advised")):
            found = [m for case in chosen for m in describe.of(case, role, status) if _scheme(m, "justice") == kind]
            cells.append(phrase("list_join", lang).join(dict.fromkeys(book.label(m.code, lang) for m in found)) or "—")
        rows.append(tuple(cells))
    head = tuple(phrase(f"col_{name}", lang) for name in ("dimension", "failed", "done", "advised"))
    return Grid(head, tuple(rows), (0.25, 0.25, 0.25, 0.25), phrase("justice_table", lang))


def _quality(chosen: Sequence[Case], lang: str) -> Grid:
    places = theory()["dimensions"]
    causes = [m for case in chosen for m in describe.of(case, "cause")]
    rows = [(phrase(f"quality.{name}", lang), describe.labelled([m for m in causes if m.code in places[name]], lang) or "—") for name in QUALITY]
    return Grid((phrase("col_dimension", lang), phrase("col_failed", lang)), tuple(rows), (0.22, 0.78), phrase("quality_table", lang))


def _scheme(mention: Mention, name: str) -> str:
    code = load().codes.get(mention.code)
    return code.schemes.get(name, "") if code else ""


def _background(shelf: Shelf, case: Case, lang: str) -> list[Block]:
    told = [phrase("bg_fact", lang, name=name, value=value) for name, value in describe.facts(case, shelf.story(case), lang)]
    source = phrase("source_line", lang, place=describe.place(shelf.cases, case, lang))
    return [Para("\n".join([source, *told, todo("bg_firm", lang), todo("bg_trade", lang)]), "item")]


def _points(case: Case, lang: str) -> list[Block]:
    done = describe.of(case, "action", "done")
    worse = [m for m in done if describe.family(m) == OBSTRUCT]
    demanded = describe.of(case, "action", "demanded")
    items = {
        "point_cause": describe.of(case, "cause"), "point_obstruct": worse, "point_demand": demanded, "point_done": [m for m in done if m not in worse],
        "point_gap": describe.missing(demanded, done), "point_advised": describe.missing(describe.of(case, "action", "advised"), done),
    }  # fmt: skip
    lines = [phrase(key, lang, items=describe.labelled(found, lang)) for key, found in items.items() if found]
    if case.final:
        lines.append(phrase("point_final", lang, final=word(f"final.{case.final.value}", lang)))
    return [Para("\n".join(lines), "item")]


def _board(case: Case, lang: str) -> list[Block]:
    book = load()
    columns = [describe.of(case, "cause"), describe.of(case, "action", "done"), describe.of(case, "outcome")]
    cells = tuple("\u3000".join(dict.fromkeys(book.label(m.code, lang) for m in found)) or phrase("nothing_told", lang) for found in columns)
    return [Grid(tuple(word(f"role.{role}", lang) for role in ("cause", "action", "outcome")), (cells,), (1 / 3, 1 / 3, 1 / 3))]


def _epilogue(shelf: Shelf, case: Case, lang: str) -> list[Block]:
    story = shelf.story(case)
    told = describe.of(case, "outcome")
    if not told and not story.rest:
        return [Para(todo("epilogue_none", lang))]
    blocks: list[Block] = [Para(story.rest, "source")] if story.rest else []
    listed = phrase("bg_fact", lang, name=word("role.outcome", lang), value=describe.labelled(told, lang))
    blocks.append(Para(listed, "note") if told else Para(todo("epilogue_none", lang)))
    if story.comment:
        blocks += [Para(phrase("comments", lang), "note"), Para(story.comment, "source")]
    return blocks
