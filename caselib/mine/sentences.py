"""What the ask functions say, in Chinese and English: numbers with their denominators, and refusals."""

from __future__ import annotations

from caselib.messages import language

SENTENCES: dict[str, dict[str, str]] = {
    "leads": {
        "zh": "{where}出现“{source}”的 {x} 个案例簇中，{a} 个（{share}，95% 区间 {lo}–{hi}）有“{target}”；基准为 {base}，提升度 {lift}，{test}。",
        "en": "Of {x} clusters with '{source}'{where}, {a} ({share}, 95 % interval {lo}-{hi}) have '{target}'; base rate {base}, lift {lift}, {test}.",
    },
    "few": {
        "zh": "{where}出现“{source}”的 {x} 个案例簇中，{a} 个有“{target}”：太少，无法判断。",
        "en": "Of {x} clusters with '{source}'{where}, {a} have '{target}': too few to tell.",
    },
    "flag": {"zh": "注意：{flags}。", "en": "Mind: {flags}."},
    "nothing": {
        "zh": "没有案例在同一回合中同时写到任何处理或原因与“{target}”。",
        "en": "No case tells of any cause or action together with '{target}' in one episode.",
    },
    "corpus": {
        "zh": "以上只描述本语料（{clusters} 个案例簇，{cases} 个案例），是相关而非因果。",
        "en": "This describes this corpus only ({clusters} clusters, {cases} cases): association, not causal effect.",
    },
    "refused": {
        "zh": "另有 {few} 条边不足 {least} 个案例簇，只给次数不给比例；{untested} 条边数量不足以检验。共 {edges} 条边，{shown} 条 q < 0.05。",
        "en": "{few} more edges have fewer than {least} clusters: counts and no percentages; {untested} are too rare to be tested. "
        "{edges} edges in all, {shown} with q < 0.05.",
    },
    "step": {
        "zh": "“{step}”：做到的案例簇中 {a}/{n} 结局圆满（{with_}），没写到的 {c}/{k}（{without}），相差 95% 区间 {lo} 至 {hi}，{test}。",
        "en": "'{step}': {a} of {n} clusters with it ended well ({with_}), {c} of {k} without it ({without}); 95 % interval of the difference {lo} to {hi}, {test}.",
    },
    "step_few": {
        "zh": "“{step}”：{shown} 个案例簇做到；圆满 {a}/{n}，没写到的 {c}/{k}：太少，无法判断。",
        "en": "'{step}': shown by {shown} clusters; {a} of {n} ended well, {c} of {k} without it: too few to tell.",
    },
    "step_shown": {"zh": "差异显著（q {q}）", "en": "a difference is shown (q {q})"},
    "step_not": {"zh": "未显示差异（q {q}）", "en": "no difference is shown (q {q})"},
    "not_told": {
        "zh": "没写到不等于没做；越难办的投诉处理步骤越多。这些数字描述 {cases} 个案例，是相关而非因果。",
        "en": "Not told is not the same as not done, and harder complaints get more steps. This describes {cases} cases: association, not causal effect.",
    },
    "told": {
        "zh": "“{words}”出现在 {cases} 个案例（{clusters} 个案例簇）的 {mentions} 处提及里。",
        "en": "'{words}' stands in {mentions} mentions of {cases} cases ({clusters} clusters).",
    },
    "told_as": {
        "zh": "作为“{label}”{n} 处：所在案例 {good} 个结局圆满，{bad} 个不圆满，{other} 个未述或部分解决。",
        "en": "As '{label}' {n}: of these cases {good} ended well, {bad} badly, {other} in part or not told.",
    },
    "told_none": {"zh": "没有一处提及里有“{words}”；在全文里找，用 cases.find。", "en": "No mention has '{words}'; cases.find looks in the whole text."},
    "no_edges": {"zh": "没有可以计数的边：没有案例在同一回合中写到两种角色。", "en": "There are no edges to count: no case tells of two roles in one episode."},
    "within": {"zh": "在有“{cause}”的案例里，", "en": " among those with '{cause}'"},
    "shown": {"zh": "差异显著（q {q}）", "en": "more often than chance (q {q})"},
    "not_shown": {"zh": "未显示高于偶然（q {q}）", "en": "not shown to be more often than chance (q {q})"},
    "untested": {"zh": "数量不足以检验", "en": "too rare to be tested"},
}
FLAGS = {
    "reversal": {"zh": "分层后方向相反（辛普森悖论）", "en": "the direction turns round within strata (Simpson's paradox)"},
    "vanishes": {"zh": "分层后关联不再成立", "en": "the association does not hold within strata"},
    "heterogeneous": {"zh": "各层强弱不一", "en": "strata differ in strength"},
    "single_stratum": {"zh": "八成以上来自同一行业或来源", "en": "more than 80 % from one industry or source"},
}


def say(name: str, lang: str | None = None, **blanks: object) -> str:
    """The sentence with its blanks filled."""
    return SENTENCES[name][language(lang)].format(**blanks)


def flags(joined: str, lang: str | None = None) -> str:
    """The sentence about an edge's strata, or nothing."""
    spoken = language(lang)
    words = [FLAGS[name][spoken] for name in joined.split(";") if name]
    return say("flag", lang, flags=("；" if spoken == "zh" else "; ").join(words)) if words else ""


def percent(share: float) -> str:
    """A share as a whole percentage."""
    return f"{100 * share:.0f}%"


def small(p: float) -> str:
    """A p- or q-value as people read it, with its sign."""
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"
