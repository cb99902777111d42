"""What all widgets share: one ES module each, labels in both languages, a snapshot for readers without a kernel, one-file export.

A widget is a subclass of :class:`View` and one JavaScript file beside this one that defines ``function render({ model, el })``. Its
module is ``common.js``, the files named in ``scripts`` and that one line of export, put together when the class is made: no build step,
nothing fetched from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, cast

from caselib.assets import labels, word
from caselib.casebase import Cases
from caselib.codebook import load
from caselib.errors import CaselibError, InputError
from caselib.files import text_written_whole
from caselib.messages import LANGUAGES, language
from caselib.model import Case
from caselib.view.safe import printable
from caselib.view.widgets.payload import case_payload

try:
    import anywidget
    import traitlets as t
except ImportError as missing:
    raise CaselibError(
        "interactive views need anywidget, which is not installed: pip install 'caselib[notebook]' "
        "(without it, a case shows itself as a static card, and cl.report.html writes a page)"
    ) from missing

FOLDER = Path(__file__).parent
PAGE_BYTES = 3_000_000  # what one hand-over file may weigh: it is sent by mail and opened from a stick
SNAPSHOT_CHARACTERS = 200_000  # what one output may add to a saved notebook


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
    """JSON-ready data with every text made fit for a page (equal length; see :func:`caselib.view.safe.printable`)."""
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
    return {lang: {name: texts[lang] for name, texts in labels().items() if name.split(".")[0] in wanted} for lang in LANGUAGES}


@cache
def code_names() -> dict[str, dict[str, str]]:
    """Every code and industry of the codebook: ``{"delay": {"role": "cause", "zh": "延误", "en": "delay"}}``, with definitions."""
    book = load()
    codes = {
        code.id: {"role": code.role, **{lang: book.label(code.id, lang) for lang in LANGUAGES}, **{f"about_{lang}": code.definition.get(lang, "") for lang in LANGUAGES}}
        for code in book.codes.values()
    }  # fmt: skip
    return codes | {each.id: {"role": "industry", **{lang: book.label(each.id, lang) for lang in LANGUAGES}} for each in book.industries.values()}


class View(anywidget.AnyWidget):
    """Base of the widgets.

    A subclass names its ``scripts`` and ``sheets`` (files of this folder), the ``groups`` of labels that its script speaks, and
    overrides :meth:`snapshot` and, where the script asks for something, :meth:`answer`.

    Attributes
    ----------
    selected
        Ids of the mentions (or edges) that are selected, the same here and on the screen; set it to select.
    lang
        ``"zh"`` or ``"en"``; can be changed while the view is shown.
    """

    scripts: ClassVar[tuple[str, ...]] = ()
    sheets: ClassVar[tuple[str, ...]] = ()
    groups: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[str] = "widget.view"

    lang = t.Enum(LANGUAGES, default_value="zh").tag(sync=True)
    words = t.Dict().tag(sync=True)
    codes = t.Dict().tag(sync=True)
    selected = t.List(t.Unicode()).tag(sync=True)
    opened = t.Dict().tag(sync=True)
    error = t.Unicode().tag(sync=True)
    cases: Cases = Cases()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls._esm = module(*cls.scripts)
        cls._css = style(*cls.sheets)
        super().__init_subclass__(**kwargs)

    def __init__(self, cases: Cases | None = None, lang: str | None = None, **traits: Any) -> None:
        groups = ("widget", "role", "status", "realised", "actor", "basis", *self.groups)
        super().__init__(lang=language(lang), words=spoken(groups), codes=code_names(), **traits)
        self.cases = cases or Cases()
        self.on_msg(self._on_request)

    def open(self, case: str, mention: str = "") -> None:
        """Show the case with this id or uid; ``mention`` is the id of the one to scroll to."""
        self.opened = {**case_payload(self.cases, self.cases[case]), "mention": mention}

    def answer(self, request: dict[str, Any]) -> None:
        """Do what the script asks for by ``ask(model, request)``; an error's sentence is shown on the screen.

        ``{"kind": "open", "case": uid, "mention": id}`` is understood by every view; a subclass adds its own kinds.
        """
        if request.get("kind") == "open":
            self.open(str(request.get("case", "")), str(request.get("mention", "")))

    def taken_along(self) -> Iterable[Case]:
        """The cases whose text the stand-alone page carries, so that a click opens them without a kernel."""
        return self.cases

    def snapshot(self) -> str:
        """A static piece of HTML that says the same without a kernel: escaped, no script, no style that needs a policy."""
        return f"<p>{html.escape(word(self.title, self.lang))}</p>"

    def state(self) -> dict[str, Any]:
        """What the stand-alone page is filled with: every synced value of the widget, and the cases it takes along."""
        own = set(self.class_trait_names(sync=True)) - set(anywidget.AnyWidget.class_trait_names(sync=True))
        values = {name: getattr(self, name) for name in sorted(own) if not name.startswith("_")}
        return values | {"library": {case.uid: case_payload(self.cases, case) for case in self.taken_along()}}

    def to_html(self, path: Path | str, title: str = "") -> Path:
        """Write the view as one file that works without a kernel and without a network.

        Parameters
        ----------
        path
            Of the ``.html`` file.
        title
            Of the page; else the view's own name.

        Raises
        ------
        InputError
            If the page would weigh more than 3 MB.
        """
        path = Path(path)
        page = self.page(title or word(self.title, self.lang))
        size = len(page.encode("utf-8"))
        if size > PAGE_BYTES:
            raise InputError(
                f"the page would weigh {size / 1e6:.1f} MB, more than the {PAGE_BYTES / 1e6:.0f} MB that one file may: "
                "show fewer cases, with cases.where(...) or cases.find(...)"
            )
        with text_written_whole(path) as file:
            file.write(page)
        return path

    def page(self, title: str) -> str:
        """The stand-alone page: script and style are named by their hashes, everything else is forbidden."""
        script = module(*self.scripts) + (FOLDER / "standalone.js").read_text(encoding="utf-8")
        sheet = style(*self.sheets)
        policy = "; ".join(
            [f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(sheet)}'", "img-src data: blob:", "base-uri 'none'", "form-action 'none'"]
        )
        return (
            f'<!doctype html>\n<html lang="{"zh-CN" if self.lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=True)}">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{html.escape(printable(title))}</title>\n'
            f'<style>{sheet}</style>\n</head>\n<body class="cl-page">\n<main id="view"></main>\n<noscript>{self.snapshot()}</noscript>\n'
            f'<script type="application/json" id="state">{escaped_json(self.state())}</script>\n'
            f'<script type="module">{script}</script>\n</body>\n</html>\n'
        )  # fmt: skip

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = cast("tuple[dict[str, Any], dict[str, Any]]", super()._repr_mimebundle_(**kwargs))
        return data | {"text/html": self._framed_snapshot()}, metadata

    def _framed_snapshot(self) -> str:
        made = self.snapshot()
        note = ""
        if len(made) > SNAPSHOT_CHARACTERS:
            made, note = "", word("widget.snapshot_large", self.lang)
        return f'<div class="caselib-snapshot">{made}{html.escape(note)}</div>'

    def _on_request(self, _: Any, content: Any, buffers: Any) -> None:
        try:
            self.answer(content)
            self.error = ""
        except CaselibError as error:
            self.error = str(error)


def escaped_json(value: Any) -> str:
    """JSON that cannot end the script element that holds it.

    Examples
    --------
    >>> escaped_json({"quote": "</script>&"})
    '{"quote":"\\\\u003c/script\\\\u003e\\\\u0026"}'
    """
    told = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return told.translate({ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
