"""A scorer of one's own: what people corrected is found in texts that nobody has seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from caselib.casebase import Cases, save
from caselib.cli.app import app
from caselib.codebook import load
from caselib.coding.apply import apply
from caselib.coding.events import Event, mark, move_border
from caselib.coding.log import append
from caselib.errors import FormatError, TooFewError
from caselib.extract.case import Tools, extract
from caselib.extract.cues import Cues
from caselib.extract.scorer import Model
from caselib.extract.stored import load_model
from caselib.model import Case, Segment, SourceText, Span
from caselib.pipeline import Settings
from caselib.pipeline.learn import LEAST, learn
from caselib.pipeline.redo import recompute

# A small codebook of another field: complaints in a library. Its passages never say 闹哄哄 or 免掉.
CODES = {
    "causes": {
        "noisy": ("太吵", ["自习室⟦noisy|太吵⟧", "阅览室里⟦noisy|吵得没法看书⟧", "⟦noisy|有人大声打电话⟧没人管", "隔壁⟦noisy|吵闹不停⟧"]),
        "missing": (
            "书不在架",
            ["⟦missing|书不在架上⟧", "检索显示在馆⟦missing|却找不到书⟧", "⟦missing|书架上没有这本书⟧", "⟦missing|图书找不到⟧了"],
        ),
    },
    "actions": {
        "forgive": (
            "免罚款",
            [
                "馆方⟦forgive:done|免了罚款⟧",
                "读者⟦forgive:demanded|要求免罚款⟧",
                "馆里⟦forgive:done|取消了滞纳金⟧",
                "⟦forgive:advised|应当免去罚款⟧",
            ],
        ),
        "fetch": (
            "找书",
            [
                "馆员⟦fetch:done|把书找了出来⟧",
                "读者⟦fetch:demanded|要求把书找出来⟧",
                "馆员⟦fetch:done|帮忙找到了书⟧",
                "⟦fetch:advised|应该帮读者找书⟧",
            ],
        ),
    },
    "outcomes": {"content": ("满意", ["读者⟦content|表示满意⟧", "⟦content|读者很高兴⟧", "⟦content|读者道了谢⟧", "对此⟦content|比较满意⟧"])},
}
STORIES = ["三楼闹哄哄的，馆方出面把罚款免掉，读者道了谢。", "周末儿童区闹哄哄的一片，检索到的书却找不到，馆员把书找了出来。"]


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    (folder / "codebook.yaml").write_text("name: library\ntitle: {zh: 图书馆, en: Library}\nindustries: {}\n", encoding="utf-8")
    for part, codes in CODES.items():
        (folder / part).mkdir()
        for name, (label, passages) in codes.items():
            lines = [
                f"id: {name}",
                f"role: {part[:-1]}",
                "family: f",
                f"label: {{zh: {label}, en: {name}}}",
                "definition: {zh: 略, en: none}",
            ]
            lines += [
                "cues:",
                f"  - {{cue: {label}, yes: {label}, no: 无}}",
                "examples:",
                "  report:",
                *(f"    - {passage}" for passage in passages),
            ]
            (folder / part / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def corrected() -> tuple[Cases, list[Event]]:
    """Fourteen cases in as many documents, in each of which somebody marked what the codebook's passages do not teach."""
    cases, texts, events = [], {}, []
    for n in range(14):
        text = f"第{n}号来信：" + STORIES[n % 2].replace("三楼", f"{n + 1}楼")
        doc = f"letter{n}.txt"
        texts[doc] = SourceText(doc, text)
        cases.append(Case(f"u{n}", doc, Span(0, len(text)), "incident"))
        wanted = {"闹哄哄的": ("cause", "noisy", ""), "把罚款免掉": ("action", "forgive", "done"), "却找不到": ("cause", "missing", "")}
        wanted |= {"道了谢": ("outcome", "content", ""), "把书找了出来": ("action", "fetch", "done")}
        for words, key in wanted.items():
            if (i := text.find(words)) >= 0:
                events.append(
                    Event("span", "甲", f"2024-05-01T08:00:{n:02d}+00:00", f"u{n}", doc, mark(texts[doc], Span(i, i + len(words)), *key))
                )
    return Cases(tuple(cases), (), texts), events


def found(model: Path, field: Path, text: str) -> set[str]:
    from caselib.clean import clean

    book = load(field)
    cleaned = clean(SourceText("new.txt", text))
    case = extract(cleaned, Segment(Span(0, len(text)), "incident", "test"), Tools(book, Cues(book), load_model(model)))
    return {f"{m.code}:{m.status}" if m.status else m.code for m in case.mentions}


