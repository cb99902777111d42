"""The report as slides: ten of them, each with a few sentences, one chart, table or figure, and speaker's notes with the evidence."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from caselib.assets import word
from caselib.files import written_whole
from caselib.lang.printable import printable
from caselib.report.casebase import composed
from caselib.report.parts import Figure, Finding, Heading, Paragraph, Quotes, Report, Table
from caselib.report.references import captions, pieces
from caselib.view import plot

if TYPE_CHECKING:
    from caselib.casebase import Cases

# These two classes of python-pptx are not annotated.
_colour: Any = RGBColor.from_string
_chart_data: Any = CategoryChartData
ACCENT, INK, SOFT, WHITE = (_colour(code) for code in ("1F4E79", "1B1F23", "595959", "FFFFFF"))
LATIN, CHINESE = "Arial", "微软雅黑"
WIDE = (Inches(13.333), Inches(7.5))
BARS = 10  # bars that stay legible from the last row of a classroom
EDGES = 24  # of the flow on a slide: what still has labels that can be read on a screen
LONG = 420  # characters that a slide holds at its largest type
QUOTED, LONG_QUOTE = 3, 110  # passages of a section on its slide, and characters of each; its notes have them whole
LINES = 5  # sentences on a slide; the rest is in its notes


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: its title, sentences by the key of their pattern, and the table (as bars) or figure beside them."""

    title: str
    keys: tuple[str, ...]
    chart: str = ""
    figure: str = ""
    table: str = ""


PLAN = (
    Slide("summary", ("cause.top", "severity.escalated", "gap.demanded", "final.good", "edges.tested", "edges.none_tested")),
    Slide("read", ("overview.read", "overview.repeats", "overview.no_repeats", "overview.mentions"), table="docs"),
    Slide("by_industry", ("industry.top", "industry.few", "industry.next"), chart="industry"),
    Slide("by_cause", ("cause.top", "cause.few", "cause.next"), chart="cause"),
    Slide("by_both", ("cause.in_industry",), figure="matrix"),
    Slide("gap", ("gap.demanded", "gap.advised"), table="gap"),
    Slide("outcomes", ("outcome.top", "outcome.few", "final.good", "final.rest"), chart="outcome"),
    Slide("edges", ("edges.tested", "edges.none_tested"), figure="flow"),
    Slide("advice", ("advice.goes_well", "advice.avoid", "advice.avoid_none", "advice.gap", "advice.advised", "advice.none", "unsupported.population")),
)


def slides(source: Cases | Report, path: Path | str, graph: Any = None, *, lang: str | None = None, date: str = "") -> Path:
    """Write a report as slides (.pptx) with speaker's notes: ten of a case-base report, with charts that stay editable; else one a section.

    Parameters as for :func:`caselib.report.word`.
    """
    path, report = Path(path), composed(source, graph, lang)
    show = Presentation()
    show.slide_width, show.slide_height = WIDE
    show.core_properties.title, show.core_properties.author = printable(report.title)[:255], "caselib"
    _cover(show, report, date)
    if any(finding.key == "overview.read" for finding in report.findings()):
        for slide in PLAN:
            said = list(_said(report, slide.keys))
            _slide(show, report, (word(f"report.{slide.title}", report.lang), said), slide)
    else:
        for title, said, table in _sections(report):
            _slide(show, report, (title, said), Slide(title, (), table=table))
    with written_whole(path) as temporary:
        show.save(str(temporary))
    return path


def _cover(show: Any, report: Report, date: str) -> None:
    slide = show.slides.add_slide(show.slide_layouts[6])
    band = slide.shapes.add_shape(1, 0, 0, WIDE[0], Inches(4.4))
    band.fill.solid()
    band.fill.fore_color.rgb = ACCENT
    band.line.fill.background()
    _text(slide, (0.9, 1.7, 11.5, 1.3), [report.title], 40, WHITE)
    _text(slide, (0.9, 2.9, 11.5, 0.8), [report.subtitle], 22, WHITE)
    facts = "　".join(f"{name} {value}" for name, value in report.facts)
    _text(slide, (0.9, 4.8, 11.5, 1.2), [facts, *([date] if date else [])], 18, SOFT)
    slide.notes_slide.notes_text_frame.text = printable(report.stamp)


def _slide(show: Any, report: Report, content: tuple[str, list[Finding]], plan: Slide) -> None:
    slide = show.slides.add_slide(show.slide_layouts[6])
    title, found = content
    _text(slide, (0.6, 0.35, 12.1, 0.9), [title.replace("　", "")], 30, ACCENT)
    line = slide.shapes.add_connector(1, Inches(0.65), Inches(1.2), Inches(12.7), Inches(1.2))
    line.line.color.rgb = ACCENT
    beside = bool(plan.chart or plan.table)
    box = (0.6, 1.4, 4.6, 5.6) if beside else (0.6, 1.3, 12.1, 1.0) if plan.figure else (0.6, 1.5, 12.1, 5.5)
    sentences = [_plain(finding, report) for finding in found][:LINES]
    _text(slide, box, sentences, _size(sentences, small=beside or bool(plan.figure), narrow=beside), INK, bullets=True)
    _beside(slide, report, plan)
    slide.notes_slide.notes_text_frame.text = printable("\n".join(_notes(found, report)) or title)


def _size(sentences: list[str], *, small: bool, narrow: bool) -> int:
    """Points in which the sentences fit their box: large where there are few words."""
    length = sum(map(len, sentences)) * (2.6 if narrow else 1)
    largest = 18 if small else 22
    return largest if length < LONG else min(largest, 16) if length < 2 * LONG else 13


