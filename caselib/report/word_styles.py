"""Three looks for Word reports: fonts, sizes, margins, and the styles that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from caselib.errors import InputError
from caselib.report import word_xml as xml


@dataclass(frozen=True, slots=True)
class Preset:
    """One look. Sizes in points, margins (top, right, bottom, left) in millimetres; ``line`` is a multiple up to 3, else exact points."""

    latin: str
    body: str
    heading: tuple[str, str, str]
    title: str
    size: float
    sizes: tuple[float, float, float]
    title_size: float
    table_size: float
    line: float
    margins: tuple[float, float, float, float]
    colour: str = "000000"
    page: str = "第 {} 页"


PRESETS = {
    # 小四 body with headings in 黑体: what most consulting and university reports use.
    "report": Preset("Times New Roman", "宋体", ("黑体", "黑体", "黑体"), "黑体", 12, (16, 14, 12), 26, 10.5, 1.5, (25.4, 26, 25.4, 26)),
    "business": Preset("Microsoft YaHei", "微软雅黑", ("微软雅黑",) * 3, "微软雅黑", 10.5, (16, 13, 11), 28, 9.5, 1.4, (25.4, 25.4, 25.4, 25.4), "1F4E79"),
    # GB/T 9704-2012: 三号仿宋, 22 lines of 28 characters in a type area of 156 by 225 mm, 37 mm above and 28 mm to the left of it.
    "official": Preset("Times New Roman", "仿宋_GB2312", ("黑体", "楷体_GB2312", "仿宋_GB2312"), "方正小标宋简体", 16,
                        (16, 16, 16), 22, 12, 28.95, (37, 26, 35, 28), page="— {} —"),
}  # fmt: skip
# What stands in where a font is not installed (Word reads it as the font's alternative name).
FALLBACKS = {
    "宋体": "SimSun;Songti SC;Noto Serif CJK SC", "黑体": "SimHei;Heiti SC;Noto Sans CJK SC", "微软雅黑": "Microsoft YaHei;PingFang SC;Noto Sans CJK SC",
    "仿宋_GB2312": "FangSong;STFangsong;Noto Serif CJK SC", "楷体_GB2312": "KaiTi;STKaiti;Noto Serif CJK SC",
    "方正小标宋简体": "FZXiaoBiaoSong-B05S;SimSun;Noto Serif CJK SC",
    "Microsoft YaHei": "PingFang SC;Noto Sans CJK SC;Segoe UI",
}  # fmt: skip


def preset(name: str) -> Preset:
    """The look of this name.

    Raises
    ------
    InputError
        If there is none.
    """
    if name not in PRESETS:
        raise InputError(f"there is no preset {name!r}; choose one of {', '.join(PRESETS)}")
    return PRESETS[name]


def apply(document: Any, look: Preset, lang: str) -> dict[str, int]:
    """Set the document's defaults, styles and lists; the ids of its lists."""
    _defaults(document, look, lang)
    _font_table(document, look)
    styles = document.styles
    for named in styles.element.iter(qn("w:rFonts")):
        xml.fonts(named.getparent(), look.latin, look.body)
    normal = styles["Normal"]
    _style(normal, look, look.body, look.size)
    _spacing(normal, look.line)
    body = styles["Body Text"]
    _style(body, look, look.body, look.size)
    body.paragraph_format.space_after = Pt(4)
    if lang == "zh":
        _two_characters(body, look.size)
    for n in (1, 2, 3):
        _heading(styles[f"Heading {n}"], look, n)
    _named(document, look)
    return _lists(document, lang)


def _defaults(document: Any, look: Preset, lang: str) -> None:
    root = document.styles.element
    properties = root.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    xml.fonts(properties, look.latin, look.body, hint=lang == "zh")
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    for key, value in (("val", "en-US"), ("eastAsia", "zh-CN"), ("bidi", "ar-SA")):
        language.set(qn(f"w:{key}"), value)
    settings = document.settings.element
    for name, value in (("w:characterSpacingControl", "compressPunctuation"),):
        xml.child(settings, name, val=value)
    theme = settings.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:eastAsia"), "zh-CN")
    if settings.find(qn("w:updateFields")) is None:
        # Page numbers in the contents are known to the word processor only: it fills them in when it opens the file.
        settings.insert(0, xml.element("w:updateFields", val="true"))


