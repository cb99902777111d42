"""A codebook as a Word document: cover, contents, and every code with its rules, cues and examples, marks shaded by role."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docx.shared import RGBColor

from caselib.assets import word
from caselib.casebase import Cases
from caselib.codebook import Codebook
from caselib.codebook.readable import Piece
from caselib.files import written_whole
from caselib.report import codebook_content as content
from caselib.report import word_styles
from caselib.report import word_xml as xml
from caselib.report.codebook_page import title
from caselib.report.parts import Heading, Report
from caselib.report.to_word import _Writer
from caselib.report.word_card import GROUND, INK
from caselib.report.word_order import put_in_order


def write(book: Codebook, path: Path, lang: str) -> Path:
    """Write the document; returns its path."""
    outline: list[tuple[Heading, content.Entry | None]] = []
    for group in content.groups(book, lang):
        outline.append((Heading(group.title, 1), None))
        outline += [(Heading(_name(entry, lang), 2), entry) for entry in group.entries]
    facts = ((word("codebook.version", lang), book.version),)
    report = Report(title(book, lang), content.counts(book, lang), facts, tuple(heading for heading, _ in outline), Cases(()), lang=lang)
    writer = _Book(report, word_styles.preset("report"))
    writer.cover("")
    writer.contents()
    writer.about()
    for number, (heading, entry) in enumerate(outline, 1):
        writer.code(number, heading, entry)
    put_in_order(writer.document)
    with written_whole(path) as temporary:
        writer.document.save(str(temporary))
    return path


def _name(entry: content.Entry, lang: str) -> str:
    other = f"　{entry.other}" if entry.other else ""
    return f"{entry.label}{other}（{entry.id}）" if lang == "zh" else f"{entry.label}{other} ({entry.id})"


class _Book(_Writer):
    """The report's writer, with what a codebook has and a report has not."""

    @property
    def colon(self) -> str:
        """As the language has it."""
        return "：" if self.lang == "zh" else ": "

    def about(self) -> None:
        """How the document is to be read."""
        self.document.add_paragraph(word("codebook.about", self.lang), style="Body Text")

    def code(self, number: int, heading: Heading, entry: content.Entry | None) -> None:
        """A heading with the code under it."""
        self._bookmark(self._heading(heading), f"_Toc{number:05d}")
        if entry is None:
            return
        for text in (*entry.definitions, *filter(None, [entry.polarity])):
            self._text(text)
        for key, items in (
            ("belongs", entry.belongs),
            ("excludes", entry.excludes),
            ("neighbours", [f"{label}　{why}" for _, label, why in entry.neighbours]),
            ("schemes", [f"{name}{self.colon}{place}" for name, place in entry.schemes]),
        ):
            self._listed(key, items)
        self._cues(entry)
        for register, passages in entry.examples:
            self._passages(f"{word('codebook.examples', self.lang)} · {register}", passages)
        self._passages(word("codebook.counter", self.lang), entry.counter)

    def _text(self, text: str) -> Any:
        made = xml.paragraph(self.document, "CardText")
        made.add_run(text)
        return made

    def _head(self, text: str) -> None:
        made = self._text(text)
        made.runs[0].bold = True
        made.paragraph_format.keep_with_next = True

    def _bullet(self) -> Any:
        made = xml.paragraph(self.document, "CardText")
        xml.list_level(made._p.get_or_add_pPr(), self.lists["bullets"])
        return made

    def _listed(self, key: str, items: Iterable[str]) -> None:
        for number, item in enumerate(items):
            if not number:
                self._head(word(f"codebook.{key}", self.lang))
            self._bullet().add_run(item)

    def _cues(self, entry: content.Entry) -> None:
        if entry.cues:
            self._head(word("codebook.cues", self.lang))
        for cue in entry.cues:
            made = self._bullet()
            for piece in cue.pieces:
                self._piece(made, piece)
            for key, sign, clause in (("match", "✓", cue.yes), ("refuse", "✗", cue.no)):
                if clause:
                    made.add_run().add_break()
                    _grey(made, f"{sign} {word(f'codebook.{key}', self.lang)}{self.colon}")
                    made.add_run(clause)
        if entry.hints:
            self._text(word("codebook.hints", self.lang, n=entry.hints))

    def _piece(self, made: Any, piece: Piece) -> None:
        words = " / ".join(piece.words)
        if piece.kind in ("words", "optional"):
            made.add_run("[" if piece.kind == "optional" else " ")
            made.add_run(words).underline = True
            made.add_run("]" if piece.kind == "optional" else " ")
        elif piece.kind == "gap":
            _grey(made, f"〔{word('codebook.gap', self.lang, n=piece.most)}〕")
        elif piece.kind == "and":
            _grey(made, f"〔{word('codebook.and', self.lang)}〕")
        else:
            made.add_run().add_break()
            _grey(made, f"{word(f'codebook.{piece.kind}', self.lang)}{self.colon}")
            made.add_run(words)

    def _passages(self, head: str, passages: Iterable[tuple[content.Run, ...]]) -> None:
        for number, passage in enumerate(passages):
            if not number:
                self._head(head)
            made = self._bullet()
            for run in passage:
                shown = made.add_run(run.text)
                if run.role:
                    xml.shaded(shown, GROUND[run.role])
                    xml.small(made.add_run(f"〔{run.tag}〕"), INK[run.role])


def _grey(made: Any, text: str) -> None:
    made.add_run(text).font.color.rgb = RGBColor(0x7F, 0x7F, 0x7F)
