"""What python-docx has no words for: fields, bookmarks, East Asian fonts, list numbering, table borders."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def element(tag: str, /, **attributes: str | int) -> Any:
    """``element("w:ind", firstLine=480)`` → ``<w:ind w:firstLine="480"/>``."""
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def child(parent: Any, name: str, /, **attributes: str | int) -> Any:
    """The parent's child of this name, made at its end if there is none, with these attributes set."""
    found = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.append(found)
    for key, value in attributes.items():
        found.set(qn(f"w:{key}"), str(value))
    return found


def fonts(properties: Any, latin: str, chinese: str, hint: bool = False) -> None:
    """Set all four fonts of run properties and take away the theme's, which would win over them."""
    found = properties.find(qn("w:rFonts"))
    if found is None:
        found = OxmlElement("w:rFonts")
        properties.insert(0, found)
    for theme in THEMES:
        found.attrib.pop(qn(f"w:{theme}"), None)
    for key, name in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        found.set(qn(f"w:{key}"), name)
    if hint:
        # Quotation marks and dashes belong to both scripts; the hint gives them the Chinese font and full width.
        found.set(qn("w:hint"), "eastAsia")


def paragraph(document: Any, style: str) -> Any:
    """Append a paragraph of the style with this id. By id, because python-docx looks a name up in all styles every time."""
    made = document.add_paragraph()
    made._p.get_or_add_pPr().get_or_add_pStyle().val = style
    return made


def field(paragraph: Any, code: str, shown: str = "") -> list[Any]:
    """Append a field with its stored result; the runs made."""
    begin, middle, end = (paragraph.add_run() for _ in range(3))
    begin._r.append(element("w:fldChar", fldCharType="begin"))
    instruction = paragraph.add_run()
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {code} "
    instruction._r.append(text)
    result = paragraph.add_run(shown)
    middle._r.append(element("w:fldChar", fldCharType="separate"))
    end._r.append(element("w:fldChar", fldCharType="end"))
    order = [begin, instruction, middle, result, end]
    for run in order:
        paragraph._p.append(run._r)
    return order


def bookmark(paragraph: Any, name: str, number: int, first: Any = None) -> None:
    """Put a bookmark from the run ``first`` (else from the paragraph's start) to the paragraph's end."""
    start, end = element("w:bookmarkStart", id=number, name=name), element("w:bookmarkEnd", id=number)
    if first is not None:
        first._r.addprevious(start)
    else:
        properties = paragraph._p.pPr
        paragraph._p.insert(0 if properties is None else 1, start)
    paragraph._p.append(end)


def numbering(document: Any, levels: list[tuple[str, str, str]], bullet: str) -> tuple[int, int]:
    """Add a list for headings (number format, text, style id) and one for bullets; their ids."""
    root = document.part.numbering_part.element
    headings = _abstract(root, 90)
    for n, (kind, text, style) in enumerate(levels):
        level = element("w:lvl", ilvl=n)
        for made in (element("w:start", val=1), element("w:numFmt", val=kind), element("w:pStyle", val=style), element("w:suff", val="nothing"),
                     element("w:lvlText", val=text), element("w:lvlJc", val="left")):  # fmt: skip
            level.append(made)
        headings.append(level)
    bullets = _abstract(root, 91)
    level = element("w:lvl", ilvl=0)
    for made in (element("w:start", val=1), element("w:numFmt", val="bullet"), element("w:lvlText", val=bullet), element("w:lvlJc", val="left")):
        level.append(made)
    properties = OxmlElement("w:pPr")
    properties.append(element("w:ind", left=480, hanging=300))
    level.append(properties)
    bullets.append(level)
    return _number(root, 90), _number(root, 91)


def _abstract(root: Any, number: int) -> Any:
    made = element("w:abstractNum", abstractNumId=number)
    made.append(element("w:multiLevelType", val="multilevel"))
    root.insert(len(root.findall(qn("w:abstractNum"))), made)
    return made


def _number(root: Any, abstract: int) -> int:
    number = max((int(each.get(qn("w:numId"))) for each in root.findall(qn("w:num"))), default=0) + 1
    made = element("w:num", numId=number)
    made.append(element("w:abstractNumId", val=abstract))
    root.append(made)
    return number


def list_level(properties: Any, number: int, level: int = 0) -> None:
    """Give paragraph properties a place in a list; number 0 takes them out."""
    found = properties.find(qn("w:numPr"))
    if found is not None:
        properties.remove(found)
    made = OxmlElement("w:numPr")
    made.append(element("w:ilvl", val=level))
    made.append(element("w:numId", val=number))
    # The schema wants numPr behind keepNext and pageBreakBefore and before spacing and indents.
    at = next((i for i, each in enumerate(properties) if each.tag in {qn(f"w:{name}") for name in _BEHIND_NUMBERS}), len(properties))
    properties.insert(at, made)


_BEHIND_NUMBERS = ("suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
                   "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "jc", "textAlignment",
                   "outlineLvl", "rPr")  # fmt: skip


def three_lines(table: Any) -> None:
    """Borders of a statistical table: a line above, one below, a thin one under the head."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side, size in (("top", 12), ("bottom", 12)):
        borders.append(element(f"w:{side}", val="single", sz=size, space=0, color="auto"))
    properties.append(borders)
    # Room above and below the words of a row (twentieths of a point): without it the first row sits on the line of the head.
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", 40), ("left", 108), ("bottom", 40), ("right", 108)):
        margins.append(element(f"w:{side}", w=room, type="dxa"))
    properties.append(margins)
    for cell in table.rows[0].cells:
        made = OxmlElement("w:tcBorders")
        made.append(element("w:bottom", val="single", sz=6, space=0, color="auto"))
        cell._tc.get_or_add_tcPr().append(made)


def repeated(row: Any) -> None:
    """Repeat the row on top of every page that the table runs onto."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def unbroken(row: Any) -> None:
    """Keep the row on one page."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def shaded(run: Any, colour: str) -> None:
    """Colour the ground under a run (RRGGBB)."""
    run._r.get_or_add_rPr().append(element("w:shd", val="clear", color="auto", fill=colour))


def small(run: Any, colour: str, half_points: int = 15) -> None:
    """Set a run small and coloured (RRGGBB); sizes count half points."""
    properties = run._r.get_or_add_rPr()
    properties.append(element("w:color", val=colour))
    properties.append(element("w:sz", val=half_points))


def cell_shaded(cell: Any, colour: str) -> None:
    """Colour the ground of a table cell (RRGGBB)."""
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=colour))


def line_below(paragraph: Any, colour: str = "7F7F7F") -> None:
    """A thin line under a paragraph, as running heads have it."""
    borders = OxmlElement("w:pBdr")
    borders.append(element("w:bottom", val="single", sz=4, space=1, color=colour))
    paragraph._p.get_or_add_pPr().append(borders)