def test_corrections_teach_what_the_codebook_does_not_say(tmp_path: Path, field: Path):
    cases, events = corrected()
    where = save(cases, tmp_path / "cases.jsonl")
    for event in events:
        append(tmp_path / "log.jsonl", event)
    ran = CliRunner().invoke(
        app, ["learn", str(tmp_path / "log.jsonl"), "--cases", str(where), "-o", str(tmp_path / "own.npz"), "--codebook", str(field)]
    )
    assert ran.exit_code == 0, ran.output
    assert f"{len(events)} 条修订" in ran.output
    unseen = "五楼大厅闹哄哄的，后来把罚款免掉。"
    assert found(tmp_path / "own.npz", field, unseen) == {"noisy", "forgive:done"}


def test_the_same_log_gives_the_same_scorer(tmp_path: Path, field: Path):
    cases, events = corrected()
    first, second = (learn(cases, events, Settings(codebook=field)) for _ in range(2))
    assert (first.decisions, first.corrected) == (len(events), 14)
    assert (first.model.words == second.model.words).all()
    assert first.model.meta == second.model.meta


def test_the_shipped_scorer_is_moved_in_seconds_and_forgets_nothing(tmp_path: Path):
    try:
        tools = Settings().tools()
    except FormatError:
        pytest.skip("the scorer that ships has not been made")
    cases, texts, events = [], {}, []
    for n, (who, what) in enumerate((w, t) for w in ("王女士", "刘先生", "一位老人", "陈小姐") for t in ("装修队", "月嫂", "搬家公司")):
        text = f"{who}约好{what}周{'一二三四五六'[n % 6]}上门，结果被放了鸽子，打电话也没人接。"
        doc, words = f"d{n}.txt", "被放了鸽子"
        source = texts[doc] = SourceText(doc, text)
        cases.append(Case(f"u{n}", doc, Span(0, len(text)), "incident"))
        at = mark(source, Span(text.index(words), text.index(words) + len(words)), "cause", "broken_promise")
        events.append(Event("span", "甲", f"2024-05-01T08:00:{n:02d}+00:00", f"u{n}", doc, at))
    learned = learn(Cases(tuple(cases), (), texts), events).model

    def confidence(model: Model, words: str) -> dict[str, float]:
        from caselib.clean import clean

        cleaned = clean(SourceText("new.txt", words))
        case = extract(cleaned, Segment(Span(0, len(words)), "incident", "test"), Tools(tools.codebook, tools.cues, model))
        return {m.code: m.confidence for m in (*case.mentions, *case.suggestions)}

    unseen = "上周他约了师傅修空调，等了一天却被放了鸽子。"
    before, after = (confidence(model, unseen).get("broken_promise", 0.0) for model in (tools.model, learned))
    assert after > before
    plain = "商家最终退还了全部货款，顾客表示满意。"
    assert confidence(learned, plain).keys() >= {"refund", "satisfied"}


def test_too_few_corrections_are_refused_in_a_sentence(field: Path):
    cases, events = corrected()
    few = events[: LEAST - 1]
    with pytest.raises(TooFewError, match=f"holds {LEAST - 1} corrections.*at least {LEAST}"):
        learn(cases, few, Settings(codebook=field))
    undone = [*events[:LEAST], Event("undo", "甲", "2024-05-02T00:00:00+00:00")]
    with pytest.raises(TooFewError):
        learn(cases, undone, Settings(codebook=field))


def test_a_missing_log_is_told(tmp_path: Path):
    ran = CliRunner().invoke(app, ["learn", str(tmp_path / "none.jsonl")])
    assert ran.exit_code != 0
    assert "is not there" in str(ran.exception)


def test_a_case_with_a_moved_border_is_extracted_anew():
    first = "案例一：王女士买的洗衣机漏水，商家拒绝退货。\n"
    second = "案例二：李先生订的酒店临时取消，平台退还了全部房费。\n"
    try:
        settings = Settings()
        settings.tools()
    except FormatError:
        pytest.skip("the scorer that ships has not been made")
    source = SourceText("a.txt", first + second)
    cases = Cases(
        (Case("u1", "a.txt", Span(0, len(first)), "incident"), Case("u2", "a.txt", Span(len(first), len(source.text)), "incident")),
        (),
        {"a.txt": source},
    )
    cut = source.text.index("平台")
    result = apply(cases, [move_border("甲", cases[0], source, "end", cut)], recompute(settings))
    assert [(case.uid, case.span) for case in result] == [("u1", Span(0, cut)), ("u2", Span(cut, len(source.text)))]
    assert all(case.span.contains(m.span) for case in result for m in (*case.mentions, *case.suggestions))
    assert "refund" in {m.code for m in result[1].mentions}
    assert "refund" not in {m.code for m in result[0].mentions}
