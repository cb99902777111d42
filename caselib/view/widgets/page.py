"""What widgets are made of besides Python: scripts, styles, labels and stand-alone pages. Needs no anywidget, which the core install lacks."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from caselib.assets import labels
from caselib.clean.explain import WHY
from caselib.codebook import load
from caselib.lang.printable import printable
from caselib.messages import LANGUAGES
from caselib.model import Case

FOLDER = Path(__file__).parent
PAGE_BYTES = 3_000_000  # what one hand-over file may weigh: it is sent by mail and opened from a stick


@cache
def module(*scripts: str) -> str:
    """The source of one ES module: the shared helpers, then the files named, then its export."""
    parts = [(FOLDER / name).read_text(encoding="utf-8") for name in ("common.js", *scripts)]
    return "\n".join([*parts, "export default { render };\n"])


@cache
def style(*sheets: str) -> str:
    """The shared style sheet and the ones named."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in ("common.css", *sheets))


def key(case: Case, mention: str) -> str:
    """The id of a mention outside its case, as ``selected`` holds it: ``"1af7596dd10a/m3"``."""
    return f"{case.uid}/{mention}"


def plain(value: Any) -> Any:
    """JSON-ready data with every text made fit for a page (equal length; see :func:`caselib.lang.printable.printable`)."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {plain(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def spoken(groups: Iterable[str]) -> dict[str, dict[str, str]]:
    """Language → key → text of the label groups named; ``{blanks}`` are filled by the script."""
    wanted = set(groups)
    texts = labels() | {f"why.{rule}": why for rule, why in WHY.items()}
    return {lang: {name: told[lang] for name, told in texts.items() if name.split(".")[0] in wanted} for lang in LANGUAGES}


@cache
def code_names() -> dict[str, dict[str, str]]:
    """Every code and industry of the codebook: ``{"delay": {"role": "cause", "zh": "延误", "en": "delay"}}``, with definitions."""
    book = load()
    codes = {
        code.id: {"role": code.role, **{lang: book.label(code.id, lang) for lang in LANGUAGES}, **{f"about_{lang}": code.definition.get(lang, "") for lang in LANGUAGES}}
        for code in book.codes.values()
    }  # fmt: skip
    return codes | {each.id: {"role": "industry", **{lang: book.label(each.id, lang) for lang in LANGUAGES}} for each in book.industries.values()}


def escaped_json(value: Any) -> str:
    """JSON that cannot end the script element that holds it.

    Examples
    --------
    >>> escaped_json({"quote": "</script>&"})
    '{"quote":"\\\\u003c/script\\\\u003e\\\\u0026"}'
    """
    told = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return told.translate({ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def standalone(scripts: tuple[str, ...], sheets: tuple[str, ...], state: dict[str, Any], title: str, *, snapshot: str = "", font: str = "") -> str:
    """A page that shows a widget without a kernel: script and style are named by their hashes, everything else is forbidden.

    Parameters
    ----------
    scripts, sheets
        As the widget's class names them.
    state
        Values of its traits, with ``lang``, ``words`` and ``codes``.
    snapshot
        HTML, already escaped, for readers without scripts.
    font
        A ``@font-face`` rule, put before the style.
    """
    script = module(*scripts) + (FOLDER / "standalone.js").read_text(encoding="utf-8")
    sheet = font + style(*sheets)
    policy = "; ".join([
        f"default-src 'none'; script-src '{digest(script)}'; style-src '{digest(sheet)}'",
        "img-src data: blob:", "font-src data:", "base-uri 'none'", "form-action 'none'",
    ])  # fmt: skip
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if state["lang"] == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=True)}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{html.escape(printable(title))}</title>\n'
        f'<style>{sheet}</style>\n</head>\n<body class="cl-page">\n<main id="view"></main>\n<noscript>{snapshot}</noscript>\n'
        f'<script type="application/json" id="state">{escaped_json(state)}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )  # fmt: skip


def digest(text: str) -> str:
    """Its hash, as a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