def _sections(report: Report) -> Iterator[tuple[str, list[Finding], str]]:
    """Each section that says something: its title, its sentences with the first of its quotes, and its first table."""
    title, said, table = "", list[Finding](), ""
    for part in (*report.parts, Heading("")):
        if isinstance(part, Heading) and part.level == 1:
            if said:
                yield title, said, table
            title, said, table = part.text, [], ""
        elif isinstance(part, Paragraph):
            said += part.findings
        elif isinstance(part, Quotes):
            said += [Finding(_cut(each.quote), evidence=(each,)) for each in part.evidence[:QUOTED]]
        elif isinstance(part, Table):
            table = table or part.key


def _cut(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= LONG_QUOTE else words[:LONG_QUOTE] + "……"


def _beside(slide: Any, report: Report, plan: Slide) -> None:
    for part in report.parts:
        if isinstance(part, Table) and part.key == plan.chart:
            _bars(slide, part)
        elif isinstance(part, Table) and part.key == plan.table:
            _grid(slide, part)
        elif isinstance(part, Figure) and part.key == plan.figure:
            _picture(slide, part, plot.flow(report.graph, lang=report.lang, top=EDGES, title="") if part.key == "flow" else part.draw())


def _said(report: Report, keys: Sequence[str]) -> Iterator[Finding]:
    """The report's sentences of these patterns, in the order of the plan; each sentence once."""
    said = [finding for part in report.parts if isinstance(part, Paragraph) for finding in part.findings]
    shown: set[str] = set()
    for key in keys:
        for finding in said:
            if finding.key == key and finding.sentence not in shown:
                shown.add(finding.sentence)
                yield finding


def _plain(finding: Finding, report: Report) -> str:
    return "".join(text for text, _ in pieces(finding.sentence, captions(report.parts, report.lang)))


def _notes(found: list[Finding], report: Report) -> Iterator[str]:
    for finding in found:
        yield _plain(finding, report)
        for each in finding.evidence:
            yield f"  · {each.doc} {each.place}：“{' '.join(each.quote.split())}”"


def _text(slide: Any, box: tuple[float, float, float, float], lines: list[str], size: int, colour: RGBColor, *, bullets: bool = False) -> None:
    """Add lines of one size in a box (inches); 30 points and more are titles, and bold."""
    frame = slide.shapes.add_textbox(*(Inches(each) for each in box)).text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for n, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(size * 0.6 if bullets else 4)
        run = paragraph.add_run()
        run.text = printable(line)
        if bullets:
            _bullet(paragraph)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), size >= 30, colour
        _fonts(run)


def _bullet(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Inches(0.28)))
    properties.set("indent", str(-Inches(0.28)))
    properties.append(properties.makeelement(qn("a:buChar"), {"char": "•"}))


def _fonts(run: Any) -> None:
    """Latin and East Asian typeface: without the second, Chinese text takes whatever the theme has."""
    run.font.name = LATIN
    properties = run._r.get_or_add_rPr()
    properties.set("lang", "zh-CN")
    found = properties.find(qn("a:ea"))
    if found is None:
        found = properties.makeelement(qn("a:ea"), {})
        properties.find(qn("a:latin")).addnext(found)
    found.set("typeface", CHINESE)


def _bars(slide: Any, part: Table) -> None:
    rows = [row for row in part.rows if row[1].isdigit()][:BARS]
    if not rows:
        return
    data = _chart_data()
    # A bar chart counts its categories from the foot.
    data.categories = [printable(row[0]) for row in reversed(rows)]
    data.add_series(printable(part.head[1]), [int(row[1]) for row in reversed(rows)])
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(5.4), Inches(1.4), Inches(7.4), Inches(5.6), data).chart
    chart.has_legend = chart.has_title = False
    plotted = chart.plots[0]
    plotted.gap_width = 45
    plotted.has_data_labels = True
    plotted.data_labels.font.size, plotted.data_labels.position = Pt(14), XL_LABEL_POSITION.OUTSIDE_END
    plotted.series[0].format.fill.solid()
    plotted.series[0].format.fill.fore_color.rgb = ACCENT
    chart.category_axis.tick_labels.font.size = Pt(14)
    chart.category_axis.has_major_gridlines = chart.value_axis.has_major_gridlines = False
    chart.value_axis.visible = False
    chart.font.name = CHINESE


def _grid(slide: Any, part: Table) -> None:
    rows = [part.head, *part.rows[:BARS]]
    shape = slide.shapes.add_table(len(rows), len(part.head), Inches(5.4), Inches(1.45), Inches(7.4), Inches(0.45 * len(rows)))
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            frame = shape.table.cell(i, j).text_frame
            run = frame.paragraphs[0].add_run()
            run.text = printable(cell)
            run.font.size, run.font.bold = Pt(13), i == 0
            _fonts(run)
    for j, width in enumerate(part.widths):
        shape.table.columns[j].width = Emu(int(Inches(7.4) * width))


def _picture(slide: Any, part: Figure, figure: Any) -> None:
    across, down = figure.get_size_inches()
    width = min(12.1, 5.0 * across / down)
    shape = slide.shapes.add_picture(io.BytesIO(plot.rendered(figure, "png", 180)), Inches((13.333 - width) / 2), Inches(2.35), width=Inches(width))
    shape._element.nvPicPr.cNvPr.set("descr", part.alt)
