"""The optional extractor: nothing is sent without a yes, personal data stay here, and only what stands in the text counts."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from caselib.casebase import Cases
from caselib.cli.app import app
from caselib.codebook import load
from caselib.errors import InputError
from caselib.pipeline import parse
from caselib.pipeline.llm import Model, estimate, recode, wire
from caselib.pipeline.llm.answer import AnswerError, claims
from caselib.pipeline.llm.ground import ground

TEXT = (
    "案例一：早餐券\n2023年4月1日，住客王建国先生（电话13800001234）投诉前台多收早餐费68元。"
    "值班经理核对订单后退还了68元并向王建国先生道歉，王建国先生表示满意。\n"
)
GOOD = [
    {"role": "cause", "code": "overcharge", "status": "", "quote": "投诉前台多收早餐费68元"},
    {"role": "action", "code": "refund", "status": "done", "quote": "值班经理核对订单后退还了68元"},
]


def answer(mentions: Any) -> dict[str, Any]:
    return {"choices": [{"message": {"content": json.dumps({"mentions": mentions}, ensure_ascii=False)}}]}


class Stub:
    """A server on this machine that answers as it is told and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.replies: list[Callable[[BaseHTTPRequestHandler], None]] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stub.asked.append(json.loads(body))
                stub.headers.append(dict(self.headers))
                reply = stub.replies.pop(0) if len(stub.replies) > 1 else stub.replies[0]
                reply(self)

            def log_message(self, *given: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def says(content: Any, code: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return reply


def sleeps(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.0)


@pytest.fixture
def stub() -> Iterator[Stub]:
    made = Stub()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cases:
    monkeypatch.setenv("CASELIB_CACHE", "off")
    monkeypatch.setattr(wire, "PAUSE", 0.01)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    return parse(tmp_path / "in")


def test_nothing_is_sent_without_a_yes(cases, stub):
    stub.replies = [says(answer(GOOD))]
    with pytest.raises(InputError, match=r"1 cases .* would be sent to"):
        recode(cases, Model(stub.url))
    would = estimate(cases, Model(stub.url, price=2.0))
    assert would.cases == 1
    assert would.cost == pytest.approx(would.tokens * 2 / 1e6, abs=0.005)
    assert stub.asked == []


def test_mentions_come_from_the_answer_and_lead_to_their_words(cases, stub):
    stub.replies = [says(answer(GOOD))]
    made, tally = recode(cases, Model(stub.url, "m", key="k"), agreed=True)
    (case,) = made
    text = made.texts["a.txt"].text
    assert [(m.key, m.quote) for m in case.mentions] == [((e["role"], e["code"], e["status"]), e["quote"]) for e in GOOD]
    assert all(m.span.of(text) == m.quote and m.rule == "llm" for m in case.mentions)
    assert (tally.answered, tally.failed, tally.grounded, tally.refused) == (1, 0, 2, 0)
    assert case.episodes
    assert (case.uid, case.span) == (cases[0].uid, cases[0].span)
    assert stub.headers[0]["Authorization"] == "Bearer k"
    assert stub.asked[0]["model"] == "m"
    # What was coded before and the model did not name is left for review.
    assert {m.key for m in cases[0].mentions} - {m.key for m in case.mentions} <= {m.key for m in case.suggestions}


def test_personal_data_stay_here_and_spans_lead_back(cases, stub):
    masked = "并向客户甲道歉"
    stub.replies = [says(answer([{"role": "action", "code": "apologise", "status": "done", "quote": masked}]))]
    made, _ = recode(cases, Model(stub.url), agreed=True)
    sent = json.dumps(stub.asked, ensure_ascii=False)
    assert "王建国" not in sent
    assert "13800001234" not in sent
    (mention,) = made[0].mentions
    assert "王建国" in mention.quote
    assert mention.span.of(made.texts["a.txt"].text) == mention.quote


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "action", "code": "refund", "status": "done", "quote": "商家三倍赔偿并登报声明"},
        {"role": "action", "code": "refund", "status": "done", "quote": "值班经理核对订单后未退还68元"},
        {"role": "action", "code": "refund", "status": "", "quote": "退还了68元"},
        {"role": "cause", "code": "refund", "status": "", "quote": "退还了68元"},
        {"role": "action", "code": "no_such", "status": "done", "quote": "退还了68元"},
        {"role": "action", "code": "refund", "status": "done", "quote": ""},
        {"role": "action", "code": "refund", "status": "done", "quote": "退" * 201},
        {"role": "action", "code": "refund", "status": "done"},
        {"role": "action", "code": "refund", "status": "done", "quote": "退还了68元", "more": "x"},
        "refund",
        None,
    ],
)
def test_what_is_not_of_the_schema_or_not_in_the_text_is_refused_and_counted(cases, stub, wrong):
    stub.replies = [says(answer([GOOD[0], wrong]))]
    made, tally = recode(cases, Model(stub.url), agreed=True)
    assert [m.code for m in made[0].mentions] == ["overcharge"]
    assert (tally.grounded, tally.refused) == (1, 1)
    assert [(p.code, p.details["count"]) for p in made.problems] == [("llm_refused", 1)]


