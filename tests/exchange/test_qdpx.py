"""REFI-QDA projects: read by another program's reader with every span in place, and back without loss."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.codebook import load
from caselib.coding.apply import apply, memos
from caselib.coding.events import Event
from caselib.errors import CaselibError, FormatError, InputError
from caselib.exchange import read_qdpx, write_qdc, write_qdpx
from caselib.model import Case, Field, SourceText, Span
from tests.coding.make import at, base, event

TEXT = (
    "😀案例一：<张女士>的[m1 cause:delay|包裹\r\n迟到😡五天]，她[m2 action:refund/demanded|要求退款]&赔偿。"
    "店方[m3 action:refund/done|退了😀运费]，[m4 outcome:satisfied|表示满意]。\n---案例二：𠮷野家[m5 cause:attitude|态度差]\u200b，[m6 action:apologise/done|道歉了]。"
)


@pytest.fixture
def coded() -> tuple[Cases, list[Event]]:
    cases = base(TEXT, links={"u1": [("m1", "m3"), ("m3", "m4")]})
    first = cases[0]
    first = replace(
        first, industry=Field("logistics", None, "words"), year=Field(2021, None, "dates"), final=Field("positive", None, "last"),
        links=(replace(first.links[0], basis="explicit", cue=Span(5, 7)), first.links[1]), cluster="a.txt#0-9",
    )  # fmt: skip
    events = [
        event("span", at(cases, "退了😀运费", "action:compensate:done"), second=1),
        event("accept", at(cases, "要求退款", "action:refund:demanded"), coder="乙", second=2),
        event("memo", note="全案待核实\n第二行", second=3),
        event("memo", at(cases, "要求退款", "action:refund:demanded"), coder="乙", note="口头提出 <b>", second=4),
    ]
    return apply(Cases((first, cases[1]), (), cases.texts), events), events


def facts(cases: Cases) -> list[tuple[object, ...]]:
    return [
        (
            c.uid,
            c.span,
            c.kind,
            c.cluster,
            c.mentions,
            c.episodes,
            c.links,
            *(f and f.value for f in (c.title, c.industry, c.year, c.final)),
        )
        for c in cases
    ]


def test_a_project_comes_back_as_it_was(tmp_path: Path, coded):
    cases, events = coded
    found = read_qdpx(write_qdpx(cases, tmp_path / "p.qdpx", events))
    assert facts(found.cases) == facts(cases)
    assert {doc: text.text for doc, text in found.cases.texts.items()} == {"a.txt": cases.texts["a.txt"].text}
    assert [(c.uid, m and m.id, e.coder, e.time, e.note) for c, m, e in memos(found.cases, found.events)] == [
        (c.uid, m and m.id, e.coder, e.time, e.note) for c, m, e in memos(cases, events)
    ]
    assert [(e.coder, e.time, e.at) for e in found.events if e.kind == "span"] == [(e.coder, e.time, e.at) for e in events[:2]]
    assert found.cases.problems == ()


def test_exports_are_the_same_bytes_each_time_and_after_a_round_trip(tmp_path: Path, coded):
    cases, events = coded
    first = write_qdpx(cases, tmp_path / "1.qdpx", events).read_bytes()
    assert write_qdpx(cases, tmp_path / "2.qdpx", events).read_bytes() == first
    found = read_qdpx(tmp_path / "1.qdpx")
    assert write_qdpx(found.cases, tmp_path / "3.qdpx", found.events).read_bytes() == first


def test_another_reader_finds_every_span_code_and_memo(tmp_path: Path, coded):
    refi = pytest.importorskip("pyrefiqda")
    cases, events = coded
    project = refi.RefiProject.load(write_qdpx(cases, tmp_path / "p.qdpx", events), extract_dir=str(tmp_path / "out"))
    names = {}

    def walk(code, path=()):
        names[code.guid] = (*path, code.name)
        for child in code.code:
            walk(child, (*path, code.name))

    for root in project.code_book.codes.code:
        walk(root)
    users = {user.guid: user.name for user in project.users.user}
    notes = {note.guid: note.plain_text_content for note in project.notes.note}
    [source] = project.sources.text_source
    text = refi.RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "out").read_bytes().decode("utf-8")
    assert text == cases.texts["a.txt"].text
    read = {
        (
            text[s.start_position : s.end_position],
            names[s.coding[0].code_ref.target_guid][-1].split("（")[-1],
            users[s.coding[0].creating_user],
        )
        for s in source.plain_text_selection
    }
    assert read == {
        ("包裹\r\n迟到😡五天", "delay）", "caselib"), ("要求退款", "refund·demanded）", "乙"), ("退了😀运费", "refund·done）", "caselib"),
        ("退了😀运费", "compensate·done）", "甲"), ("表示满意", "satisfied）", "caselib"), ("态度差", "attitude）", "caselib"),
        ("道歉了", "apologise·done）", "caselib"), (cases.text(cases[0]), "incident）", "caselib"), (cases.text(cases[1]), "incident）", "caselib"),
    }  # fmt: skip
    refund = next(path for path in names.values() if "refund·done" in path[-1])
    assert [len(refund), refund[0], refund[1]] == [4, "处理", "remedy"]
    noted = {text[s.start_position : s.end_position]: notes[n.target_guid] for s in source.plain_text_selection for n in s.note_ref}
    assert noted == {cases.text(cases[0]): "全案待核实\n第二行", "要求退款": "口头提出 <b>"}
    ends = {s.guid: text[s.start_position : s.end_position] for s in source.plain_text_selection}
    assert [(link.name, ends[link.origin_guid], ends[link.target_guid]) for link in project.links.link] == [
        ("explicit #1 [5-7]", "包裹\r\n迟到😡五天", "退了😀运费"),
        ("sequence #1", "退了😀运费", "表示满意"),
    ]
    again = tmp_path / "again.qdpx"
    refi.RefiProject.save(project, again, tmp_path / "out" / "sources")
    assert facts(read_qdpx(again).cases) == facts(cases)


def test_the_codebook_alone_is_read_by_another_reader(tmp_path: Path):
    refi = pytest.importorskip("pyrefiqda")
    book = refi.RefiCodebook.load(write_qdc(tmp_path / "c.qdc", lang="en"))
    assert [code.name for code in book.codes.code] == ["Cause", "Action", "Outcome", "Case borders"]


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=40), st.data())
def test_no_character_shifts_a_span(tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    cases = Cases((Case("u", "d.txt", Span(0, len(text)), "incident"),), (), {"d.txt": SourceText("d.txt", text)})
    cases = apply(cases, [event_at(text, start, end)])
    if not text.strip():
        return
    found = read_qdpx(write_qdpx(cases, tmp_path_factory.mktemp("q") / "p.qdpx")).cases
    sound = "".join("\ufffd" if 0xD800 <= ord(char) < 0xE000 else char for char in text).removeprefix("\ufeff")
    if text.startswith("\ufeff"):
        return  # a reader takes a first U+FEFF for the byte-order mark; caselib's own texts have none
    assert found.texts["d.txt"].text == sound
    assert [m.span for m in found[0].mentions] == [Span(start, end)]


def event_at(text: str, start: int, end: int) -> Event:
    from caselib.coding.events import mark

    at = mark(SourceText("d.txt", text), Span(start, end), "cause", "delay")
    return Event("span", "甲", "2024-05-01T08:00:00+00:00", "u", "d.txt", at)


FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="x" creationDateTime="2023-01-02T03:04:05Z">
<Users><User guid="11111111-0000-0000-0000-000000000001" name="Li"/></Users>
<CodeBook><Codes>
 <Code guid="22222222-0000-0000-0000-000000000001" name="Themes" isCodable="false">
  <Code guid="22222222-0000-0000-0000-000000000002" name="slow" isCodable="true"/>
  <Code guid="22222222-0000-0000-0000-000000000003" name="mood" isCodable="true"/>
  <Code guid="22222222-0000-0000-0000-000000000004" name="{label}" isCodable="true"/></Code></Codes></CodeBook>
<Sources>
 <TextSource guid="33333333-0000-0000-0000-000000000001" name="访谈" {text}>
  {selections}
 </TextSource>
 <AudioSource guid="33333333-0000-0000-0000-000000000002" name="录音"/>
</Sources></Project>"""


