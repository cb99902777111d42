"""What each column of the mining tables means, in Chinese and English: the last sheet of every workbook, and ``docs/statistics.md``."""

from __future__ import annotations

EDGES: dict[str, tuple[str, str]] = {
    "source": ("起点编码", "code of the source"),
    "target": ("终点编码", "code of the target"),
    "source_label": ("起点名称", "label of the source"),
    "target_label": ("终点名称", "label of the target"),
    "role_pair": ("起点与终点的角色；一对角色为一个检验族", "roles of source and target: one family of tests"),
    "n_clusters": ("同一回合中两者都有的案例簇（a）", "clusters with both in one round (a)"),
    "n_docs": ("证据所在的文件数", "documents with evidence"),
    "n_cases": ("作证的案例数（重复的也计）", "cases with evidence, duplicates included"),
    "n_explicit": ("原文明说联系的案例簇", "clusters whose words link the two"),
    "n_sequence": ("依次叙述的案例簇", "clusters that tell one as the next step"),
    "n_order": ("只在同一回合的案例簇", "clusters with both in one round only"),
    "support": ("支持度 a/N", "support, a/N"),
    "confidence": ("置信度 a/(a+b)", "confidence, a/(a+b)"),
    "base_rate": ("终点的基准比例 (a+c)/N", "base rate of the target, (a+c)/N"),
    "lift": ("提升度 aN/((a+b)(a+c))", "lift, aN/((a+b)(a+c))"),
    "lift_lo": ("提升度 95% 区间下限（簇自助法）", "lower end of the 95 % interval of lift (cluster bootstrap)"),
    "lift_hi": ("上限", "upper end"),
    "leverage": ("杠杆：超出独立时的比例", "leverage: share beyond independence"),
    "odds_ratio": ("比值比，各格加二分之一", "odds ratio, one half added to each cell"),
    "p": ("单侧 Fisher 检验", "one-sided Fisher test"),
    "q": ("族内错误发现率（Benjamini-Hochberg，先按 Tarone 筛选）", "false discovery rate in the family (Benjamini-Hochberg, Tarone's filter first)"),
    "shrunk": ("向基准收缩后的置信度", "confidence shrunk to the base rate"),
    "or_pooled": ("不分层的比值比", "odds ratio without strata"),
    "or_stratified": ("分层合并的比值比（Mantel-Haenszel）", "odds ratio within strata (Mantel-Haenszel)"),
    "strata_flag": ("reversal 方向相反，vanishes 分层后不成立，heterogeneous 各层不一，single_stratum 出自一层",
                    "reversal, vanishes within strata, heterogeneous, single_stratum"),
    "order_share": ("能判断先后的案例簇中，起点在先的比例", "share with the source first, of the clusters that tell"),
    "order_basis": ("先后的依据：date 日期，cue 词语，text 叙述顺序", "what order rests on: dates, cues, order of the text"),
    "evidence": ("案例与提及编号", "ids of cases and mentions"),
    "b": ("有起点而同一回合无终点的案例簇", "clusters with the source and not a"),
    "c": ("有终点而同一回合无起点的案例簇", "clusters with the target and not a"),
    "d": ("其余案例簇", "the rest"),
    "n": ("两种角色都有叙述的案例簇（N）", "clusters in which both roles are told (N)"),
    "n_apart": ("两者都有但不在同一回合的案例簇", "clusters with both, in different rounds only"),
    "n_silent": ("有起点而完全没有叙述另一角色的案例簇", "clusters with the source that tell nothing of the other role"),
    "too_few": ("数量不足以达到显著", "too few to reach significance"),
    "undirected": ("先后不明：区间包含二分之一", "order not told: its interval covers one half"),
}  # fmt: skip
GAP: dict[str, tuple[str, str]] = {
    "cause": ("原因编码", "code of the cause"),
    "action": ("处理编码", "code of the action"),
    "n_clusters": ("有此原因的个案簇", "incident clusters with the cause"),
    "n_advisable": ("有此原因的个案与情景簇", "incident and scenario clusters with the cause"),
    "demanded": ("要求此处理的案例簇", "clusters that demand the action"),
    "advised": ("建议此处理的案例簇", "clusters in which it is advised"),
    "done": ("做了此处理的案例簇", "clusters in which it is done"),
    "unmet": ("要求了而没有做的案例簇", "clusters that demand it and do not get it"),
    "unasked": ("没有要求而做了的案例簇", "clusters that get it without asking"),
    "good_with": ("做了、结局圆满的案例簇", "clusters with it that ended well"),
    "n_with": ("做了、结局已知的案例簇", "clusters with it whose end is told"),
    "good_without": ("没做、结局圆满的案例簇", "clusters without it that ended well"),
    "n_without": ("没做、结局已知的案例簇", "clusters without it whose end is told"),
}
PATHS: dict[str, tuple[str, str]] = {
    "cause": ("原因编码", "code of the cause"),
    "action": ("处理编码", "code of the action"),
    "outcome": ("结果编码", "code of the outcome"),
    "n_clusters": ("同一回合中三者都有的案例簇", "clusters with all three in one round"),
    "n_cases": ("作证的案例数", "cases with evidence"),
    "n_linked": ("两步都有联系的案例簇", "clusters in which both steps are linked"),
    "n_cause": ("有此原因的案例簇", "clusters with the cause"),
    "evidence": ("案例、回合与提及编号", "ids of cases, rounds and mentions"),
}
MEANINGS = {"edges": EDGES, "gap": GAP, "paths": PATHS}


def meanings(sheet: str, lang: str) -> dict[str, str]:
    """Column → meaning of one table.

    Examples
    --------
    >>> meanings("edges", "en")["lift"]
    'lift, aN/((a+b)(a+c))'
    """
    return {name: texts[lang == "en"] for name, texts in MEANINGS.get(sheet, {}).items()}
