"""What is fuzzed: one function a target, bytes in, an assertion where a promise is broken.

The text targets do not take bytes as UTF-8, of which mutations leave little: most byte values stand for a word, a mark or a
line of the genre (:data:`TOKENS`), the last ones for any code point, lone surrogates included.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from caselib.casebase import Cases, load, save
from caselib.clean import clean
from caselib.codebook import load as load_codebook
from caselib.codebook.notation import NotationError
from caselib.coding.apply import apply
from caselib.coding.log import read_log
from caselib.errors import CaselibError, Problem
from caselib.exchange import read_codings, read_qdpx, write_qdpx
from caselib.extract.cues import Cues
from caselib.lang.fold import fold
from caselib.model import Case, Mention, SourceText, Span
from caselib.pipeline.one import Parsed, parse_text
from caselib.pipeline.settings import Settings
from caselib.privacy import find, mask
from caselib.read import Listed, office, read_file
from caselib.segment import segment

SCRATCH = Path(tempfile.mkdtemp(prefix="caselib-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
_LOADING = getattr(import_module("caselib.codebook.load"), "read_yaml")  # noqa: B009 (the package has a function of the module's name)
SUFFIXES = (".txt", ".html", ".docx", ".pptx", ".pdf", ".xlsx", ".csv", ".zip", ".xls", ".doc", "")

# ruff: noqa: E501
TOKENS = (
    "案例", "案例一", "案例二：", "【案例3】", "一、", "二、", "（一）", "1.", "2、", "第三节", "目录", "前言", "\n", "\n\n", "\r\n", " ", "　", "\t", "，", "。",
    "：", "；", "？", "！", "、", "“", "”", "《", "》", "（", "）", "…", "—", "-", ",", ".", ":", "?", "(", ")", "客户", "顾客", "王先生", "李女士", "消费者", "投诉",
    "反映", "来电", "称", "要求", "退款", "退货", "赔偿", "换货", "道歉", "上门", "维修", "更换", "经理", "客服", "店家", "商家", "公司", "工作人员", "调解", "经调解",
    "双方", "达成", "协议", "表示", "满意", "不满", "拒绝", "未", "没有", "不", "已", "将", "应当", "应该", "必须", "可以", "建议", "如果", "若", "假如", "因为", "由于",
    "导致", "所以", "因此", "于是", "随后", "最终", "后来", "结果", "处理过程", "处理结果", "案情简介", "分析", "点评", "启示", "法律依据", "空调", "手机", "快递", "酒店",
    "银行", "医院", "汽车", "外卖", "物业", "培训", "质量", "延误", "丢失", "损坏", "态度", "恶劣", "乱收费", "虚假宣传", "2021年", "3月", "15日", "上午", "三天", "24小时",
    "500元", "3万元", "两千块", "12345", "13800138000", "110105194912310021", "@", "http://a.example/", "%", "1", "2", "3", "０", "Ａ", "a", "Z", "😀", "𠮷", "\u200b",
    "\ufeff", "\u202e", "\x1b[31m", "\x00", "\ufffd", "客戶", "投訴", "退貨", "賠償", "處理", "嘚", "囸", "愙户", "洳", "客户投诉怎么写", "第 2 页 共 9 页", "- 4 -",
    "上一篇", "下一篇", "版权所有", "问：", "答：", "客户：", "客服：", "步骤", "首先", "其次", "最后", "原则", "情景", "话术", "模板", "××", "某", "等", "的", "了", "是", "在",
    "他", "她", "我", "你", "和", "与", "向", "对", "把", "被", "给", "让", "|", "/", "<b>", "&amp;", "=1+1", "#", "*", "##", "~", "\x0b", "\f", "\u2028", "甲", "乙",
)  # fmt: skip
_RAW = 0xF0  # byte values from here on: the next two bytes are a code point of this sixteenth of the planes


def text_of(data: bytes) -> str:
    """The text that the bytes stand for."""
    pieces, i = [], 0
    while i < len(data):
        value = data[i]
        if value >= _RAW and i + 2 < len(data):
            pieces.append(chr(min(0x10FFFF, ((value - _RAW) << 16) | data[i + 1] << 8 | data[i + 2])))
            i += 3
        else:
            pieces.append(TOKENS[value % len(TOKENS)])
            i += 1
    return "".join(pieces)


def check_source(text: SourceText) -> None:
    """Blocks in order, inside, not empty; a name and a text that say something."""
    end = 0
    for block in text.blocks:
        assert end <= block.span.start < block.span.end <= len(text.text), "a block out of place"
        end = block.span.end
    assert text.text.strip() and text.doc.strip(), "an empty text"


def check_records(parsed: Parsed) -> None:
    """Every span inside its text, every quote the characters under its span."""
    texts = {text.doc: text.text for text in parsed.texts}
    for case in parsed.cases:
        text = texts[case.doc]
        for span in (case.span, *(m.span for m in case.mentions), *(m.span for m in case.suggestions), *(s for _, s in case.parts)):
            assert 0 <= span.start < span.end <= len(text), f"a span out of place: {span}"
        for mention in (*case.mentions, *case.suggestions):
            assert mention.span.of(text) == mention.quote, "a quote that is not there"
        ids = {m.id for m in case.mentions}
        assert all({link.source, link.target} <= ids for link in case.links), "a link that hangs loose"
        assert all({*e.causes, *e.actions, *e.outcomes} <= ids for e in case.episodes), "an episode of nothing"
    for guide in parsed.guides:
        assert all(0 <= item.span.start < item.span.end <= len(texts[guide.doc]) for item in guide.items), "an item out of place"


def check_sentences(problems: list[Problem]) -> None:
    """Each problem says what happened in both languages, in one line."""
    for problem in problems:
        for lang in ("zh", "en"):
            said = problem.message(lang)
            assert said and "\n" not in said and "\x1b" not in said, "a sentence that is none"
        assert "\n" not in str(problem.address) and "\x1b" not in str(problem.address), "an address that steers the terminal"


# ---------------------------------------------------------------- targets


def fuzz_read(data: bytes) -> None:
    """Any bytes under any suffix: texts and problems, never an exception, twice the same."""
    if not data:
        return
    listed = Listed(f"a{SUFFIXES[data[0] % len(SUFFIXES)]}", None, len(data) - 1, data[1:])
    found = list(read_file(listed))
    assert found, "neither a text nor a problem"
    for one in found:
        check_sentences([one]) if isinstance(one, Problem) else check_source(one)
    assert found == list(read_file(listed)), "another result the second time"


def fuzz_clean(data: bytes) -> None:
    """The way back is exact, cleaning twice changes nothing."""
    text = text_of(data)
    cleaned = clean(SourceText("a.txt", text))
    assert cleaned.folded == fold(cleaned.text) and len(cleaned.folded) == len(cleaned.text), "folded text of another length"
    if cleaned.origin is not None:
        origin = list(cleaned.origin)
        assert len(origin) == len(cleaned.text) and origin == sorted(set(origin)), "offsets out of order"
        changed = {i for change in cleaned.changes for i in range(*change.span)}
        assert all(text[i] == char or i in changed for i, char in zip(origin, cleaned.text, strict=True)), "an unexplained character"
    else:
        assert cleaned.text == text
    again = clean(SourceText("a.txt", cleaned.text))
    assert again.text == cleaned.text, "cleaning a clean text changes it"


def fuzz_segment(data: bytes) -> None:
    """Segments are disjoint, in order, inside the text; parts and items inside their segment."""
    cleaned = clean(SourceText("a.txt", text_of(data)))
    found = segment(cleaned)
    end, length = 0, len(cleaned.source.text)
    for number, one in enumerate(found):
        assert end <= one.span.start < one.span.end <= length, "segments overlap"
        end = one.span.end
        assert all(one.span.contains(span) and span.start < span.end for _, span in one.parts), "a part outside its segment"
        assert all(one.span.contains(span) and span.start < span.end for span in one.items), "an item outside its segment"
        assert one.duplicate_of is None or one.duplicate_of < number, "a repeat of what comes later"
    assert found == segment(cleaned), "another result the second time"


def fuzz_extract(data: bytes) -> None:
    """No stage fails, spans are valid, the result is the same each time."""
    source = SourceText("a.txt", text_of(data))
    parsed, again = Parsed(), Parsed()
    tools = Settings().tools()
    parse_text(source, tools, parsed)
    failed = [p for p in parsed.problems if p.code == "failed_stage"]
    assert not failed, str(failed)
    check_records(parsed)
    parse_text(source, tools, again)
    assert parsed == again, "another result the second time"


def fuzz_codebook(data: bytes) -> None:
    """Three YAML files: a codebook, or one error that lists its faults."""
    head, _, rest = data.partition(b"\xff")
    cause, _, action = rest.partition(b"\xff")
    folder = _fresh("codebook")
    for name, content in (("codebook.yaml", head), ("causes/a.yaml", cause), ("actions/b.yaml", action)):
        (folder / name).parent.mkdir(exist_ok=True)
        if content:
            (folder / name).write_bytes(content)
    _LOADING.cache_clear()
    with contextlib.suppress(CaselibError, NotationError):
        Cues(load_codebook(folder))


def fuzz_log(data: bytes) -> None:
    """Lines of a log: events and problems; replaying them twice changes nothing."""
    path = _fresh("log") / "甲.jsonl"
    path.write_bytes(data)
    with contextlib.suppress(CaselibError):
        events, problems = read_log(path)
        check_sentences(problems)
        once = apply(_base(), events)
        assert apply(once, events).cases == once.cases, "replaying again changes the records"
        for case in once:
            text = once.texts[case.doc].text
            assert all(m.span.of(text) == m.quote for m in case.mentions), "a quote that is not there"


def fuzz_qdpx(data: bytes) -> None:
    """A package, or the project file inside one: an import or one error."""
    path = _fresh("qdpx") / "p.qdpx"
    if data[:2] == b"PK":
        path.write_bytes(data)
    else:
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("project.qde", data)
            package.writestr("sources/a.txt", "客户投诉空调不制冷，商家退款500元。")
    with contextlib.suppress(CaselibError):
        found = read_qdpx(path)
        check_sentences(list(found.cases.problems))
        for case in found.cases:
            text = found.cases.texts[case.doc].text
            assert all(m.span.of(text) == m.quote for m in case.mentions), "a quote that is not there"
        write_qdpx(found.cases, path.with_name("again.qdpx"), found.events)


def fuzz_jsonl(data: bytes) -> None:
    """A case base's four files: cases, or one error; what was loaded is saved and loaded without loss."""
    folder = _fresh("jsonl")
    for name, content in zip(("cases.jsonl", "cases.texts.jsonl", "cases.guides.jsonl", "cases.problems.jsonl"), data.split(b"\xff"), strict=False):
        (folder / name).write_bytes(content)
    with contextlib.suppress(CaselibError):
        base = load(folder)
        again = load(save(base, folder / "again"))
        assert (again.cases, again.guides, again.texts, again.problems) == (base.cases, base.guides, base.texts, base.problems), "saving lost something"
        _ = base.table, base.mentions, repr(base), base._repr_html_()


