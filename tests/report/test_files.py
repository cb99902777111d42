"""The files that reports become: read back by their own readers, without surprises."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import networkx as nx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from caselib.casebase import Cases, tables
from caselib.errors import InputError
from caselib.mine import mine
from caselib.model import Case, Field, Mention, SourceText, Span
from caselib.report import case_base, html, word, workbook
from caselib.report.parts import Figure, Table
from caselib.report.to_workbook import CELL
from caselib.report.word_order import misplaced, put_in_order

HOSTILE = '</script><script>alert(1)</script><!-- "\'&amp;<img src=x onerror=alert(1)> [[flow]] {0} {cases} =1+1 http://example.org \x00\x1b\u202e\ud800\ufffe'
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="session")
def hostile() -> Cases:
    """A case base in which every text is an attack."""
    text = SourceText(HOSTILE, HOSTILE * 8)
    size = len(HOSTILE)
    cases = tuple(
        Case(
            f"u{i}", HOSTILE, Span(i * size, (i + 1) * size), "incident", title=Field(HOSTILE, None, "r"), organisation=Field(HOSTILE, None, "r"),
            industry=Field("hotel", None, "r"), final=Field("positive", None, "r"), cluster=f"c{i}",
            mentions=(
                Mention("a", "cause", "delay", "", Span(i * size + 2, i * size + 30), HOSTILE, HOSTILE, 0.9),
                Mention("b", "action", "refund", "done", Span(i * size + 12, i * size + size), HOSTILE, "r", 0.9),
            ),
        )
        for i in range(8)
    )  # fmt: skip
    return Cases(cases, (), {HOSTILE: text})


@pytest.fixture(scope="session")
def page(base: Cases, graph: nx.DiGraph, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The HTML report."""
    return html(base, tmp_path_factory.mktemp("html") / "report.html", graph).read_text(encoding="utf-8")


def test_html_asks_for_nothing_and_runs_only_its_own_script(page: str) -> None:
    assert not re.search(r"(?:src|href|action|data|poster|xlink:href)\s*=\s*[\"']?(?:https?:|//|file:|ftp:)", page, re.IGNORECASE)
    assert not re.search(r"@import|url\((?!data:|#)", page)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert page.count("<script") == len(scripts) + 1  # and the Explorer's data
    policy = re.search(r"script-src((?: 'sha256-[^']+')+); ", page)
    assert policy
    assert policy[1].split() == [f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts]


def test_html_shows_every_case_and_its_links_lead_somewhere(page: str, base: Cases) -> None:
    assert page.count('<details class="card"') == len(base)
    anchors = set(re.findall(r'id="([^"]+)"', page))
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert {link for link in re.findall(r'href="#([^"]+)"', markup) if link} <= anchors


def test_a_report_without_graph_or_evidence_has_no_explorer(base: Cases, graph: nx.DiGraph, tmp_path: Path) -> None:
    bare = nx.DiGraph(graph)
    bare.graph.clear()
    for name, given in (("a.html", None), ("b.html", bare)):
        shown = html(case_base(base, given, cards=False), tmp_path / name).read_text(encoding="utf-8")
        assert shown.count("<script") == 1
        assert "explorer-state" not in re.sub(r"<script>.*?</script>", "", shown, flags=re.DOTALL)


def test_html_is_the_same_every_time(base: Cases, tmp_path: Path) -> None:
    part = Cases(base.cases[:6], (), base.texts)
    pages = [html(part, tmp_path / name, mine(part, draws=20)).read_bytes() for name in ("a.html", "b.html")]
    assert pages[0] == pages[1]


def test_hostile_texts_stay_texts(hostile: Cases, tmp_path: Path) -> None:
    graph = mine(hostile, draws=20)
    shown = html(hostile, tmp_path / "r.html", graph).read_text(encoding="utf-8")
    assert shown.count("<script") == 3
    assert "<img" not in re.sub(r"<script>.*?</script>", "", shown, flags=re.DOTALL)
    assert "alert(1)" not in "".join(re.findall(r"<script>(.*?)</script>", shown, re.DOTALL))
    assert not set(shown) & {"\x00", "\x1b", "\u202e", "\ufffe"}
    made = docx.Document(str(word(hostile, tmp_path / "r.docx", graph)))
    assert any("alert(1)" in paragraph.text for paragraph in made.paragraphs)
    book = openpyxl.load_workbook(workbook(hostile, tmp_path / "r.xlsx", graph=graph))
    assert book["cases"]["F2"].data_type == "s"


