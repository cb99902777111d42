"""The records as pandas tables with declared columns.

Every column says what it means, in both languages: the workbook and the notebook show these texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from caselib.casebase.cases import value

if TYPE_CHECKING:
    import pandas as pd

    from caselib.casebase.cases import Cases

Columns = dict[str, tuple[str, str]]
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")

CASES: Columns = {
    "id": ("案例地址：文件#起-止（源文本字符位置）", "address of the case: file#start-end in source characters"),
    "uid": ("由内容生成的固定编号", "fixed identifier made from the content"),
    "doc": ("所在文件", "document"),
    "place": ("页、幻灯片、行或段", "page, slide, row or paragraph"),
    "kind": ("incident 真实个案，scenario 情景", "incident, or scenario without a particular customer"),
    "title": ("标题", "title"),
    "industry": ("行业编码", "industry code"),
    "organisation": ("被投诉单位", "firm complained of"),
    "product": ("涉及的商品或服务", "product or service"),
    "date": ("发生日期", "date of the incident"),
    "year": ("发生年份", "year of the incident"),
    "location": ("地点", "place of the incident"),
    "channel": ("投诉渠道", "channel of the complaint"),
    "customer": ("投诉人（文中称呼）", "customer, as the text calls them"),
    "customer_count": ("投诉人数", "number of customers"),
    "claimed": ("顾客索要金额（元，最大值）", "largest amount claimed, yuan"),
    "paid": ("实际赔付金额（元，最大值）", "largest amount paid, yuan"),
    "days_to_resolution": ("从投诉到解决的天数", "days from complaint to resolution"),
    "responsibility": ("责任认定", "who was found responsible"),
    "final": ("结局：positive/negative/mixed/unknown", "how it ended for the customer"),
    "causes": ("原因编码", "causes, codes"),
    "actions": ("已做的处理（done）", "actions done, codes"),
    "advised": ("作者建议的处理", "actions advised, codes"),
    "demanded": ("顾客要求的处理", "actions demanded, codes"),
    "outcomes": ("结果编码", "outcomes, codes"),
    "episodes": ("回合数", "number of episodes"),
    "suggestions": ("待审的提及数", "mentions below the threshold, for review"),
    "duplicate_of": ("与同一文件中哪个案例重复", "the earlier case that this one retells"),
    "cluster": ("重复簇（统计时一簇一票）", "duplicate cluster: one vote in statistics"),
    "chars": ("案例字符数", "length in characters"),
}
MENTIONS: Columns = {
    "case": ("案例地址", "address of the case"),
    "mention": ("提及编号", "id of the mention inside the case"),
    "role": ("cause 原因，action 处理，outcome 结果", "cause, action or outcome"),
    "code": ("编码", "code"),
    "label": ("编码的中文名", "label of the code"),
    "status": ("done 已做，advised 建议，demanded 要求", "done, advised or demanded (actions)"),
    "realised": ("carried_out 已执行，agreed 同意，offered 提出", "of done actions: carried out, agreed or offered"),
    "actor": ("行为人", "who acts"),
    "quote": ("原文", "words of the source"),
    "start": ("起点（源文本字符）", "first character in the source text"),
    "end": ("终点（不含）", "end in the source text, exclusive"),
    "place": ("页、幻灯片、行或段", "page, slide, row or paragraph"),
    "confidence": ("校准后的置信度", "calibrated confidence"),
    "rule": ("判定依据", "rule that decided"),
    "doc": ("所在文件", "document"),
    "industry": ("行业编码", "industry code"),
    "cluster": ("重复簇", "duplicate cluster"),
}
LINKS: Columns = {
    "case": ("案例地址", "address of the case"),
    "source_role": ("起点角色", "role of the source"),
    "source": ("起点编码", "code of the source"),
    "target_role": ("终点角色", "role of the target"),
    "target": ("终点编码", "code of the target"),
    "basis": ("explicit 文中明说，sequence 依次叙述", "explicit words, or the next step told"),
    "cue": ("连接词", "linking words"),
    "episode": ("第几回合（从 1 起）", "episode, counted from 1"),
    "source_quote": ("起点原文", "words of the source mention"),
    "target_quote": ("终点原文", "words of the target mention"),
    "doc": ("所在文件", "document"),
    "cluster": ("重复簇", "duplicate cluster"),
}
GUIDES: Columns = {
    "guide": ("知识条目地址", "address of the guide"),
    "doc": ("所在文件", "document"),
    "kind": ("steps 步骤，types 类型，principles 原则，checklist 要点，reasons 原因，figures 数据，script 话术", "kind of guide"),
    "title": ("标题", "title"),
    "number": ("第几条（从 1 起）", "item number, from 1"),
    "label": ("条目标签", "label of the item"),
    "text": ("条目原文", "words of the item"),
    "codes": ("对应的处理编码", "action codes"),
    "figures": ("数字", "figures"),
    "deadline_hours": ("时限（小时）", "deadline in hours"),
    "duplicate_of": ("重复于", "the guide that it repeats"),
}
PROBLEMS: Columns = {
    "file": ("文件", "file"),
    "where": ("位置", "place"),
    "level": ("error 有内容未读，notice 提示", "error: content was lost to the run; notice: it was not"),
    "code": ("问题类别", "kind of problem"),
    "message": ("说明与下一步", "what it is and what to do"),
}
EVIDENCE: Columns = {
    "case": ("案例地址", "address of the case"),
    "title": ("标题", "title"),
    "cause": ("原因的原文", "words of the cause"),
    "action": ("处理的原文", "words of the action"),
    "outcome": ("结果的原文", "words of the outcome"),
    "place": ("页、幻灯片、行或段", "page, slide, row or paragraph"),
    "doc": ("所在文件", "document"),
}
TABLES = {"cases": CASES, "mentions": MENTIONS, "links": LINKS, "guides": GUIDES, "problems": PROBLEMS}


def cases(base: Cases) -> pd.DataFrame:
    """One row a case, columns :data:`CASES`, lists joined by ``、``."""
    return _frame(CASES, (_case_row(base, case) for case in base)).astype({"year": "Int64", "customer_count": "Int64"})


def mentions(base: Cases) -> pd.DataFrame:
    """One row a mention, columns :data:`MENTIONS`."""
    from caselib.codebook import load

    book = load()
    return _frame(
        MENTIONS,
        (
            (case.id, m.id, m.role, m.code, book.label(m.code), m.status, m.realised, m.actor, m.quote, m.span.start, m.span.end,
             base.texts[case.doc].place(m.span.start) if case.doc in base.texts else "", m.confidence, m.rule, case.doc,
             value(case, "industry"), case.cluster)
            for case in base
            for m in case.mentions
        ),
    )  # fmt: skip


def links(base: Cases) -> pd.DataFrame:
    """One row a link, columns :data:`LINKS`; episodes are counted from 1."""
    rows = []
    for case in base:
        by_id = {m.id: m for m in case.mentions}
        for link in case.links:
            a, b = by_id[link.source], by_id[link.target]
            cue = base.quote(case.doc, link.cue) if link.cue and case.doc in base.texts else ""
            rows.append(
                (case.id, a.role, a.code, b.role, b.code, link.basis, cue, link.episode + 1, a.quote, b.quote, case.doc, case.cluster)
            )
    return _frame(LINKS, rows)


def guides(base: Cases) -> pd.DataFrame:
    """One row a guide item, columns :data:`GUIDES`."""
    return _frame(
        GUIDES,
        (
            (g.id, g.doc, g.kind, g.title, n, i.label, i.text, "、".join(i.codes), "、".join(i.figures), i.deadline_hours, g.duplicate_of)
            for g in base.guides
            for n, i in enumerate(g.items, 1)
        ),
    )


def problems(base: Cases, lang: str | None = None) -> pd.DataFrame:
    """One row a problem, columns :data:`PROBLEMS`."""
    return _frame(PROBLEMS, ((p.address.file, _where(p.address), p.level, p.code, p.message(lang)) for p in base.problems))


def evidence(base: Cases, places: Iterable[Any]) -> pd.DataFrame:
    """One row a place, columns :data:`EVIDENCE`; see :meth:`Cases.evidence`."""
    rows = []
    for found in places:
        case = base[found.case]
        named = [base.mention(case, getattr(found, name)) for name in ("source", "cause", "action", "target", "outcome") if hasattr(found, name)]
        quotes = {m.role: m.quote for m in named}
        place = base.texts[case.doc].place(named[0].span.start) if case.doc in base.texts else ""
        rows.append((case.id, value(case, "title"), *(quotes.get(role, "") for role in ("cause", "action", "outcome")), place, case.doc))
    return _frame(EVIDENCE, rows)


def meanings(lang: str = "zh") -> pd.DataFrame:
    """What each column of each table means: columns ``sheet``, ``column``, ``meaning``."""
    import pandas as pd

    index = 0 if lang == "zh" else 1
    rows = [(sheet, name, texts[index]) for sheet, columns in TABLES.items() for name, texts in columns.items()]
    return pd.DataFrame(rows, columns=["sheet", "column", "meaning"])


def _case_row(base: Cases, case: Any) -> tuple[object, ...]:
    def codes(role: str, status: str = "") -> str:
        return "、".join(dict.fromkeys(m.code for m in case.mentions if m.role == role and m.status == status))

    def largest(role: str) -> float | None:
        return max((m.amount for m in case.money if m.role == role), default=None)

    place = base.texts[case.doc].place(case.span.start) if case.doc in base.texts else ""
    names = ("title", "industry", "organisation", "product", "date", "year", "place", "channel", "customer", "customer_count")
    return (
        case.id, case.uid, case.doc, place, case.kind, *(value(case, name) for name in names), largest("claimed"), largest("paid"),
        value(case, "days_to_resolution"), value(case, "responsibility"), value(case, "final"), codes("cause"),
        codes("action", "done"), codes("action", "advised"), codes("action", "demanded"), codes("outcome"), len(case.episodes),
        len(case.suggestions), case.duplicate_of, case.cluster, case.span.end - case.span.start,
    )  # fmt: skip


def _where(address: Any) -> str:
    line = f"{address.line}:{address.column}" if address.line else ""
    return " ".join(part for part in (address.place, line) if part)


def _frame(columns: Columns, rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    import pandas as pd

    listed = list(rows)
    try:
        return pd.DataFrame(listed, columns=list(columns))
    except UnicodeEncodeError:
        # pandas keeps strings in pyarrow where that is installed, and pyarrow has no lone surrogates; the records keep them.
        return pd.DataFrame([tuple(map(_storable, row)) for row in listed], columns=list(columns))


def _storable(value: object) -> object:
    return _LONE_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value
