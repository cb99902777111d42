"""Corpus text in every output: shown as text, never run. Chromium opens the pages, LibreOffice the tables, the terminal gets no escapes."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from html import unescape
from pathlib import Path

import pytest
from lxml import etree

from caselib import teach
from caselib.casebase import Cases, load
from caselib.cli.speech import clean_for_terminal
from caselib.cli.summary import summary
from caselib.errors import CaselibError
from caselib.exchange import read_brat, read_codings, read_csv, read_label_studio, read_qdpx, read_xlsx
from caselib.lang.printable import printable
from caselib.mine import mine, read_graph

from .outputs import OUTPUTS
from .planted import OUTSIDE, PAYLOADS, planted

POLICY = re.compile(r"<meta http-equiv=[\"']Content-Security-Policy[\"'] content=\"default-src 'none'")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module")
def cases() -> Cases:
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 60
    return planted()


@pytest.fixture(scope="module")
def written(cases, tmp_path_factory):
    """The folder of an output, written when it is first asked for."""
    folder, done = tmp_path_factory.mktemp("injection"), {}

    def made(name: str) -> Path:
        if name not in done:
            (folder / name).mkdir()
            for module in {"pdf": ("typst",), "widgets": ("anywidget",), "parquet": ("pyarrow",), "parts": ("pyarrow",)}.get(name, ()):
                pytest.importorskip(module)
            OUTPUTS[name](cases, folder / name)
            done[name] = folder / name
        return done[name]

    return made


def files(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


PAGES = ("html", "reports", "quizzes", "exercise", "class", "pack", "roleplay", "reveal", "shown", "tables", "widgets", "mined")
BARE = ("shown", "tables", "mined")  # pieces of a notebook, whose page has the policy; figures


FOREIGN = "script[src^=http], link[href^=http], iframe:not([sandbox]), base, object, embed, meta[http-equiv=refresh]"


def watched(page) -> list[str]:
    """What a page opens or asks for, as it happens."""
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: None if request.url.startswith(("file:", "data:", "blob:")) else asked.append(request.url))
    return asked


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_no_page_runs_a_payload(written, chromium, name):
    pages = files(written(name), ".html", ".svg")
    assert pages
    for path in pages:
        page = chromium.new_page()
        asked = watched(page)
        page.goto(path.as_uri())
        page.wait_for_timeout(150)
        handlers = page.evaluate(
            """() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
                .filter(a => /^on/i.test(a.name) && /pwned/.test(a.value) || /^\\s*javascript:/i.test(a.value)).map(a => a.name + '=' + a.value))"""
        )
        foreign = page.evaluate("kinds => document.querySelectorAll(kinds).length", FOREIGN)
        page.evaluate(
            """() => { for (const e of [...document.querySelectorAll('*')].slice(0, 4000))
                for (const kind of ['mouseover', 'focus', 'toggle', 'error', 'load']) e.dispatchEvent(new Event(kind)); }"""
        )
        assert page.evaluate("() => window.pwned") is None, path.name
        assert (asked, handlers, foreign) == ([], [], 0), path.name
        page.close()


@pytest.mark.parametrize("name", [name for name in PAGES if name not in BARE])
def test_every_page_has_a_policy(written, name):
    for path in files(written(name), ".html"):
        if path.name.startswith("snapshot_") or path.name == "cell.html":
            continue  # a piece of a page: the notebook around it has the policy
        page = unescape(path.read_text(encoding="utf-8"))
        found = POLICY.search(page)
        assert found, path.name
        policy = page[found.start() : page.index("\n", found.end())]
        assert "unsafe-eval" not in policy and "http" not in policy.replace("http-equiv", ""), path.name
        assert found.start() < page.lower().find("<script") or "<script" not in page.lower(), path.name


def test_xml_holds_the_texts_and_nothing_else(written, cases):
    found = [*files(written("mined"), ".graphml", ".gexf", ".svg"), *files(written("quizzes"), ".xml")]
    assert len(found) == 4
    for path in found:
        data = path.read_bytes()
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        assert b"<!ENTITY" not in data
        names = {etree.QName(element).localname.lower() for element in root.iter(etree.Element)}
        assert not names & {"script", "iframe", "object", "foreignobject", "image"}, path.name
        assert not [a for element in root.iter(etree.Element) for a in element.attrib if str(a).lower().startswith("on")], path.name
        assert not [e for e in root.iter(etree.PI) if e.target == "xml-stylesheet"]


def test_workbook_holds_no_formula(written, cases):
    import openpyxl

    (path,) = files(written("workbook"), ".xlsx")
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert not [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target and not cell.hyperlink.target.startswith("#")]
    texts = "\n".join(str(cell.value) for cell in cells)
    assert sum(printable(payload).strip() in texts.replace("_x000D_", "\r") for payload in PAYLOADS) >= len(PAYLOADS) - 4
    for name in zipfile.ZipFile(path).namelist():
        assert "vba" not in name.lower() and "externalLink" not in name


# What LibreOffice would run, fetch or compute, in its own XML: formulas, links out, macros, data from elsewhere.
ACTIVE = ("table:formula", f'xlink:href="{OUTSIDE}', "text:execute-macro", "office:dde-source", "text:dde-connection", "script:event-listener", "table:cell-range-source")


@pytest.mark.office
def test_libreoffice_computes_and_runs_nothing(written, tmp_path):
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if not soffice:
        pytest.skip("LibreOffice is missing")
    tables = [path for name in ("workbook", "csv", "xlsx", "mined", "class", "exercise") for path in files(written(name), ".xlsx", ".csv")]
    texts = [path for name in ("word", "reports", "pack", "roleplay", "quizzes") for path in files(written(name), ".docx")]
    for form, sources in (("fods", tables), ("fodt", texts), ("fodp", files(written("slides"), ".pptx"))):
        for number, source in enumerate(sources):  # several are called the same
            shutil.copy(source, tmp_path / f"{form}{number}{source.suffix}")
        command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", form, "--outdir", str(tmp_path)]
        subprocess.run([*command, *map(str, tmp_path.glob(f"{form}*"))], check=True, timeout=400, capture_output=True)
        made = sorted(tmp_path.glob(f"*.{form}"))
        assert len(made) == len(sources) > 0
        for path in made:
            data = re.sub(r'table:formula="of:=(?:TRUE|FALSE)\(\)"', "", path.read_text(encoding="utf-8"))  # how LibreOffice writes a truth value
            assert [mark for mark in ACTIVE if mark in data] == [], path.name


def test_csv_neutralises_formulas_and_gives_the_text_back(written, cases):
    for path in [path for name in ("csv", "mined", "class", "exercise") for path in files(written(name), ".csv")]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(FORMULA) and not re.fullmatch(r"[-+]?[\d.]+(e-?\d+)?", cell)], path.name
    back = {row["quote"] for path in files(written("csv"), ".csv") if "mention" in path.name for row in read_csv(path)}
    quotes = {m.quote for case in cases for m in case.mentions}
    assert {quote for quote in quotes if quote == printable(quote)} <= back | {q.replace("\r", "\n") for q in back} | {q for q in quotes if "\r" in q}


@pytest.mark.parametrize("name", ["word", "slides", "reports", "pack", "roleplay", "exercise", "quizzes", "class"])
def test_office_files_hold_no_macro_field_or_link(written, name):
    found = files(written(name), ".docx", ".pptx")
    for path in found:
        with zipfile.ZipFile(path) as package:
            for member in package.namelist():
                assert "vba" not in member.lower() and ("printerSettings" in member or not member.lower().endswith(".bin"))
                data = package.read(member).decode("utf-8", "replace")
                if member.endswith(".rels"):
                    assert "evil.example" not in data and 'TargetMode="External"' not in data, (path.name, member)
                for code in re.findall(r"<w:instrText[^>]*>([^<]*)", data):
                    assert not re.match(r"\s*(DDE|INCLUDE|HYPERLINK \"http|IMPORT|MACRO)", code), (path.name, code)


def test_pdf_holds_no_action(written):
    (path,) = files(written("pdf"), ".pdf")
    data = path.read_bytes()
    for mark in (b"/JavaScript", b"/JS ", b"/Launch", b"/OpenAction", b"/EmbeddedFile", b"/AA ", b"evil.example)"):
        assert mark not in data


def test_round_trips(written, cases, tmp_path):
    """What other programs get and give back: every quote and its place, whatever it holds."""
    for name, path in (("jsonl", "base"), ("parquet", "cases.parquet"), ("parts", "parts")):
        again = load(written(name) / path)
        assert (again.cases, again.guides, dict(again.texts)) == (cases.cases, cases.guides, cases.texts), name
    project = read_qdpx(files(written("qdpx"), ".qdpx")[0]).cases
    assert [m.quote for c in project for m in c.mentions] == [m.quote for c in cases for m in c.mentions]
    wanted = {(c.uid, m.key, m.span, m.quote) for c in cases for m in c.mentions}
    for read in (read_brat(written("brat") / "brat", cases), read_label_studio(written("label_studio") / "tasks.json", cases)):
        assert read.cases.problems == cases.problems
        assert {(e.case, e.at.key, e.at.span, e.at.quote) for e in read.events if e.kind == "span"} == wanted


def test_tables_give_the_text_back(written, cases):
    """CSV as it was; a workbook but for what its XML cannot carry and for the kind of line end."""
    wanted = [(c.doc, m.quote) for c in cases for m in c.mentions]
    rows = read_csv(written("csv") / "csv" / "mentions.csv")
    assert [(row["doc"], row["quote"]) for row in rows] == wanted
    rows = read_xlsx(written("xlsx") / "tables.xlsx")
    assert [(row["doc"], row["quote"]) for row in rows] == [(printable(doc), printable(quote)) for doc, quote in wanted]
    codings, problems = read_codings(written("csv") / "csv" / "mentions.csv", cases, "乙")
    assert problems == [] and {(e.at.span, e.at.quote) for e in codings} == {(m.span, m.quote) for c in cases for m in c.mentions}


@pytest.mark.parametrize("form", ["graphml", "gexf", "json", "csv"])
def test_graphs_give_the_evidence_back(written, cases, form):
    graph, again = mine(cases), read_graph(written("mined") / f"graph.{form}")
    assert set(again.edges) == set(graph.edges)
    assert all(again.edges[edge]["evidence"] == graph.edges[edge]["evidence"] for edge in graph.edges)


def gift_read(text: str) -> list[tuple[str, list[str]]]:
    """Stem and answers of each question, as Moodle's reader takes them apart (question/format/gift)."""
    found = []
    for block in re.split(r"\n\s*\n", text):
        if not block.startswith("::"):
            continue
        hidden = re.sub(r"\\(.)", lambda match: chr(0xE000 + ord(match[1])), block)  # escaped characters out of the way
        stem, _, rest = hidden.partition("::[plain]")[2].partition(" {")
        body, _, after = rest.rpartition("}")
        assert not after.strip() and "{" not in body and "}" not in stem
        answers = [answer.split("#")[0].strip() for answer in re.split(r"(?m)^\t[=~]", body.split("####")[0])[1:]]
        found.append((shown(stem), [shown(answer) for answer in answers]))
    return found