@pytest.fixture(scope="session", params=["report", "business", "official"])
def document(request: pytest.FixtureRequest, base: Cases, graph: nx.DiGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Word report in every look."""
    return word(base, tmp_path_factory.mktemp("docx") / "report.docx", graph, preset=request.param, date="2026 年 11 月")


def parts(path: Path) -> dict[str, etree._Element]:
    with zipfile.ZipFile(path) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml") and name.startswith("word/")}


def test_word_opens_without_repair(document: Path) -> None:
    """Word calls properties in another order than the standard's damaged; every reader else keeps silent about it."""
    for name, root in parts(document).items():
        assert misplaced(root) == [], name
    ids = [each.get(qn("w:id")) for each in parts(document)["word/document.xml"].iter(qn("w:bookmarkStart"))]
    assert len(set(ids)) == len(ids)
    starts, ends = ([each.get(qn("w:id")) for each in parts(document)["word/document.xml"].iter(qn(f"w:commentRange{end}"))] for end in ("Start", "End"))
    assert starts == ends
    assert set(starts) == {each.get(qn("w:id")) for each in parts(document)["word/comments.xml"]}


def test_misplaced_sees_what_is_misplaced() -> None:
    made = docx.Document()
    made.settings.element.insert(0, OxmlElement("w:updateFields"))
    assert misplaced(made.settings.element) == ["settings"]
    put_in_order(made)
    assert misplaced(made.settings.element) == []


def test_word_is_set_in_chinese(document: Path) -> None:
    styles = parts(document)["word/styles.xml"]
    defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults.find(f"{W}lang").get(f"{W}eastAsia") == "zh-CN"
    assert not [name for fonts in styles.iter(f"{W}rFonts") for name in fonts.attrib if name.endswith("Theme")]
    chinese = {fonts.get(f"{W}eastAsia") for fonts in styles.iter(f"{W}rFonts")}
    assert None not in chinese
    assert chinese & {"宋体", "微软雅黑", "仿宋_GB2312"}
    body = next(style for style in styles.iter(f"{W}style") if style.find(f"{W}name").get(f"{W}val") == "Body Text")
    indent = body.find(f"{W}pPr/{W}ind")
    assert indent.get(f"{W}firstLineChars") == "200"
    assert int(indent.get(f"{W}firstLine")) > 400


def test_word_fields_bookmarks_and_numbers_fit_together(document: Path) -> None:
    body = parts(document)["word/document.xml"]
    starts = [mark.get(f"{W}id") for mark in body.iter(f"{W}bookmarkStart")]
    assert len(starts) == len(set(starts)) == len(list(body.iter(f"{W}bookmarkEnd")))
    names = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    codes = [code.text.split() for code in body.iter(f"{W}instrText")]
    assert {code[1] for code in codes if code[0] in ("REF", "PAGEREF")} <= names
    assert [code[0] for code in codes].count("TOC") == 1
    kinds = [char.get(f"{W}fldCharType") for char in body.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    assert {"图", "表"} <= {code[1] for code in codes if code[0] == "SEQ"}


def test_word_tables_repeat_their_heads_and_the_matrix_lies_across(document: Path) -> None:
    made = docx.Document(str(document))
    assert len(made.tables) >= 7
    for table in made.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    across = [section.page_width > section.page_height for section in made.sections]
    assert across.count(True) == 1
    restarts = [section._sectPr.find(qn("w:pgNumType")) is not None for section in made.sections]
    assert restarts.count(True) == 1


def test_word_comments_carry_document_place_and_quote(document: Path, base: Cases, graph: nx.DiGraph) -> None:
    comments = [etree.tostring(each, method="text", encoding="unicode") for each in parts(document)["word/comments.xml"]]
    findings = [finding for finding in case_base(base, graph, lang="zh").findings() if finding.evidence]
    assert len(comments) == len(findings)
    for finding, comment in zip(findings, comments, strict=True):
        flat = re.sub(r"\s", "", comment)
        for each in finding.evidence:
            assert re.sub(r"\s", "", f"{each.doc}{each.place}：“{each.quote}”") in flat


def test_word_has_every_case_and_caption(document: Path, base: Cases, graph: nx.DiGraph) -> None:
    made = docx.Document(str(document))
    titles = [paragraph for paragraph in made.paragraphs if paragraph.style.name == "Card Title"]
    assert len(titles) == len(base)
    captioned = [part for part in case_base(base, graph).parts if isinstance(part, (Figure, Table))]
    captions = [paragraph.text for paragraph in made.paragraphs if paragraph.style.name == "Caption"]
    assert len(captions) == len(captioned)
    assert captions[0].startswith("表1　")
    text = re.sub("〔[^〕]*〕", "", "".join(paragraph.text for paragraph in made.paragraphs))
    for case in base:
        for line in base.text(case).split("\n"):
            assert line.strip() == "" or "".join(line.split())[:8] in "".join(text.split())


def test_an_unknown_preset_is_named(base: Cases, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="choose one of report, business, official"):
        word(base, tmp_path / "a.docx", preset="fancy")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_empty_case_bases_make_files(tmp_path: Path, lang: str) -> None:
    graph = mine(Cases(), draws=10)
    html(Cases(), tmp_path / "a.html", graph, lang=lang)
    word(Cases(), tmp_path / "a.docx", graph, lang=lang)
    workbook(Cases(), tmp_path / "a.xlsx", graph=graph, lang=lang)
    assert docx.Document(str(tmp_path / "a.docx")).paragraphs
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "a.html", "a.xlsx"]


AWKWARD = ("=1+1", "@SUM(A1)", "http://example.org", "301137774487", "007", "1e5", "两行\n一格", "tab\t格", "  空 格  ", "_x0041_", "😀葯", "TRUE", "2021-01-01", "'引号")


def test_workbook_reads_back_as_written(tmp_path: Path) -> None:
    text = SourceText("a.txt", "\n".join(AWKWARD))
    mentions = tuple(Mention(f"m{i}", "cause", "delay", "", Span(i, i + 1), quote, "r", 0.5) for i, quote in enumerate(AWKWARD))
    base = Cases((Case("u", "a.txt", Span(0, 5), "incident", title=Field("=HYPERLINK(1)", None, "r"), mentions=mentions),), (), {"a.txt": text})
    book = openpyxl.load_workbook(workbook(base, tmp_path / "a.xlsx"))
    column = next(cell.column for cell in book["mentions"][1] if cell.value == "quote")
    cells = [book["mentions"].cell(row, column) for row in range(2, 2 + len(AWKWARD))]
    assert [cell.value for cell in cells] == list(AWKWARD)
    assert {cell.data_type for cell in cells} == {"s"}


RECORDS = ("cases", "mentions", "links", "guides", "problems")


@pytest.fixture(scope="module")
def book(base: Cases, graph: nx.DiGraph, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    return openpyxl.load_workbook(workbook(base, tmp_path_factory.mktemp("book") / "a.xlsx", graph=graph, lang="zh"))


def test_workbook_has_all_tables_frozen_filtered_explained(book: openpyxl.Workbook, base: Cases) -> None:
    assert book.sheetnames[0] == "目录"
    assert [name for name in book.sheetnames if name in (*RECORDS, "edges", "列说明")] == [*RECORDS, "edges", "列说明"]
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
    assert book["cases"].max_row == len(base) + 1
    assert book["mentions"].max_row == len(base.mentions) + 1
    explained = {(row[0].value, row[1].value) for row in book["列说明"].iter_rows(min_row=2)}
    for sheet, columns in tables.TABLES.items():
        if sheet in book.sheetnames:
            assert [cell.value for cell in book[sheet][1]] == list(columns)
            assert {(sheet, name) for name in columns} <= explained
    link = book["mentions"]["A2"].hyperlink
    assert link.location == "'cases'!A2"
    assert book["cases"]["A2"].value == book["mentions"]["A2"].value
    listed = {row[0].value: row[2].value for row in book["目录"].iter_rows(min_row=2)}
    assert list(listed) == book.sheetnames[1:]
    assert all(book[name].max_row == max(rows, 1) + (rows > 0) for name, rows in listed.items())


def test_every_count_of_the_workbook_leads_to_as_many_cases(book: openpyxl.Workbook, base: Cases) -> None:
    evidence = [[cell.value for cell in row] for row in book["依据"].iter_rows()]
    counts = 0
    for sheet in book.worksheets[1:]:
        for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink and cell.hyperlink.location.startswith("'依据'")):
            first, last = (int(number) for number in re.findall(r"[A-H](\d+)", cell.hyperlink.location))
            rows = evidence[first - 1 : last]
            assert [row[3] for row in rows] == list(range(1, cell.value + 1)), (sheet.title, cell.coordinate)
            assert len({base[row[4]].cluster or row[4] for row in rows}) == cell.value
            assert len({tuple(row[:3]) for row in rows}) == 1
            counts += 1
    assert counts > 300
    places = {case.id: f"'cases'!A{number}" for number, case in enumerate(base, 2)}
    for cell in book["依据"]["E"][1:]:
        assert cell.hyperlink.location == places[cell.value]
    for *_, doc, _place, quote in evidence[1:]:
        assert all(words in base.texts[doc].text for words in quote.split(" … "))


def test_workbook_holds_the_reports_numbers(book: openpyxl.Workbook, base: Cases, graph: nx.DiGraph) -> None:
    report = case_base(base, graph, lang="zh")
    said = [(finding.sentence, number.shown, number.value) for finding in report.findings() for number in finding.numbers]
    shown = [(row[3].value, row[4].value) for row in book["结论"].iter_rows(min_row=2) if row[3].value]
    assert [text for text, _ in shown] == [text for _, text, _ in said]
    assert [value for _, value in shown] == pytest.approx([value for *_, value in said], rel=1e-5)
    for name, sheet in (("cause", "原因"), ("action", "处理"), ("outcome", "结果"), ("industry", "行业")):
        rows = {row[1].value: row for row in book[sheet].iter_rows(min_row=2)}
        for code, cells in report.grids[name].items():
            if code != "*":
                assert [rows[code][at].value for at in (2, 4, 5, 6)] == pytest.approx([cells[key] for key in ("n", "share", "low", "high")], rel=1e-5)


def test_workbook_is_the_same_every_time_and_cuts_at_the_cell(tmp_path: Path) -> None:
    long = "长" * (CELL + 5)
    case = Case("u", "a.txt", Span(0, 5), "incident", mentions=(Mention("m", "cause", "delay", "", Span(0, 5), long, "r", 0.5),))
    first, second = (workbook(Cases((case,)), tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert first == second
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert len(book["mentions"]["I2"].value) == CELL


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_word_opens_in_libreoffice(base: Cases, graph: nx.DiGraph, tmp_path: Path) -> None:
    word(base, tmp_path / "report.docx", graph)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "pdf", "report.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    import pypdfium2

    pdf = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert len(pdf) > 20
    assert "一、读了什么" in text
    assert "图1" in re.sub(r"\s", "", text)
    assert any(page.get_width() > page.get_height() for page in pdf)


@pytest.fixture(scope="module")
def browsed(page: str, chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The page in a browser with its own policy in force; it must ask for nothing and complain of nothing."""
    path = tmp_path_factory.mktemp("page") / "r.html"
    path.write_text(page, encoding="utf-8")
    shown = chromium.new_page(viewport={"width": 1280, "height": 900})
    trouble: list[str] = []
    shown.on("console", lambda message: trouble.append(message.text))
    shown.on("pageerror", lambda error: trouble.append(str(error)))
    shown.on("request", lambda request: trouble.append(request.url) if not request.url.startswith(("file:", "data:", "blob:")) else None)
    shown.goto(path.as_uri())
    yield shown
    shown.close()
    assert trouble == []


@pytest.mark.browser
def test_a_click_on_an_edge_shows_its_passages(browsed: Any, base: Cases) -> None:
    edge = browsed.locator("#explorer g[data-id]").first
    edge.dispatch_event("click")
    shown = browsed.locator("#explorer").inner_text()
    quotes = [m.quote for case in base for m in case.mentions if len(m.quote) > 6]
    assert any("".join(quote.split()) in "".join(shown.split()) for quote in quotes)


@pytest.mark.browser
def test_the_explorers_texts_are_those_of_the_cards(browsed: Any, base: Cases) -> None:
    """Offsets count in them, so not a character may differ."""
    state = json.loads(browsed.locator("#explorer-state").text_content())
    texts = {row[0]: row[9] for row in state["pool"]["cases"]}
    assert len(texts) > 40
    for case, found in texts.items():
        assert found == [[0, base.text(base[case])]]


@pytest.mark.browser
def test_a_link_to_a_case_opens_its_card(browsed: Any, base: Cases) -> None:
    browsed.evaluate("location.hash = document.querySelectorAll('details.card')[3].id")
    browsed.wait_for_function("document.querySelectorAll('details.card')[3].open")


def test_a_report_stays_small_enough_to_be_sent(page: str, base: Cases) -> None:
    """A text stands in the page once, however much points into it."""
    line = next(line for case in base for line in base.text(case).split("\n") if len(line) > 160 and "&" not in line)
    words = line[-60:].strip()
    assert re.sub("<[^>]*>", "", page).count(words) == sum(words in base.text(case) for case in base)
    assert len(page.encode()) < 1_500_000