def fuzz_codings(data: bytes) -> None:
    """A table of codings that another program wrote."""
    path = _fresh("codings") / "codings.csv"
    path.write_bytes(data)
    with contextlib.suppress(CaselibError):
        events, problems = read_codings(path, _base(), "甲")
        check_sentences(problems)
        apply(_base(), events)


def fuzz_privacy(data: bytes) -> None:
    """What is found lies where it says; the way back from a masked text is exact."""
    text = text_of(data)
    end = 0
    for finding in find(text):
        assert end <= finding.span.start < finding.span.end <= len(text) and finding.span.of(text) == finding.text, "a finding out of place"
        end = finding.span.end
    masked = mask(text)
    assert len(masked.offsets.source(Span(0, len(masked.text))).of(text)) == len(text) if masked.text else not text


TARGETS = {name.removeprefix("fuzz_"): function for name, function in sorted(globals().items()) if name.startswith("fuzz_")}


@contextlib.contextmanager
def loosened() -> Iterator[None]:
    """While targets run: archives are unpacked whatever their checksums say, else no mutation of a member would be read; no program but Python is started."""
    kept = zipfile.ZipExtFile._update_crc, office.program
    zipfile.ZipExtFile._update_crc, office.program = (lambda self, data: None), (lambda: None)
    try:
        yield
    finally:
        zipfile.ZipExtFile._update_crc, office.program = kept


def _fresh(name: str) -> Path:
    folder = SCRATCH / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _base() -> Cases:
    text = "案例一：客户投诉空调不制冷，要求退款。商家退款500元，客户满意。"
    mentions = [
        Mention("m1", "cause", "quality", "", Span(8, 13), "空调不制冷", "cue", 0.8),
        Mention("m2", "action", "refund", "demanded", Span(14, 18), "要求退款", "cue", 0.8),
        Mention("m3", "action", "refund", "done", Span(21, 23), "退款", "cue", 0.8),
    ]
    assert all(m.span.of(text) == m.quote for m in mentions)
    return Cases((Case("u1", "a.txt", Span(0, len(text)), "incident", mentions=tuple(mentions)),), (), {"a.txt": SourceText("a.txt", text)})


def members(data: dict[str, bytes]) -> bytes:
    """A zip package."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in data.items():
            package.writestr(name, content)
    return out.getvalue()
