"""Cards for a role play: the customer, the employee, the observer's checklist, and the teacher's debriefing."""

from __future__ import annotations

from pathlib import Path

from caselib.casebase import Cases
from caselib.messages import language
from caselib.model import Case, Guide
from caselib.teach import describe
from caselib.teach.note import JUSTICE
from caselib.teach.pack import home, shelved
from caselib.teach.page import page
from caselib.teach.phrases import phrase, todo
from caselib.teach.playbook import items, playbook, type_guide
from caselib.teach.sheet import Block, Grid, Head, Leaf, Para, Sheet
from caselib.teach.story import Shelf, Story
from caselib.view import record

LONG = 120  # characters of a playbook's item on a card


def roleplay(case: Case, folder: Path | str, *, base: Cases | None = None, guide: Guide | None = None, lang: str | None = None) -> list[Path]:
    """Write the cards of a role play, as Word and HTML.

    Parameters
    ----------
    case, base
        The case, and the case base that holds its text and the guides; by default the collection in use that has it.
    folder
        Gets one file a card, so that nobody holds another's.
    guide
        The playbook; else the nearest guide with steps, script or checklist (:func:`~caselib.teach.playbook.playbook`).

    Returns
    -------
    list of pathlib.Path
        Customer, employee, observer, debriefing; Word and HTML of each.
    """
    from caselib.teach.to_word import word

    folder, spoken = Path(folder), language(lang)
    base = home(case, base)
    shelf, _ = shelved(case, base)
    story, chosen = shelf.story(case), guide or playbook(base, case)
    cards = {
        "customer": _customer(case, story, spoken), "employee": _employee(shelf, case, story, chosen, spoken),
        "observer": _observer(shelf, chosen, spoken), "debrief": _debrief(shelf, case, spoken),
    }  # fmt: skip
    written: list[Path] = []
    for n, (name, blocks) in enumerate(cards.items(), 1):
        title = phrase(f"card_{name}", spoken)
        sheet = Sheet(title, f"{phrase('role_title', spoken)} · {describe.title(case, spoken)}", tuple(blocks), spoken)
        stem = f"{n}-{title.replace('：', '-').replace(': ', '-')}"
        written += [word(sheet, folder / f"{stem}.docx"), page(sheet, folder / f"{stem}.html")]
    return written


def _customer(case: Case, story: Story, lang: str) -> list[Block]:
    """Mood, demand, what would satisfy; the customer knows what happened and does not tell it at once."""
    who = [describe.said(case, story, name, kind, lang) for name, kind in (("customer", ""), ("customer_type", "type"), ("place", ""))]
    told = phrase("list_join", lang).join(each for each in who if each)
    mood = describe.said(case, story, "customer_mood", "mood", lang) or todo("todo_mood", lang)
    demands = describe.labelled(describe.of(case, "action", "demanded"), lang) or todo("todo_demand", lang)
    claimed = [record.amount(money, lang) for money in case.money if money.role == "claimed"]
    return [
        Para(phrase("card_you_are", lang, facts=told)),
        Head(phrase("card_what", lang), 2, plain=True), Para(story.told, "source") if story.told else Para(todo("no_story", lang)),
        Head(phrase("card_mood", lang), 2, plain=True), Para(mood),
        Head(phrase("card_demand", lang), 2, plain=True), Para("\n".join([demands, *dict.fromkeys(claimed)])),
        Head(phrase("card_satisfy", lang), 2, plain=True), Para(_satisfied(case, lang)),
        Head(phrase("card_play", lang), 2, plain=True), Para(phrase("card_play_lines", lang), "item"),
    ]  # fmt: skip


def _satisfied(case: Case, lang: str) -> str:
    """What the customer really got, where that was the end of the matter; else what was demanded."""
    remedies = [m for m in describe.of(case, "action", "done") if describe.family(m) in ("remedy", "communicate")]
    if case.final and case.final.value == "positive" and remedies:
        return phrase("card_satisfy_told", lang, items=describe.labelled(remedies, lang))
    return phrase("card_satisfy_demand", lang)


def _employee(shelf: Shelf, case: Case, story: Story, guide: Guide | None, lang: str) -> list[Block]:
    """Playbook and limits; of the complaint no more than that there is one."""
    blocks: list[Block] = [Para(phrase("card_job", lang, industry=describe.industry(case, lang))), Head(phrase("card_playbook", lang), 2, plain=True)]
    if guide:
        blocks += [Para("\n".join(f"{n}. {line}" for n, line in enumerate(_lines(shelf, guide), 1))), Para(_source(shelf, guide, lang), "note")]
    else:
        blocks.append(Para(todo("todo_playbook", lang)))
    kind = describe.said(case, story, "customer_type", "type", lang)
    item = type_guide(shelf.cases, story.open(case.customer_type))
    blocks += [Head(phrase("card_type", lang), 2, plain=True), Para(f"{kind}\n{item.text[:LONG]}" if item else kind or todo("todo_type", lang))]
    refused = describe.labelled([m for m in describe.of(case, "action", "done") if m.code == "refuse"], lang)
    limits = [phrase("card_limits_refused", lang, items=refused)] if refused else []
    return [*blocks, Head(phrase("card_limits", lang), 2, plain=True), Para("\n".join([*limits, todo("todo_limits", lang)]), "item")]


def _observer(shelf: Shelf, guide: Guide | None, lang: str) -> list[Block]:
    head = tuple(phrase(f"check_{name}", lang) for name in ("item", "yes", "part", "no", "words"))
    widths = (0.46, 0.09, 0.09, 0.09, 0.27)
    blocks: list[Block] = []
    if guide:
        blocks += [Grid(head, tuple((line, "□", "□", "□", "") for line in _lines(shelf, guide, lang)), widths, roomy=True), Para(_source(shelf, guide, lang), "note")]
    rows = tuple((f"{phrase(f'justice.{kind}', lang)}：{phrase(f'ob.{kind}', lang)}", "□", "□", "□", "") for kind in JUSTICE)
    return [*blocks, Head(phrase("check_justice", lang), 2, plain=True), Grid(head, rows, widths, roomy=True)]


def _debrief(shelf: Shelf, case: Case, lang: str) -> list[Block]:
    rest = shelf.story(case).rest
    told = Para(rest, "source") if rest else Para(todo("epilogue_none", lang))
    return [Para(phrase("debrief_points", lang), "item"), Leaf(), Head(phrase("epilogue", lang), 2, plain=True), told]


def _lines(shelf: Shelf, guide: Guide, lang: str = "") -> list[str]:
    """The guide's items, cleaned; with deadlines where ``lang`` asks for them."""
    lines = []
    for item in items(guide):
        words = " ".join(shelf.readable(guide.doc, item.span).split())
        hours = phrase("check_hours", lang, hours=f"{item.deadline_hours:g}") if lang and item.deadline_hours else ""
        lines.append(words[:LONG] + ("……" if len(words) > LONG else "") + hours)
    return lines


def _source(shelf: Shelf, guide: Guide, lang: str) -> str:
    source = shelf.cases.texts.get(guide.doc)
    where = phrase("place_of", lang, doc=guide.doc, where=record.where(source, guide.span.start, lang)) if source else guide.doc
    return phrase("card_playbook_from", lang, title=" ".join(guide.title.split()), place=where)
