"""What all widgets share: one ES module each, labels in both languages, a snapshot for readers without a kernel, one-file export.

A widget is a subclass of :class:`View` and one JavaScript file beside this one that defines ``function render({ model, el })``. Its
module is ``common.js``, the files named in ``scripts`` and that one line of export, put together when the class is made: no build step,
nothing fetched from anywhere.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, cast

from caselib.assets import word
from caselib.casebase import Cases
from caselib.errors import CaselibError, InputError
from caselib.files import text_written_whole
from caselib.messages import LANGUAGES, language
from caselib.model import Case
from caselib.view.widgets.page import PAGE_BYTES, code_names, escaped_json, key, module, plain, spoken, standalone, style
from caselib.view.widgets.payload import case_payload

try:
    import anywidget
    import traitlets as t
except ImportError as missing:
    raise CaselibError(
        "interactive views need anywidget, which is not installed: pip install 'caselib[notebook]' "
        "(without it, a case shows itself as a static card, and cl.report.html writes a page)"
    ) from missing

__all__ = ["PAGE_BYTES", "View", "code_names", "escaped_json", "key", "module", "plain", "spoken", "standalone", "style"]

SNAPSHOT_CHARACTERS = 200_000  # what one output may add to a saved notebook

# JupyterLab's own words for a widget whose kernel is gone, beside a snapshot that says it better.
ORPHAN = ".jp-OutputArea:has(.caselib-snapshot) .jupyter-widgets:not(:has(*)){display:none}"


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
        # traitlets makes a subclass of its own for every instance, in which the two are traits already.
        if "scripts" in cls.__dict__:
            cls._esm = module(*cls.scripts)
            cls._css = style(*cls.sheets)
        super().__init_subclass__(**kwargs)

    def __init__(self, cases: Cases | None = None, lang: str | None = None, **traits: Any) -> None:
        groups = ("widget", "role", "status", "realised", "actor", "basis", *self.groups)
        super().__init__(lang=language(lang), words=spoken(groups), codes=code_names(), **traits)
        self.cases = cases or Cases()
        self.on_msg(self._on_request)

    def turn_to(self, case: str, mention: str = "") -> None:
        """Show the case with this id or uid; ``mention`` is the id of the one to scroll to."""
        # A case may be opened twice in a row: the count makes it news to the screen.
        self.opened = {**case_payload(self.cases, self.cases[case]), "mention": mention, "turn": self.opened.get("turn", 0) + 1}

    def answer(self, request: dict[str, Any]) -> None:
        """Do what the script asks for by ``ask(model, request)``; an error's sentence is shown on the screen.

        ``{"kind": "open", "case": uid, "mention": id}`` is understood by every view; a subclass adds its own kinds.
        """
        if request.get("kind") == "open":
            self.turn_to(str(request.get("case", "")), str(request.get("mention", "")))

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
        """The stand-alone page; see :func:`caselib.view.widgets.page.standalone`."""
        return standalone(self.scripts, self.sheets, self.state(), title, snapshot=self.snapshot())

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = cast("tuple[dict[str, Any], dict[str, Any]]", super()._repr_mimebundle_(**kwargs))
        return data | {"text/html": self._framed_snapshot()}, metadata

    def _ipython_display_(self) -> None:
        """Show the snapshot and the widget as two outputs.

        JupyterLab prefers the widget to the HTML of one bundle, and says "model not found" where a saved notebook is opened again: the
        snapshot has to stand on its own. The style sheets hide it as long as the widget lives, and that sentence when it does not.
        """
        from IPython import display as ipython

        display: Any = ipython.display
        data, metadata = self._repr_mimebundle_()
        display({"text/html": data["text/html"], "text/plain": data["text/plain"]}, raw=True)
        display(data | {"text/html": "<!-- -->"}, metadata=metadata, raw=True)

    def _framed_snapshot(self) -> str:
        made = self.snapshot()
        note = word("widget.snapshot", self.lang)
        if len(made) > SNAPSHOT_CHARACTERS:
            made, note = "", word("widget.snapshot_large", self.lang)
        return f'<div class="caselib-snapshot"><style>{ORPHAN}</style>{made}<p><small>{html.escape(note)}</small></p></div>'

    def _on_request(self, _: Any, content: Any, buffers: Any) -> None:
        try:
            self.answer(content)
            self.error = ""
        except CaselibError as error:
            self.error = str(error)
