"""Label Studio: tasks with annotations as JSON, and the labelling interface as XML.

Releases of Label Studio differ in how they count: the browser's UTF-16 units (an emoji is two) or code points. What is read is
counted as the quotes beside the offsets say; what is written can be either.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

from lxml import etree

from caselib.assets import word
from caselib.casebase import Cases
from caselib.codebook import Codebook, load
from caselib.coding.events import Event
from caselib.errors import FormatError, InputError
from caselib.exchange.brat import BASES, imported
from caselib.exchange.codetree import guid
from caselib.exchange.pages import Coded, Page, pages
from caselib.exchange.qde import MACHINE
from caselib.exchange.qdpx import Imported
from caselib.files import text_written_whole
from caselib.messages import language
from caselib.model import Span
from caselib.model.case import ROLES, STATUSES

UNITS = ("code points", "utf-16")
_COLOURS = {"cause": "#D55E00", "action": "#0072B2", "outcome": "#009E73"}


def write_label_studio(
    cases: Cases, path: Path | str, events: Iterable[Event] = (), *, codebook: Codebook | None = None, lang: str | None = None,
    units: str = "code points",
) -> list[Path]:  # fmt: skip
    """Write tasks to import (``path``, ``.json``) and the labelling interface (``.xml`` beside it); returns both paths.

    Parameters
    ----------
    cases
        With the decisions of ``events`` already applied; each is a task whose annotation is the coding that stands.
    path
        Of the JSON file.
    events
        The log: gives memos and the notes of links.
    units
        How offsets are counted: ``code points``, or ``utf-16`` for releases before 1.8.

    Raises
    ------
    ValueError
        If there are no such units.
    """
    if units not in UNITS:
        raise ValueError(f"offsets cannot be counted in {units!r}; units: {', '.join(UNITS)}")
    tasks = [_task(page, units) for page in pages(cases, events)]
    config = Path(path).with_suffix(".xml")
    with text_written_whole(path) as file:
        file.write(_json(tasks))
    with text_written_whole(config) as file:
        file.write(interface(codebook or load(), language(lang)))
    return [Path(path), config]


def read_label_studio(
    path: Path | str, cases: Cases | None = None, *, coder: str = "", codes: Mapping[str, str] | None = None,
    codebook: Codebook | None = None, complete: bool = False,
) -> Imported:  # fmt: skip
    """Read an export (JSON, not JSON-MIN); predictions are the machine's and stay out.

    Parameters
    ----------
    path
        The JSON file.
    cases
        The case base that the tasks were written from: annotations come back as decisions on it. Without it each task is a case.
    coder
        Who annotated; else as the export says (e-mail address or number of the user).
    codes
        Other labels → ``cause:delay``, ``action:refund:done``, …
    complete
        As for :func:`caselib.exchange.read_brat`.

    Raises
    ------
    InputError
        If there is no such file.
    FormatError
        If it is no export of Label Studio.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path} is not there; check the path")
    try:
        tasks = json.loads(path.read_bytes())
        found = [_page(n, task, coder) for n, task in enumerate(tasks, 1)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FormatError(f"{path.name} is no Label Studio export ({type(error).__name__}: {error}); export as JSON") from error
    return imported(found, cases, coder=coder or "label-studio", codes=codes or {}, codebook=codebook or load(), complete=complete)


def interface(book: Codebook, lang: str) -> str:
    """The labelling interface: codes as labels, status as a choice, memos, and links as relations."""
    view = etree.Element("View")
    labels = etree.SubElement(view, "Labels", name="label", toName="text", showInline="false")
    for role in ROLES:
        for code in book.role(role):
            name = f"{word(f'role.{role}', lang)}·{book.label(code, lang)}"
            etree.SubElement(labels, "Label", value=name, alias=f"{role}:{code}", background=_COLOURS[role])
    etree.SubElement(view, "Text", name="text", value="$text", granularity="symbol")
    choices = etree.SubElement(view, "Choices", name="status", toName="text", perRegion="true", choice="single")
    for status in STATUSES:
        etree.SubElement(choices, "Choice", value=word(f"status.{status}", lang), alias=status)
    etree.SubElement(view, "TextArea", name="memo", toName="text", perRegion="true", editable="true")
    etree.SubElement(view, "TextArea", name="note", toName="text", editable="true")
    relations = etree.SubElement(view, "Relations")
    for basis in BASES:
        etree.SubElement(relations, "Relation", value=basis)
    return str(etree.tostring(view, encoding="unicode", pretty_print=True))


# --- writing ---


def _task(page: Page, units: str) -> dict[str, Any]:
    wide = _Units(page.text)
    known = {each.id: guid("region", page.name, each.id)[:10] for each in page.codings}
    result: list[dict[str, Any]] = []
    for each in page.codings:
        start, end = (wide.units(at) if units == "utf-16" else at for at in each.span)
        place = {"start": start, "end": end, "text": each.span.of(page.text)}
        common = {"id": known[each.id], "to_name": "text", "origin": "prediction" if each.coder == MACHINE else "manual"}
        meta = {"caselib": each.more, "coder": each.coder, "id": each.id}
        result.append({**common, "from_name": "label", "type": "labels", "value": {**place, "labels": [each.label]}, "meta": meta})
        if each.status:
            result.append({**common, "from_name": "status", "type": "choices", "value": {**place, "choices": [each.status]}})
        if each.memos:
            result.append({**common, "from_name": "memo", "type": "textarea", "value": {**place, "text": list(each.memos)}})
    for a, b, basis, note in page.links:
        result.append({"type": "relation", "from_id": known[a], "to_id": known[b], "direction": "right", "labels": [basis], "meta": {"note": note}})
    if page.memos:
        told = {"text": [text for _, text in page.memos]}
        common = {"id": guid("note", page.name)[:10], "from_name": "note", "to_name": "text", "type": "textarea"}
        result.append({**common, "value": told, "meta": {"coders": [who for who, _ in page.memos]}})
    facts = {f"case_{name}": said for name, said in page.facts.items()}
    return {"data": {"text": page.text, "name": page.name, "units": units, **facts}, "annotations": [{"result": result}]}


def _json(tasks: list[dict[str, Any]]) -> str:
    told = json.dumps(tasks, ensure_ascii=False, indent=1)
    try:
        told.encode()
    except UnicodeEncodeError:
        told = json.dumps(tasks, indent=1)
    return told + "\n"


# --- reading ---


class _Units:
    """Positions of a text in code points and in UTF-16 units."""

    def __init__(self, text: str) -> None:
        self.at = list(accumulate((2 if ord(char) > 0xFFFF else 1 for char in text), initial=0))

    def units(self, point: int) -> int:
        return self.at[point]

    def point(self, units: int) -> int:
        """The code point at a unit; the middle of a pair belongs to its character."""
        found = bisect_left(self.at, units)
        return found if found < len(self.at) and self.at[found] == units else max(0, found - 1)


def _page(number: int, task: dict[str, Any], coder: str) -> Page:
    data = task["data"]
    text = data.get("text")
    if not isinstance(text, str):
        text = next((said for said in data.values() if isinstance(said, str)), None)
    if text is None:
        raise KeyError("a task without text")
    page = Page(str(data.get("name") or f"task{task.get('id', number)}"), text)
    page.facts = {name.removeprefix("case_"): str(said) for name, said in data.items() if name.startswith("case_")}
    done = [a for a in task.get("annotations", task.get("completions", [])) if not a.get("was_cancelled")]
    for n, annotation in enumerate(done):
        _annotation(page, annotation.get("result", []), coder or _user(annotation), str(n) if len(done) > 1 else "")
    return page


def _annotation(page: Page, result: list[dict[str, Any]], coder: str, prefix: str) -> None:
    beside: dict[tuple[str, str], list[str]] = {}
    for item in result:
        if item.get("type") in ("choices", "textarea") and "id" in item:
            said = item["value"].get(item["type"] if item["type"] == "choices" else "text", [])
            beside.setdefault((str(item["id"]), item.get("from_name", "")), []).extend([said] if isinstance(said, str) else map(str, said))
    regions = [item for item in result if item.get("value", {}).get("labels") or item.get("value", {}).get("hypertextlabels")]
    place = _counter(page.text, regions)
    for item in regions:
        value, meta, made = item["value"], item.get("meta") or {}, str(item["id"])
        for label in value.get("labels") or value["hypertextlabels"]:
            span = place(int(value["start"]), int(value["end"]))
            status = next(iter(s for s in beside.get((made, "status"), ()) if s in STATUSES), "")
            memos = tuple(beside.get((made, "memo"), ()))
            who = coder or str(meta.get("coder", ""))
            page.codings.append(Coded(prefix + made, str(label), status, span, who, str(meta.get("caselib", "")), memos))
    for item in result:
        if item.get("type") == "relation":
            basis = next(iter(item.get("labels") or ["sequence"]))
            note = str((item.get("meta") or {}).get("note", ""))
            page.links.append((prefix + str(item["from_id"]), prefix + str(item["to_id"]), basis if basis in BASES else "sequence", note))
        elif item.get("from_name") == "note" and item.get("type") == "textarea":
            told = [*((item.get("meta") or {}).get("coders") or ()), *[coder] * len(item["value"]["text"])]
            page.memos += list(zip(told, map(str, item["value"]["text"]), strict=False))


def _counter(text: str, regions: list[dict[str, Any]]) -> Callable[[int, int], Span]:
    """Offsets to code points, in the units in which most of the quotes beside them are right."""
    wide = _Units(text)

    def plain(start: int, end: int) -> Span:
        return Span(start, end)

    def paired(start: int, end: int) -> Span:
        return Span(wide.point(start), wide.point(end))

    def right(count: Callable[[int, int], Span]) -> tuple[int, int]:
        """How many quotes are right but for their blanks, and how many to the letter."""
        told = ((item["value"], count(int(item["value"]["start"]), int(item["value"]["end"]))) for item in regions)
        inside = [(str(value.get("text", "")), span.of(text)) for value, span in told if span.end <= len(text)]
        return sum("".join(quote.split()) == "".join(words.split()) for quote, words in inside), sum(quote == words for quote, words in inside)

    return paired if right(paired) > right(plain) else plain


def _user(annotation: dict[str, Any]) -> str:
    by = annotation.get("completed_by")
    if isinstance(by, dict):
        return str(by.get("email") or by.get("id") or "")
    return "" if by is None else f"user{by}" if isinstance(by, int) else str(by)

