"""The class's result: who is who stands in a file apart."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from caselib.assets import word as label
from caselib.casebase.cells import guarded
from caselib.codebook import load
from caselib.errors import InputError
from caselib.files import written_whole
from caselib.messages import language
from caselib.teach.exercise.key import Coding, Key
from caselib.teach.exercise.marks import Marks, Score
from caselib.teach.page import page
from caselib.teach.phrases import phrase
from caselib.teach.sheet import Block, Grid, Head, Para, Picture, Sheet
from caselib.view.colours import COLOURS

SHOWN = 40  # bars that a page holds with readable labels
OFTEN = 12  # codes that a table lists: what a class can talk about


def class_report(marks: Marks, key: Key, folder: Path | str, *, anonymous: bool = True, lang: str | None = None) -> list[Path]:
    """Write the class's result as HTML, Word, table (CSV) and figure (PNG).

    Parameters
    ----------
    marks, key
        As :func:`~caselib.teach.exercise.marks.score` and the exercise's key give them.
    anonymous
        Students appear as S01, S02 … in an order that says nothing; which name is whose stands in a file apart.

    Raises
    ------
    InputError
        If nobody handed anything in.
    """
    from caselib.teach.to_word import word
    from caselib.view import plot

    if not marks.scores:
        raise InputError("there is no submission to report on; name the folder with the students' files")
    folder, spoken = Path(folder), language(lang)
    names = aliases((each.student for each in marks.scores), key.name) if anonymous else {each.student: each.student for each in marks.scores}
    figure = draw(marks, key, spoken)
    blocks = _blocks(marks, key, names, spoken, Picture(plot.rendered(figure, "png", 150), phrase("class_figure", spoken)))
    sheet = Sheet(phrase("class_title", spoken), phrase("class_sub", spoken, n=len(marks.scores), cases=len(key.cases), key=len(key.codings)), blocks, spoken)
    stem = phrase("file_class", spoken)
    written = [page(sheet, folder / f"{stem}.html"), word(sheet, folder / f"{stem}.docx"), plot.save(figure, folder / f"{stem}.png")]
    written.append(_csv(folder / f"{stem}.csv", [_head(spoken), *_rows(marks.scores, names)]))
    written.append(_csv(folder / _items_file(spoken), [tuple(phrase(f"col_{name}", spoken) for name in ("item", "found", "share")), *_items(marks, key, spoken)]))
    if anonymous:
        table = sorted((alias, name) for name, alias in names.items())
        written.append(_csv(folder / f"{phrase('file_names', spoken)}.csv", [(phrase("col_student", spoken), phrase("col_name", spoken)), *table], private=True))
    return written


def aliases(students: Iterable[str], exercise: str) -> dict[str, str]:
    """S01, S02 … in the order of a digest, which is neither that of names nor that of marks."""
    order = sorted(set(students), key=lambda student: hashlib.sha256(f"{exercise}\x1f{student}".encode()).digest())
    width = max(2, len(str(len(order))))
    return {student: f"S{n:0{width}d}" for n, student in enumerate(order, 1)}


def draw(marks: Marks, key: Key, lang: str) -> Any:
    """The share of students that found each item of the key, the least found on top; a matplotlib figure."""
    from matplotlib.figure import Figure

    from caselib.view.fonts import styled

    with styled():
        items = sorted(marks.found.items(), key=lambda entry: (-entry[1], entry[0]))[-SHOWN:]
        figure = Figure(figsize=(9, 1.2 + 0.3 * max(1, len(items))), layout="constrained")
        axes = figure.add_subplot()
        shares = [100 * n / len(marks.scores) for _, n in items]
        axes.barh(range(len(items)), shares, color=[COLOURS[item[1]] for item, _ in items])
        axes.set_yticks(range(len(items)), [item_label(item, key, lang) for item, _ in items])
        axes.set_xlim(0, 100)
        axes.set_ylim(-0.7, len(items) - 0.3)
        axes.set_xlabel("%")
        axes.set_title(phrase("class_figure", lang), loc="left")
        axes.spines[["top", "right"]].set_visible(False)
        for at, (share, (_, n)) in enumerate(zip(shares, items, strict=True)):
            axes.text(min(share + 1, 94), at, str(n), va="center", fontsize=9)
    return figure


def item_label(item: Coding, key: Key, lang: str) -> str:
    """案例1 · 处理·退款退费（要求）."""
    case, role, code, status = item
    told = f"（{label('status.' + status, lang)}）" if status and status != "done" else ""
    return f"{phrase('ex_case', lang, n=key.cases.index(case) + 1)} · {label('role.' + role, lang)}·{load().label(code, lang)}{told}"


def _blocks(marks: Marks, key: Key, names: dict[str, str], lang: str, picture: Picture) -> tuple[Block, ...]:
    scores = sorted(marks.scores, key=lambda each: names[each.student])
    head = _head(lang)
    grid = Grid(head, tuple(_rows(scores, names)), (0.22, 0.13, 0.13, 0.13, 0.13, 0.13, 0.13))
    missed = tuple((names[each.student], _listed(each.missed, key, lang)) for each in scores)
    items = _items(marks, key, lang)
    often = tuple((item_label(item, key, lang), f"{n}", f"{n / len(scores):.0%}") for item, n in list(marks.extra.items())[:OFTEN])
    columns = tuple(phrase(f"col_{name}", lang) for name in ("item", "found", "share"))
    blocks: list[Block] = [Head(phrase("class_agreement", lang)), Para(_agreement(marks, lang)), Head(phrase("class_students", lang)), grid]
    blocks += [Head(phrase("class_items", lang)), picture, Grid(columns, items[:OFTEN], (0.64, 0.18, 0.18))]
    blocks += [Para(phrase("class_items_note", lang, n=OFTEN, file=_items_file(lang)), "note")] if len(items) > OFTEN else []
    blocks += [Head(phrase("class_extra", lang)), Grid(columns, often, (0.64, 0.18, 0.18))] if often else []
    return (*blocks, Head(phrase("class_missed", lang)), Grid((phrase("col_student", lang), phrase("col_missed", lang)), missed, (0.15, 0.85)))


def _items(marks: Marks, key: Key, lang: str) -> tuple[tuple[str, ...], ...]:
    """Each item of the key with how many found it, the least found first."""
    found = sorted(marks.found.items(), key=lambda entry: (entry[1], entry[0]))
    return tuple((item_label(item, key, lang), f"{n}", f"{n / len(marks.scores):.0%}") for item, n in found)


def _items_file(lang: str) -> str:
    return f"{phrase('file_class', lang)}-{phrase('file_items', lang)}.csv"


def _agreement(marks: Marks, lang: str) -> str:
    if math.isnan(marks.percent):
        return phrase("class_agreement_none", lang)
    alpha = "—" if math.isnan(marks.alpha) else f"{marks.alpha:.2f}"
    return phrase("class_agreement_is", lang, n=len(marks.scores), units=marks.units, percent=_share(marks.percent), alpha=alpha)


def _head(lang: str) -> tuple[str, ...]:
    return tuple(phrase(f"col_{name}", lang) for name in ("student", "right", "missed", "extra", "precision", "recall", "f1"))


def _rows(scores: Sequence[Score], names: dict[str, str]) -> list[tuple[str, ...]]:
    rows = []
    for each in sorted(scores, key=lambda each: names[each.student]):
        counts = (len(each.right), len(each.missed), len(each.extra))
        rows.append((names[each.student], *map(str, counts), *(_share(value) for value in (each.precision, each.recall, each.f1))))
    return rows


def _share(value: float) -> str:
    return "—" if math.isnan(value) else f"{value:.0%}"


def _listed(items: Iterable[Coding], key: Key, lang: str) -> str:
    order = {case: n for n, case in enumerate(key.cases)}
    return "；".join(item_label(item, key, lang) for item in sorted(items, key=lambda item: (order[item[0]], item))) or "—"


def _csv(path: Path, rows: Iterable[Sequence[str]], *, private: bool = False) -> Path:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([guarded(cell) for cell in row] for row in rows)
    with written_whole(path, private=private) as temporary:
        temporary.write_text(buffer.getvalue(), encoding="utf-8-sig", newline="")
    return path
