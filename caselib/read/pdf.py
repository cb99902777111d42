"""PDF files with a text layer: page by page in the order in which the text was written, lines as they stand."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read import plain
from caselib.read.builder import Builder
from caselib.read.options import Options, Raw

READER = "pdf/1"

# Fonts of PDF printers map some glyphs to Kangxi radicals (⼀ for 一), which look the same and are found by no search.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
# PDFium marks a hyphen at a line's end by U+0002 or U+FFFE; other control characters are damage.
_SIGNS = {0x02: "-", 0xFFFE: "-"} | {code: None for code in (*range(9), *range(14, 32), 0x7F, 0xFFFF) if code != 2} | _RADICALS
_EDGE = 2  # lines at the top and at the bottom of a page that may be its header or footer
_LONGEST = 60  # characters of such a line
_PAGE_NUMBER = re.compile(
    r"第\s{0,3}\d{1,4}\s{0,3}[页頁]|^[\s\-–—~·|/\d页頁共第,，]{1,40}$|\bpage\s{0,3}\d|\d\s{0,3}/\s{0,3}\d", re.IGNORECASE
)
_SLACK = 2.0  # points by which a character may stand back or out of line
_Sign = tuple[float, float, str]  # x and y of its origin, and the character
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE


def texts(raw: Raw, options: Options) -> Iterator[SourceText | Problem]:
    """The one text of the document, and a problem for pages that are only pictures."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw.data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        yield raw.problem("encrypted") if locked else raw.problem("unreadable", reason="damaged")
        return
    try:
        pages, pictures = [], 0
        for number in range(len(document)):
            if options.late:
                yield raw.slow(options.limits)
                break
            page = document[number]
            pages.append(_lines(page))
            pictures += not pages[-1] and any(item.type == _IMAGE for item in page.get_objects(max_depth=2))
            page.close()
    finally:
        document.close()
    if not any(pages):
        yield raw.problem("scanned_pdf", pages=len(pages)) if pictures else raw.problem("empty_file")
        return
    if pictures:
        yield raw.problem("scanned_pages", pages=pictures, total=len(pages))
    build = _built(pages)
    yield from plain.checked(SourceText(raw.doc, build.text, tuple(build.blocks), sha256=raw.sha256, reader=READER), raw, options)


def _lines(page: Any) -> list[str]:
    textpage = page.get_textpage()
    text = "".join(_signs(textpage)).translate(_SIGNS)
    textpage.close()
    # Characters beyond the basic plane come in halves; a half without its other is damage.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def _signs(textpage: Any) -> Iterator[str]:
    """The page's lines, each in the order in which it stands on paper."""
    from pypdfium2 import raw as pdfium

    x, y = ctypes.c_double(), ctypes.c_double()
    line: list[_Sign] = []
    for i in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, i)
        if code in (10, 13):
            if line:
                yield _in_order(line) + "\n"
            line = []
            continue
        pdfium.FPDFText_GetCharOrigin(textpage, i, x, y)
        line.append((x.value, y.value, chr(code)))
    yield _in_order(line)


def _in_order(line: list[_Sign]) -> str:
    """A line's text; where programs wrote some of its characters later (marks in another font), they go back to their places."""
    turned = any(right[0] < left[0] - _SLACK for left, right in pairwise(line))
    level = line and max(sign[1] for sign in line) - min(sign[1] for sign in line) < _SLACK
    if not turned or not level:
        return "".join(sign[2] for sign in line)
    # PDFium put spaces where the order seemed to jump; real ones stand between other characters that leave them room.
    solid = sorted((sign for sign in line if sign[2] not in " \u3000"), key=lambda sign: sign[0])
    usual = sorted(right[0] - left[0] for left, right in pairwise(solid))
    gap = 1.4 * usual[int(len(usual) * 0.9)] if usual else 0.0
    return solid[0][2] + "".join((" " if right[0] - left[0] > gap else "") + right[2] for left, right in pairwise(solid)) if solid else ""


def _built(pages: Sequence[Sequence[str]]) -> Builder:
    build = Builder()
    top, bottom = _repeated(pages, first=True), _repeated(pages, first=False)
    for number, lines in enumerate(pages, 1):
        for i, line in enumerate(lines):
            kind = "paragraph"
            if i < _EDGE and _key(line) in top:
                kind = "header"
            elif i >= len(lines) - _EDGE and _key(line) in bottom:
                kind = "footer"
            build.add(line, kind, 0, f"page:{number}")
    return build


def _repeated(pages: Sequence[Sequence[str]], first: bool) -> set[str]:
    """What stands at the top (or the bottom) of most pages: headers and footers."""
    counts: Counter[str] = Counter()
    for lines in pages:
        edge = lines[:_EDGE] if first else lines[-_EDGE:]
        counts.update({_key(line) for line in edge if len(line) <= _LONGEST})
    return {key for key, count in counts.items() if count >= 2 and count > len(pages) / 2}


def _key(line: str) -> str:
    """A line without what changes from page to page, where it is a page's number: a title (案例 3) keeps its number."""
    line = line.strip()
    return re.sub(r"\d+", "0", line) if _PAGE_NUMBER.search(line) else line
