# ruff: noqa: E501
"""What fuzzing starts from: one small sound input of every shape that a target knows."""

from __future__ import annotations

import io
import json
import random
import re
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from targets import SUFFIXES, TOKENS, members  # noqa: E402

from caselib.casebase import load, save  # noqa: E402
from caselib.codebook.load import COMPLAINT  # noqa: E402
from caselib.coding.events import decide, event_to_dict, mark_of  # noqa: E402
from caselib.exchange import write_qdpx  # noqa: E402
from caselib.pipeline.run import parse  # noqa: E402
from tests.read import make  # noqa: E402

# Sentences of the genre, in tokens: the order in which a story, a rule book, a log and a dialogue go.
_STORIES = (
    ("案例一", "：", "空调", "维修", "\n", "2021年", "3月", "15日", "，", "王先生", "反映", "空调", "质量", "，", "要求", "退款", "500元", "。", "\n", "处理过程", "：", "经理",
     "上门", "道歉", "，", "经调解", "双方", "达成", "协议", "，", "商家", "退款", "。", "\n", "处理结果", "：", "客户", "表示", "满意", "。"),
    ("一、", "原则", "\n", "1.", "首先", "应当", "道歉", "。", "\n", "2、", "其次", "建议", "退货", "。", "\n", "第 2 页 共 9 页", "\n", "如果", "客户", "不满", "，", "可以", "赔偿", "。"),
    ("客户：", "你", "客服", "态度", "恶劣", "！", "\n", "客服：", "我", "向", "你", "道歉", "。", "\n", "客户：", "13800138000", "，", "让", "经理", "来电", "。"),
    ("愙户", "嘚", "投诉", "\r\n", "客户投诉怎么写", "，", "囸", "，", "\u200b", "退", "款", "\n", "上一篇", "\n", "版权所有"),
)  # fmt: skip


def token_bytes(words: tuple[str, ...]) -> bytes:
    """A story as the bytes that stand for it."""
    return bytes(TOKENS.index(word) for word in words if word in TOKENS)


def seeds(name: str) -> list[bytes]:
    """The seeds of a target."""
    if name in ("clean", "segment", "extract", "privacy"):
        rng = random.Random(1)
        told = [token_bytes(words) for words in _STORIES]
        return [*told, b"".join(told), *(bytes(rng.randrange(256) for _ in range(size)) for size in (40, 200))]
    return {"read": _files, "codebook": _codebook, "log": _log, "qdpx": _qdpx, "jsonl": _jsonl, "codings": _codings}[name]()


def _files() -> list[bytes]:
    rows = [["编号", "投诉内容", "处理结果"], ["1", "空调不制冷，修了两次", "已退款"], ["2", "快递丢失", "赔偿500元"]]
    csv = "\n".join(",".join(row) for row in rows)
    told = {
        ".txt": "投诉".encode("gbk"), ".html": make.html().encode(), ".docx": _stored(make.docx(["空调", "退款"]), ("[Content_Types].xml", "word/document.xml")), ".pptx": make.pptx(["空调"]),
        ".pdf": make.pdf([["空调投诉"]]), ".xlsx": _stored(make.xlsx(rows)), ".csv": csv.encode("gb18030"), ".xls": b"<table><tr><td>a</td><td>b</td></tr></table>",
        ".zip": make.packed({"a.txt": "投诉", "b.csv": csv}), ".doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    }  # fmt: skip
    found = [bytes([SUFFIXES.index(suffix)]) + data for suffix, data in told.items()]
    return [*found, b"\0" + "投訴電話".encode("big5") * 4, b"\0\xff\xfe" + "投诉".encode("utf-16-le"), b"\1<table><tr><td>a<td>b<ol start=3><li>x</table>"]


def _stored(data: bytes, names: tuple[str, ...] = ()) -> bytes:
    """A package with its members as they are, so that mutations reach their XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return members({name: package.read(name) for name in names or package.namelist()})


def _codebook() -> list[bytes]:
    head = b"name: x\nversion: '1'\ntitle: {zh: \xe7\x94\xb2, en: a}\nindustries:\n  retail: {zh: a, en: b, words: {shop: 2}}\n"
    cause = next((COMPLAINT / "causes").glob("*.yaml")).read_bytes()[:1500]
    small = "id: delay\nrole: cause\nlabel: {zh: 延误, en: delay}\ndefinition: {zh: 晚到, en: late}\ncues:\n- cue: 晚(到|了)\n  yes: 快递晚到\n  no: 不晚\nexamples:\n  news:\n  - 快递【晚到】三天\n"
    action = small.replace("cause", "action").replace("delay", "refund").encode()
    return [head + b"\xff" + small.encode() + b"\xff" + action, head + b"\xff" + cause, head]


def _story_base(folder: Path):
    (folder / "a.txt").write_text("".join(_STORIES[0]), encoding="utf-8")
    return parse(folder / "a.txt", progress=False)


def _log() -> list[bytes]:
    base = _story_base(_scratch())
    case = base[0]
    source = base.texts[case.doc]
    events = [decide("memo", "甲", case, note="查"), *(decide("reject", "甲", case, mark_of(m, source)) for m in case.mentions[:2])]
    lines = "".join(json.dumps(event_to_dict(event), ensure_ascii=False) + "\n" for event in events)
    event = '{"format": 1, "time": "2024-05-01T08:00:00+00:00", "coder": "甲", "kind": "%s", "case": "u1", "doc": "a.txt", "at": {"role": "action", "code": "refund", "status": "done", "start": 21, "end": 23, "quote": "退款"}%s}\n'
    made = [event % (kind, more) for kind, more in (("accept", ""), ("recode", ', "to": {"role": "action", "code": "apologise", "status": "done", "start": 21, "end": 23, "quote": "退款"}'),
        ("border", ', "side": "end", "to": {"start": 10, "end": 20, "quote": "空调"}'), ("span", ', "note": "x"'), ("link", ', "to": {"role": "cause", "code": "quality", "start": 8, "end": 13, "quote": "空调不制冷"}'))]
    undo = '{"format": 1, "time": "2024-05-01T08:00:09+00:00", "coder": "甲", "kind": "undo"}\n'
    return [lines.encode(), "".join([*made, undo]).encode(), lines.encode()[:-30], *(line.encode() for line in made)]


def _qdpx() -> list[bytes]:
    folder = _scratch()
    path = write_qdpx(_story_base(folder), folder / "p.qdpx")
    with zipfile.ZipFile(path) as package:
        project = package.read("project.qde")
        whole = {name: package.read(name) for name in package.namelist()}
    few = re.sub(rb"<CodeBook>.*</CodeBook>", b"<CodeBook/>", project, flags=re.DOTALL)  # caselib knows its own codes by their guids
    return [few, project, members({**whole, "project.qde": few})]


def _jsonl() -> list[bytes]:
    folder = _scratch()
    save(_story_base(folder), folder / "base")
    parts = [(folder / "base" / f"cases{part}.jsonl").read_bytes() for part in ("", ".texts", ".guides", ".problems")]
    assert load(folder / "base")
    return [b"\xff".join(parts), parts[0]]


def _codings() -> list[bytes]:
    head = "doc,start,end,role,code,status,quote\n"
    return [(head + "a.txt,21,23,action,refund,done,退款\n").encode(), ("\ufeff" + head + "a.txt,x,23,,refund,,\n").encode()]


def _scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="caselib-seeds-"))
