"""案例正文: the case as students get it. No outcome, no comment, no title of the source."""

from __future__ import annotations

from collections.abc import Sequence

from caselib.model import Case
from caselib.teach import describe
from caselib.teach.phrases import phrase, todo
from caselib.teach.sheet import Block, Head, Para, Sheet
from caselib.teach.story import Shelf

ABSTRACT = 300  # characters at most, as the rules for Chinese teaching cases have it


def handout(shelf: Shelf, chosen: Sequence[Case], theme: str, lang: str) -> Sheet:
    """The students' text of one case, or of several on a theme."""
    blocks: list[Block] = [Head(phrase("abstract", lang), plain=True), Para(abstract(shelf, chosen, lang)), Para(_keywords(chosen, lang), "note")]
    blocks += [Head(phrase("introduction", lang)), Para(phrase("intro_case" if len(chosen) == 1 else "intro_theme", lang))]
    if len(chosen) == 1:
        blocks += [Head(phrase("background", lang)), *_background(shelf, chosen[0], lang)]
        blocks += [Head(phrase("story", lang)), *_story(shelf, chosen[0], lang)]
    for n, case in enumerate(chosen if len(chosen) > 1 else (), 1):
        blocks += [Head(numbered(case, n, lang)), Head(phrase("background", lang), 2), *_background(shelf, case, lang)]
        blocks += [Head(phrase("story", lang), 2), *_story(shelf, case, lang)]
    blocks += [Head(phrase("open_end", lang)), Para(phrase("ending", lang))]
    return Sheet(title(chosen, theme, lang), f"{phrase('case_body', lang)} · {phrase('for_students', lang)}", tuple(blocks), lang)


def title(chosen: Sequence[Case], theme: str, lang: str) -> str:
    """The pack's neutral title."""
    if len(chosen) == 1 and not theme:
        return describe.title(chosen[0], lang)
    return phrase("title_named", lang, theme=theme, n=len(chosen)) if theme and len(chosen) > 1 else theme or phrase("title_theme", lang, n=len(chosen))


def numbered(case: Case, n: int, lang: str) -> str:
    """案例2　一起银行投诉（2009）."""
    return phrase("numbered", lang, n=n, title=describe.title(case, lang))


def abstract(shelf: Shelf, chosen: Sequence[Case], lang: str) -> str:
    """What the case is about and what it is for, in at most ``ABSTRACT`` characters in Chinese."""
    trades = phrase("list_join", lang).join(dict.fromkeys(describe.industry(case, lang) for case in chosen))
    if len(chosen) > 1:
        text = phrase("abstract_theme", lang, n=len(chosen), trade=trades[:80])
    else:
        case = chosen[0]
        customer = describe.said(case, shelf.story(case), "customer", "", lang)
        when = phrase("when", lang, year=case.year.value) if case.year else ""
        text = phrase("abstract_case", lang, trade=trades, when=when, who=phrase("who", lang, customer=customer) if customer else "")
    assert lang != "zh" or len(text) <= ABSTRACT, "phrases.yaml: the abstract is too long"
    return text


def _keywords(chosen: Sequence[Case], lang: str) -> str:
    trades = list(dict.fromkeys(describe.industry(case, lang) for case in chosen))
    return f"{phrase('keywords', lang)}：".replace("：", ": " if lang == "en" else "：") + phrase("keyword_join", lang).join([phrase("keyword_list", lang), *trades[:5]])


def _background(shelf: Shelf, case: Case, lang: str) -> list[Block]:
    told = [phrase("bg_fact", lang, name=name, value=value) for name, value in describe.facts(case, shelf.story(case), lang)]
    return [Para("\n".join([*told, todo("bg_firm", lang), todo("bg_trade", lang)]), "item")]


def _story(shelf: Shelf, case: Case, lang: str) -> list[Block]:
    story = shelf.story(case)
    if not story.told:
        return [Para(todo("no_story", lang))]
    note: list[Block] = [Para(phrase("gap_note", lang), "note")] if story.gaps else []
    return [Para(story.told, "source"), *note]