@pytest.mark.parametrize(
    ("reply", "asked"),
    [
        (says(b"<html>"), 1),
        (says({"choices": []}), 2),
        (says({"choices": [{"message": {"content": "好的，这是结果"}}]}), 2),
        (says(answer({"a": 1})), 2),
        (says(answer(GOOD * 51)), 2),
        (says([1, 2]), 2),
        (says(b"[" * 100_000), 1),
        (says(b" " * 2_000_001), 1),
        (says({}, 401), 1),
        (says({}, 302, Location="http://127.0.0.1:9/"), 1),
        (says({}, 500), 3),
        (says({}, 429, Retry_After="0"), 3),
        (sleeps, 3),
    ],
)
def test_a_failure_leaves_the_case_as_it_was_and_is_listed(cases, stub, reply, asked):
    stub.replies = [reply]
    made, tally = recode(cases, Model(stub.url, timeout=0.2), agreed=True)
    assert made[0] == cases[0]
    assert (tally.answered, tally.failed) == (0, 1)
    assert [p.code for p in made.problems] == ["llm_failed"]
    assert len(stub.asked) == asked


@pytest.mark.parametrize("first", [says({}, 429, Retry_After="0"), says({}, 503), says({"choices": []}), sleeps])
def test_a_second_try_that_works_counts(cases, stub, first):
    stub.replies = [first, says(answer(GOOD))]
    made, tally = recode(cases, Model(stub.url, timeout=0.2), agreed=True)
    assert (tally.answered, tally.failed, len(stub.asked)) == (1, 0, 2)
    assert len(made[0].mentions) == 2


def test_a_dead_address_is_given_up(cases):
    many = Cases(cases.cases * 8, (), cases.texts)
    sent = []

    def send(url: str, body: Any, key: str) -> Any:
        sent.append(url)
        raise wire.WireError("ConnectionRefusedError, 3 tries")

    _, tally = recode(many, Model("http://127.0.0.1:9/v1"), agreed=True, send=send)
    assert (tally.failed, len(sent)) == (8, 5)


@pytest.mark.parametrize("url", ["", "ftp://a/v1", "file:///etc/passwd", "a.example/v1", "http://", "http://user:pw@a.example/v1", "http://[::1/v1"])
def test_an_address_that_is_none_is_refused(cases, url):
    with pytest.raises(InputError, match="no address of a language model"):
        recode(cases, Model(url), agreed=True)


def test_the_key_is_not_shown():
    assert "secret" not in repr(Model("http://localhost/v1", key="secret"))


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("退还了68元", "退还了68元"),
        ("值班經理核對訂單", "值班经理核对订单"),
        ("“值班经理 核对订单”。", "值班经理核对订单"),
        ("值班经理核对了订单后退还了68元", "值班经理核对订单后退还了68元"),
        ("值班经理核对订单后退还了86元", None),
        ("值班经理核对订单后没退还68元", None),
        ("。。。", None),
        ("", None),
    ],
)
def test_ground(quote, found):
    span = ground(quote, TEXT)
    assert (span.of(TEXT) if span else None) == found


@given(st.text(alphabet="退款了商家不，。 a", max_size=60), st.text(alphabet="退款了商家不，。 a", max_size=20))
def test_what_is_grounded_lies_in_the_text(text, quote):
    span = ground(quote, text)
    if quote and quote in text:
        assert span is not None
        assert span.of(text) == quote
    if span:
        assert 0 <= span.start < span.end <= len(text)


_PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=5)


@given(st.recursive(_PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)))
def test_any_answer_is_judged_without_a_crash(content):
    book = load()
    for given_answer in (content, answer(content), {"choices": [{"message": {"content": content}}]}):
        try:
            found, wrong = claims(given_answer, book)
        except AnswerError:
            continue
        assert found == [] or wrong >= 0


def test_the_command_estimates_asks_and_reports(cases, stub, tmp_path):
    stub.replies = [says(answer(GOOD))]
    given_ = ["parse", str(tmp_path / "in"), "-o", str(tmp_path / "x.jsonl"), "--llm", stub.url, "--llm-price", "4", "--lang", "en"]
    done = CliRunner().invoke(app, given_)
    assert isinstance(done.exception, InputError)
    assert "would be sent to" in done.output
    assert "Estimated cost" in done.output
    assert stub.asked == []
    assert not (tmp_path / "x.jsonl").exists()
    done = CliRunner().invoke(app, [*given_, "--yes"])
    assert done.exit_code == 0, done.output
    assert "1 cases answered, 0 failed; 2 codings found" in done.output
    assert [m["code"] for m in json.loads((tmp_path / "x.jsonl").read_text(encoding="utf-8"))["mentions"]] == ["overcharge", "refund"]


def test_without_the_option_nothing_is_asked(stub, cases, tmp_path):
    stub.replies = [says(answer(GOOD))]
    assert CliRunner().invoke(app, ["parse", str(tmp_path / "in"), "-o", str(tmp_path / "x.jsonl")]).exit_code == 0
    assert stub.asked == []