def shown(text: str) -> str:
    """An escaped character again; ``\\n`` is the format's line end."""
    return "".join("\n" if char == chr(0xE000 + ord("n")) else chr(ord(char) - 0xE000) if "\ue000" <= char < "\ue080" else char for char in text)


def test_gift_gives_the_text_back(written, cases):
    told = [each for each in teach.quizzes(cases, most=200) if each.options]
    read = gift_read((written("quizzes") / "quiz.gift.txt").read_text(encoding="utf-8"))

    def line(text: str) -> str:
        kept = (part.strip() for part in re.split(r"\r\n|\r|\n", printable(text)))
        return "\n".join(re.sub(r"^%(?=-?\d)", "％", part) for part in kept if part)

    stems = {line("\n".join(part for part in (each.passage, each.stem) if part)): [line(o.text.replace("->", "→")) for o in each.options] for each in told}
    back = dict(read)
    assert len(stems) > 60
    assert {stem: back.get(stem) for stem in stems} == stems


def test_terminal_gets_no_escapes(cases, capsys):
    from caselib.errors import Address, Problem

    problems = tuple(Problem("bad_zip_member", Address(payload, payload), {"member": payload, "reason": payload}) for payload in PAYLOADS)
    told = "\n".join(summary(Cases(cases.cases, (), cases.texts, problems), PAYLOADS[-5]))
    told += "".join(map(clean_for_terminal, PAYLOADS))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", told)


def test_templates_cannot_run_code(cases, tmp_path):
    """A client's Word file with code where a field may stand: refused, or left as text."""
    from docx import Document

    from caselib import report

    for payload in ("{{ ().__class__.__base__.__subclasses__() }}", "{% include '/etc/hostname' %}", "{{ self._TemplateReference__context }}", "{{ 7*7 }}"):
        document = Document()
        document.add_paragraph(payload)
        document.save(tmp_path / "template.docx")
        try:
            made = report.fill(tmp_path / "template.docx", cases, tmp_path / "filled.docx")
        except CaselibError:
            continue
        text = "\n".join(paragraph.text for paragraph in Document(made).paragraphs)
        assert "49" not in text and "<class" not in text and "localhost" not in text