def _font_table(document: Any, look: Preset) -> None:
    names = dict.fromkeys((look.latin, look.body, *look.heading, look.title))
    entries = "".join(f'<w:font w:name="{name}"><w:altName w:val="{FALLBACKS[name]}"/></w:font>' for name in names if name in FALLBACKS)
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{entries}</w:fonts>'.encode()


def _style(style: Any, look: Preset, chinese: str, size: float, bold: bool | None = None, colour: str = "000000") -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    xml.fonts(style.element.get_or_add_rPr(), look.latin, chinese)


def _spacing(style: Any, line: float) -> None:
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.widow_control = True
    if line > 3:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    else:
        form.line_spacing = line


def _two_characters(style: Any, size: float) -> None:
    """Indent the first line by two characters: in characters for Word, in points for everything else."""
    xml.child(style.element.get_or_add_pPr(), "w:ind", firstLineChars=200, firstLine=int(2 * size * 20))


def _heading(style: Any, look: Preset, level: int) -> None:
    bold = look.body.startswith("微软") or (look.page.startswith("—") and level == 3)
    _style(style, look, look.heading[level - 1], look.sizes[level - 1], bold, look.colour)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt((18, 12, 8)[level - 1]), Pt((8, 6, 4)[level - 1])
    form.keep_with_next = True
    if look.line <= 3:
        form.line_spacing = 1.25
    if look.page.startswith("—"):
        form.space_before = form.space_after = Pt(0)
        _two_characters(style, look.sizes[level - 1])


def _named(document: Any, look: Preset) -> None:
    styles = document.styles
    _style(styles["Title"], look, look.title, look.title_size, bold=False, colour=look.colour)
    title = styles["Title"].element.pPr
    border = title.find(qn("w:pBdr"))
    if border is not None:
        title.remove(border)
    _style(styles["Subtitle"], look, look.body, 16, colour="595959")
    _style(styles["Caption"], look, look.heading[0], look.table_size, bold=False)
    styles["Caption"].paragraph_format.space_before, styles["Caption"].paragraph_format.space_after = Pt(6), Pt(4)
    _style(styles["Quote"], look, "楷体" if look.body != "微软雅黑" else look.body, look.size - 1, colour="404040")
    quote = styles["Quote"].paragraph_format
    quote.left_indent, quote.space_after, quote.space_before = Mm(8), Pt(2), Pt(0)
    for name, size, colour in (("Table Text", look.table_size, "000000"), ("Note", 9, "595959"), ("Card Text", look.table_size, "000000"), ("Cover Line", 14, "262626")):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles["Normal"]
        _style(made, look, look.body, size, colour=colour)
        made.paragraph_format.line_spacing = 1.2
    styles["Cover Line"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Note"].paragraph_format.space_after = Pt(8)
    styles["Card Text"].paragraph_format.space_after = Pt(3)
    card = styles.add_style("Card Title", WD_STYLE_TYPE.PARAGRAPH)
    card.base_style = styles["Normal"]
    _style(card, look, look.heading[1], look.size, bold=True, colour=look.colour)
    card.paragraph_format.space_before, card.paragraph_format.space_after, card.paragraph_format.keep_with_next = Pt(14), Pt(4), True
    for n in (1, 2):
        made = styles.add_style(f"toc {n}", WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles["Normal"]
        _style(made, look, look.body, min(look.size, 12))
        made.paragraph_format.left_indent = Mm(7 * (n - 1))
        made.paragraph_format.line_spacing = 1.4
    for name in ("Header", "Footer"):
        _style(styles[name], look, look.body, 9 if look.page.startswith("第") else 14, colour="595959")


def _lists(document: Any, lang: str) -> dict[str, int]:
    if lang == "zh":
        levels = [("chineseCountingThousand", "%1、", "Heading1"), ("chineseCountingThousand", "（%2）", "Heading2"), ("decimal", "%3. ", "Heading3")]
    else:
        levels = [("decimal", "%1  ", "Heading1"), ("decimal", "%1.%2  ", "Heading2"), ("decimal", "%1.%2.%3  ", "Heading3")]
    headings, bullets = xml.numbering(document, levels, "•")
    for n in (1, 2, 3):
        xml.list_level(document.styles[f"Heading {n}"].element.get_or_add_pPr(), headings, n - 1)
    return {"headings": headings, "bullets": bullets}


