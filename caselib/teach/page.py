"""Teaching material as HTML: pages that stand alone and make no request."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from caselib.files import text_written_whole
from caselib.lang.printable import printable
from caselib.report.numbering import numbered
from caselib.report.parts import Heading
from caselib.teach.phrases import phrase
from caselib.teach.sheet import Block, Grid, Head, Leaf, Para, Picture, Sheet, marked

FOLDER = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The templates; whatever they do not write themselves is escaped."""
    made = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["shown"] = printable
    made.globals["phrase"] = phrase
    return made


def rendered(name: str, lang: str, script: str = "", **values: Any) -> str:
    """A page from the template ``name``.html.j2 with its style sheet, and the script ``name`` if there is one, allowed by its hash."""
    code = (FOLDER / script).read_text(encoding="utf-8") if script else ""
    policy = f"script-src 'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'; " if code else ""
    return environment().get_template(f"{name}.html.j2").render(
        lang=lang, css=Markup((FOLDER / "teach.css").read_text(encoding="utf-8")), script=Markup(code), policy=policy, **values
    )  # fmt: skip


def page(sheet: Sheet, path: Path | str) -> Path:
    """Write a handout as a page."""
    path = Path(path)
    with text_written_whole(path) as file:
        file.write(rendered("sheet", sheet.lang, sheet=sheet, blocks=_blocks(sheet)))
    return path


def _blocks(sheet: Sheet) -> list[dict[str, Any]]:
    heads = iter(numbered([Heading(b.text, b.level, b.plain) for b in sheet.blocks if isinstance(b, Head)], sheet.lang))
    return [_block(block, next(heads)[1] if isinstance(block, Head) else "") for block in sheet.blocks]


def _block(block: Block, number: str) -> dict[str, Any]:
    match block:
        case Head():
            return {"kind": "head", "level": block.level + 1, "text": printable(number + block.text)}
        case Para():
            return {"kind": block.kind, "lines": [_pieces(line) for line in block.text.split("\n") if line.strip()]}
        case Grid():
            return {"kind": "grid", "caption": block.caption, "head": block.head, "rows": [[_pieces(cell) for cell in row] for row in block.rows]}
        case Picture():
            return {"kind": "picture", "data": base64.b64encode(block.png).decode(), "alt": block.alt}
        case Leaf():
            return {"kind": "leaf"}


def _pieces(text: str) -> list[tuple[str, bool]]:
    return list(marked(printable(text.strip())))
