"""An evaluation as text and as a page: the figures with what they are counted over, intervals, confusions and the worst cases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from caselib.assets import TEMPLATES
from caselib.codebook import Codebook, load
from caselib.coding.counts import Counts
from caselib.coding.evaluate import Evaluation
from caselib.coding.gold import Key
from caselib.coding.intervals import Interval, Worst, by_group, intervals, worst
from caselib.files import text_written_whole
from caselib.messages import language
from caselib.model import SourceText

_NAMES = {
    "segmentation": ("分案", "segmentation"), "mentions": ("编码提及（微平均）", "mentions (micro)"), "macro": ("编码提及（宏平均）", "mentions (macro)"),
    "cause": ("  原因", "  causes"), "action": ("  处理", "  actions"), "outcome": ("  结果", "  outcomes"), "done": ("  已做", "  done"),
    "advised": ("  建议", "  advised"), "demanded": ("  要求", "  demanded"), "status": ("状态", "status"), "evidence": ("证据位置", "evidence"),
    "industry": ("行业", "industry"), "final": ("结局", "final"), "year": ("年份", "year"), "episodes": ("回合数", "episodes"),
    "rand": ("回合归并（Rand）", "episodes (Rand)"), "links": ("链接", "links"), "guides": ("知识条目", "guides"), "items": ("  条目项", "  items"),
    "kinds": ("  条目种类", "  kinds"), "guide_codes": ("  条目编码", "  item codes"),
}  # fmt: skip
_HEADS = {"zh": ("项目", "精确率", "召回率", "F1", "正确/误报/漏报"), "en": ("measure", "precision", "recall", "F1", "right/false/missed")}
_SPREAD = {"zh": "95% 区间", "en": "95 % interval"}
_INTERVALS = {
    "segmentation": "segmentation_f1", "mentions": "mentions_f1", "macro": "macro_f1", "cause": "cause_f1", "action": "action_f1",
    "outcome": "outcome_f1", "rand": "episodes_rand", "links": "links_f1",
}  # fmt: skip
_WORDS = {
    "title": ("评测结果", "Evaluation"), "figures": ("各项指标", "Figures"), "code": ("按编码", "By code"), "status": ("按状态", "By status"),
    "structure": ("按文件结构", "By structure of the document"),
    "industry": ("按行业", "By industry"), "confusion": ("编码混淆", "Codes confused"), "worst": ("分歧最大的案例", "Worst disagreements"),
    "gold": ("标注", "annotated"), "found": ("找到", "found"), "times": ("次数", "times"), "missed": ("漏报", "missed"), "false": ("误报", "false"),
    "no_case": ("没有标注案例的文件", "documents without an annotated case"), "single": ("单个案例的文件", "documents of one case"),
    "several": ("2 至 5 个案例的文件", "documents of 2 to 5 cases"), "many": ("5 个以上案例的文件", "documents of more than 5 cases"),
    "alarm": ("标注中没有这个案例", "no such case in the annotation"), "none": ("没有。", "None."),
    "note": (
        "区间由文件内案例的自助法得出（1000 次）；宏平均只计标注不少于 5 处的编码。",
        "Intervals by bootstrap over cases within documents (1000 resamples); the macro average counts codes with at least 5 annotations.",
    ),
}  # fmt: skip
_STRUCTURES = {"none": "no_case", "single": "single", "several": "several", "many": "many"}
# Confusions listed on the page, most frequent first; the rest are single slips.
_CONFUSED = 40
# Characters of a case shown on the page: one is read in full, a booklet is not.
_EXCERPT = 1500
# Controls, and marks that turn the direction of text: a quote must not rearrange the page around it (CVE-2021-42574).
_CONTROLS = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)), "\ufffd"
)


class Row(NamedTuple):
    """One line of the table; empty strings where a figure has no such column."""

    name: str
    precision: str
    recall: str
    value: str
    counts: str
    spread: str


def table(result: Evaluation, lang: str | None = None, spread: Mapping[str, Interval] | None = None) -> str:
    """Tab-separated lines: rates with their counts, then shares; with ``spread`` (of ``intervals``) a column of intervals."""
    tongue = language(lang)
    heads = [*_HEADS[tongue], _SPREAD[tongue]]
    width = 6 if spread else 5
    return "\n".join("\t".join(cells[:width]) for cells in [heads, *rows(result, tongue, spread or {})])


def rows(result: Evaluation, lang: str, spread: Mapping[str, Interval]) -> list[Row]:
    """The lines of the table."""
    index = 0 if lang == "zh" else 1

    def between(name: str) -> str:
        found = spread.get(_INTERVALS.get(name, name))
        return f"{found.low:.3f}–{found.high:.3f}" if found else ""

    def rates(name: str, counts: Counts) -> Row:
        told = f"{counts.right}/{counts.false}/{counts.missed}"
        return Row(_NAMES[name][index], f"{counts.precision:.3f}", f"{counts.recall:.3f}", f"{counts.f1:.3f}", told, between(name))

    def share(name: str, found: tuple[int, int]) -> Row:
        right, total = found
        return Row(_NAMES[name][index], "", "", f"{right / total if total else 0:.3f}", f"{right}/{total}", between(name))

    def plain(name: str, value: float) -> Row:
        return Row(_NAMES[name][index], "", "", f"{value:.3f}", "", between(name))

    return [
        rates("segmentation", result.segmentation), rates("mentions", result.mentions()), plain("macro", result.macro_f1),
        *(rates(role, result.mentions(role)) for role in ("cause", "action", "outcome")),
        *(rates(status, result.mentions("action", status)) for status in ("done", "advised", "demanded")),
        share("status", result.status), share("evidence", result.evidence),
        *(share(name, result.field(name)) for name in ("industry", "final", "year")),
        share("episodes", result.episodes), plain("rand", result.rand), rates("links", result.links()), rates("guides", result.guides),
        rates("items", result.guide_items), share("kinds", result.guide_kinds), rates("guide_codes", result.guide_codes),
    ]  # fmt: skip


def confusion(result: Evaluation, lang: str | None = None) -> list[tuple[str, str, int]]:
    """(annotated, found, times) by label: codes that were taken for another at the same place, most frequent first."""
    book, tongue = load(), language(lang)
    seen = sorted(result.confusion().items(), key=lambda entry: (-entry[1], entry[0]))
    return [(_label(book, wanted, tongue), _label(book, got, tongue), times) for (wanted, got), times in seen]


def html(result: Evaluation, path: Path | str, texts: Mapping[str, SourceText] | None = None, lang: str | None = None) -> Path:
    """Write the evaluation as one page without scripts or requests; returns its path.

    ``texts`` gives the worst cases their words.
    """
    tongue = language(lang)
    index = 0 if tongue == "zh" else 1
    spread = intervals(result)
    page = _environment().get_template("evaluation.html.j2").render(
        lang=tongue, words={key: pair[index] for key, pair in _WORDS.items()}, heads=[*_HEADS[tongue], _SPREAD[tongue]],
        rows=rows(result, tongue, spread), groups=[(_WORDS[name][index], _group(result, name, tongue)) for name in ("status", "code", "structure", "industry")],
        confusion=confusion(result, tongue)[:_CONFUSED], worst=[_card(one, tongue) for one in worst(result, 10, texts)],
    )  # fmt: skip
    with text_written_whole(path) as file:
        file.write(page.translate(_CONTROLS))
    return Path(path)


def _group(result: Evaluation, group: str, lang: str) -> list[Row]:
    book, lines = load(), []
    for name, (counts, spread) in by_group(result, group).items():
        told = f"{counts.right}/{counts.false}/{counts.missed}"
        lines.append(
            Row(
                _WORDS[_STRUCTURES[name]][0 if lang == "zh" else 1] if group == "structure" else _label(book, name, lang),
                f"{counts.precision:.3f}",
                f"{counts.recall:.3f}",
                f"{counts.f1:.3f}",
                told,
                f"{spread.low:.3f}–{spread.high:.3f}",
            )
        )
    return lines


def _card(one: Worst, lang: str) -> dict[str, object]:
    book, index = load(), 0 if lang == "zh" else 1

    def told(entries: tuple[tuple[Key, str], ...]) -> list[tuple[str, str]]:
        return [
            (" · ".join(filter(None, (book.label(code, lang), _NAMES[status][index].strip() if status else ""))), quote)
            for (_, code, status), quote in entries
        ]

    return {
        "doc": one.doc,
        "gold": one.gold,
        "missed": told(one.missed),
        "false": told(one.false),
        "text": one.text[:_EXCERPT],
        "more": len(one.text) > _EXCERPT,
    }


def _label(book: Codebook, name: str, lang: str) -> str:
    """``cause:delay`` or ``refund:done`` in words."""
    parts = [part for part in name.split(":") if part not in ("cause", "action", "outcome")]
    index = 0 if lang == "zh" else 1
    return (
        " · ".join(_NAMES[part][index].strip() if part in ("done", "advised", "demanded") else book.label(part, lang) for part in parts)
        or "—"
    )


def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