def selection(n: int, start: str, end: str, code: int) -> str:
    return (
        f'<PlainTextSelection guid="44444444-0000-0000-0000-00000000000{n}" startPosition="{start}" endPosition="{end}">'
        f'<Coding guid="55555555-0000-0000-0000-00000000000{n}" creatingUser="11111111-0000-0000-0000-000000000001">'
        f'<CodeRef targetGUID="22222222-0000-0000-0000-00000000000{code}"/></Coding></PlainTextSelection>'
    )


def project(path: Path, xml: str, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("project.qde", xml)
        for name, data in files.items():
            package.writestr(name, data)
    return path


def test_another_programs_project(tmp_path: Path):
    label = load().codes["refund"].label["zh"]
    selections = "".join(
        [
            selection(1, "0", "2", 2),
            selection(2, "3", "5", 3),
            selection(3, "4", "99", 2),
            selection(4, "x", "2", 2),
            selection(5, "5", "7", 4),
        ]
    )
    xml = FOREIGN.format(label=label, text='plainTextPath="internal://t.txt"', selections=selections)
    path = project(tmp_path / "f.qdpx", xml, **{"Sources/t.txt": "\ufeff😀慢，很烦又退钱".encode()})
    found = read_qdpx(path, codes={"slow": "cause:delay"})
    [case] = found.cases
    assert (case.doc, case.span) == ("访谈", Span(0, 8))
    assert [(m.key, m.quote, m.rule) for m in case.mentions] == [
        (("cause", "delay", ""), "😀慢", "coder:Li"), (("action", "refund", "done"), "又退", "coder:Li")
    ]  # fmt: skip
    assert [(e.coder, e.time) for e in found.events] == [("Li", "2023-01-02T03:04:05Z")] * 2
    assert [(p.code, p.details) for p in found.cases.problems] == [
        ("bad_selection", {"source": "访谈", "count": 2}), ("no_plain_text", {"source": "录音"}), ("unknown_code", {"code": "mood", "count": 1})
    ]  # fmt: skip


@pytest.mark.parametrize("where", ["../../etc/passwd", "..\\x.txt", "/etc/passwd", "a/b.txt", "x.txt"])
def test_a_path_that_climbs_names_no_file(tmp_path: Path, where: str):
    (tmp_path / "x.txt").write_text("geheim", encoding="utf-8")
    xml = FOREIGN.format(label="r", text=f'plainTextPath="internal://{where}"', selections="")
    path = project(tmp_path / "f.qdpx", xml, **{"../x.txt": b"out", "sources/../x.txt": b"out"})
    found = read_qdpx(path)
    assert len(found.cases) == 0
    assert [p.code for p in found.cases.problems] == ["no_plain_text", "no_plain_text"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f.qdpx", "x.txt"]


BOMB = '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
) + "]><Project xmlns='urn:QDA-XML:project:1.0' name='&i;'/>"  # fmt: skip


@pytest.mark.parametrize(
    "xml",
    [
        BOMB,
        '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><Project xmlns="urn:QDA-XML:project:1.0" name="&x;"/>',
        '<!DOCTYPE p SYSTEM "http://localhost/x.dtd"><Project xmlns="urn:QDA-XML:project:1.0"/>',
        "<Project" * 3,
        "<a>" * 100_000 + "</a>" * 100_000,
        "",
        "\0\0",
    ],
)
def test_hostile_xml_is_refused_in_a_sentence(tmp_path: Path, xml: str):
    with pytest.raises(FormatError, match=r"f\.qdpx (is not readable XML|declares a document type)"):
        read_qdpx(project(tmp_path / "f.qdpx", xml))


def test_packages_that_are_none(tmp_path: Path):
    with pytest.raises(InputError, match="is not there"):
        read_qdpx(tmp_path / "none.qdpx")
    (tmp_path / "a.qdpx").write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(FormatError, match="not a readable package"):
        read_qdpx(tmp_path / "a.qdpx")
    project(tmp_path / "b.qdpx", "x" * 10)
    with zipfile.ZipFile(tmp_path / "c.qdpx", "w") as package:
        package.writestr("readme.txt", "no project")
    with pytest.raises(FormatError, match="holds no project"):
        read_qdpx(tmp_path / "c.qdpx")
    with zipfile.ZipFile(tmp_path / "d.qdpx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("project.qde", b" " * 60_000_000)
    with pytest.raises(FormatError, match="was refused"):
        read_qdpx(tmp_path / "d.qdpx")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_broken_projects_never_crash(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject):
    cases = base("甲[m1 cause:delay|晚了]。---乙[m2 action:refund/done|退了]。", links={"u2": [("m2", "m2")]})
    folder = tmp_path_factory.mktemp("q")
    with zipfile.ZipFile(write_qdpx(cases, folder / "p.qdpx", [event("memo", note="x")])) as package:
        xml = package.read("project.qde").decode()
        rest = {name: package.read(name) for name in package.namelist() if name != "project.qde"}
    for _ in range(data.draw(st.integers(1, 4))):
        i = data.draw(st.integers(0, len(xml) - 1))
        xml = xml[:i] + data.draw(st.sampled_from(["", "9", "<", '"', "x", xml[i : i + 60] * 2])) + xml[i + data.draw(st.integers(0, 30)) :]
    try:
        found = read_qdpx(project(folder / "b.qdpx", xml, **rest)).cases
    except CaselibError:
        return
    for case in found:
        text = found.texts[case.doc].text
        assert all(m.span.of(text) == m.quote for m in case.mentions)
        assert {i for link in case.links for i in (link.source, link.target)} <= {m.id for m in case.mentions}
