"""An evaluation as text: the figures with what they are counted over, and the worst codes."""

from __future__ import annotations

from caselib.coding.counts import Counts
from caselib.coding.evaluate import Evaluation
from caselib.messages import language

_NAMES = {
    "segmentation": ("分案", "segmentation"), "mentions": ("编码提及（微平均）", "mentions (micro)"), "macro": ("编码提及（宏平均）", "mentions (macro)"),
    "cause": ("  原因", "  causes"), "action": ("  处理", "  actions"), "outcome": ("  结果", "  outcomes"), "done": ("  已做", "  done"),
    "advised": ("  建议", "  advised"), "demanded": ("  要求", "  demanded"), "status": ("状态", "status"), "evidence": ("证据位置", "evidence"),
    "industry": ("行业", "industry"), "final": ("结局", "final"), "year": ("年份", "year"), "episodes": ("回合数", "episodes"),
    "rand": ("回合归并（Rand）", "episodes (Rand)"), "links": ("链接", "links"), "guides": ("知识条目", "guides"), "items": ("  条目项", "  items"),
    "kinds": ("  条目种类", "  kinds"), "guide_codes": ("  条目编码", "  item codes"),
}  # fmt: skip
_HEADS = {"zh": "项目\t精确率\t召回率\tF1\t正确/误报/漏报", "en": "measure\tprecision\trecall\tF1\tright/false/missed"}


def table(result: Evaluation, lang: str | None = None) -> str:
    """Tab-separated lines: rates with their counts, then shares."""
    tongue = language(lang)
    index = 0 if tongue == "zh" else 1
    lines = [_HEADS[tongue]]

    def rates(name: str, counts: Counts) -> None:
        shown = f"{counts.precision:.3f}\t{counts.recall:.3f}\t{counts.f1:.3f}\t{counts.right}/{counts.false}/{counts.missed}"
        lines.append(f"{_NAMES[name][index]}\t{shown}")

    def share(name: str, found: tuple[int, int]) -> None:
        right, total = found
        lines.append(f"{_NAMES[name][index]}\t\t\t{right / total if total else 0:.3f}\t{right}/{total}")

    rates("segmentation", result.segmentation)
    rates("mentions", result.mentions())
    lines.append(f"{_NAMES['macro'][index]}\t\t\t{result.macro_f1:.3f}\t")
    for role in ("cause", "action", "outcome"):
        rates(role, result.mentions(role))
    for status in ("done", "advised", "demanded"):
        rates(status, result.mentions("action", status))
    for name in ("status", "evidence"):
        share(name, getattr(result, name))
    for name in ("industry", "final", "year"):
        share(name, result.field(name))
    share("episodes", result.episodes)
    lines.append(f"{_NAMES['rand'][index]}\t\t\t{result.rand:.3f}\t")
    rates("links", result.links())
    rates("guides", result.guides)
    rates("items", result.guide_items)
    share("kinds", result.guide_kinds)
    rates("guide_codes", result.guide_codes)
    return "\n".join(lines)
