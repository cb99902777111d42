"""Are planted near-duplicates found, and nothing else? And how long do 100,000 short documents take?

Run ``python benchmarks/duplicates.py`` (quality and speed) or with the names of parts: quality speed.

The background is made to be hard: half of it is text of a character chain learned from the open corpus, so that strangers
share long stretches of words; half are tickets written from one form, which differ in their particulars only.
Planted: copies with 10 % of the characters changed, copies in traditional characters with other punctuation,
shortened retellings (half of the clauses, other words, the same particulars), and families of reprints.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

from kept import keep

from caselib.dedupe import clusters
from caselib.lang.fold import fold

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "open"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
TITLES = ("女士", "先生", "小姐", "太太")
PLACES = ("城东店", "人民路店", "南湖店", "机场店", "大学城店", "火车站店", "新区店", "老街店", "江北店", "西门店")
GOODS = (
    "空调",
    "手机",
    "冰箱",
    "电视机",
    "皮鞋",
    "羽绒服",
    "洗衣机",
    "床垫",
    "净水器",
    "电动车",
    "相机",
    "行李箱",
    "会员卡",
    "机票",
    "健身卡",
    "沙发",
    "热水器",
    "眼镜",
)
FAULTS = ("不制冷", "死机", "开胶", "漏水", "异响", "掉色", "无法充电", "屏幕闪烁", "有裂纹", "无法使用", "尺寸不符", "少了配件")
WORDS = {
    "购买": "买", "工作人员": "店员", "要求": "提出", "表示": "说", "同意": "答应", "退还": "退回", "发现": "看到", "随后": "接着", "由于": "因为", "但是": "可",
    "消费者": "顾客", "商家": "店家", "处理": "解决", "联系": "找到", "认为": "觉得", "没有": "未", "非常": "很", "立即": "马上", "告知": "告诉", "客户": "顾客",
}  # fmt: skip


def chain():
    """The open corpus as a chain: characters that follow each two characters."""
    text = "\n".join(path.read_text(encoding="utf-8", errors="ignore") for path in sorted(CORPUS.glob("*.txt")))
    text = re.sub(r"\s+", "", fold(text))
    follows = defaultdict(list)
    for i in range(len(text) - 2):
        follows[text[i : i + 2]].append(text[i + 2])
    return follows, sorted({c for c in text if "\u4e00" <= c <= "\u9fff"})


def particulars(rng):
    """What makes a story one story."""
    return {
        "who": rng.choice(SURNAMES) + rng.choice(TITLES), "when": f"{rng.randint(2001, 2024)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
        "where": rng.choice(PLACES), "what": rng.choice(GOODS), "price": f"{rng.randint(60, 19999)}元", "fault": rng.choice(FAULTS),
        "model": f"{rng.choice('abcdefghkmx')}{rng.randint(100, 9999)}", "days": f"{rng.randint(2, 90)}天", "paid": f"{rng.randint(20, 5000)}元",
    }  # fmt: skip


def told(rng, follows):
    """A story in words of the chain, with particulars in it."""
    p = particulars(rng)
    parts = [f"{p['when']},{p['who']}在{p['where']}购买了一台{p['model']}型{p['what']},花费{p['price']}"]
    state = rng.choice(list(follows))
    for _ in range(rng.randint(5, 14)):
        clause = ""
        for _ in range(rng.randint(8, 24)):
            options = follows.get(state) or follows[rng.choice(list(follows)[:500])]
            nxt = rng.choice(options)
            clause += nxt
            state = state[1] + nxt
        parts.append(clause)
        state = rng.choice(KEYS)
    parts.insert(rng.randint(2, len(parts)), f"用了{p['days']}就{p['fault']}")
    parts.append(f"最后商家同意退还{p['paid']}")
    return ",".join(parts) + "。"


def ticket(rng):
    """A ticket from a form: strangers differ in their particulars only."""
    p = particulars(rng)
    return (
        f"工单:{p['when']}客户{p['who']}来电反映在{p['where']}购买的{p['what']}({p['model']})使用{p['days']}后出现{p['fault']}问题,客户认为属于质量问题,"
        f"要求退还{p['price']}。工作人员已登记并告知客户将在规定时间内处理,经与商家联系,商家同意赔偿{p['paid']},客户表示满意,工单关闭。"
    )


def noisy(rng, text, han):
    """One character in ten changed."""
    return "".join(rng.choice(han) if rng.random() < 0.1 else c for c in text)


def traditional(rng, text):
    """In traditional characters, full-width punctuation, a line break here and there."""
    from opencc import OpenCC

    made = _CONVERT.setdefault("s2t", OpenCC("s2t")).convert(text)
    return "".join({",": "，", ":": "："}.get(c, c) + ("\n" if c == "," and rng.random() < 0.2 else "") for c in made)


def shortened(rng, text):
    """Half of the clauses, those with particulars before others, in other words."""
    clauses = re.split(r"[,。]", text)
    clauses = [c for c in clauses if c]
    telling = [i for i, c in enumerate(clauses) if re.search(r"\d", c)]
    rest = [i for i in range(len(clauses)) if i not in telling]
    kept = sorted(telling + rng.sample(rest, max(0, len(clauses) // 2 - len(telling))))
    short = ",".join(clauses[i] for i in kept) + "。"
    for word, other in WORDS.items():
        if rng.random() < 0.7:
            short = short.replace(word, other)
    return short


def edited(rng, text, han):
    """A reprint: 3 % changed, a first or last clause lost."""
    clauses = text.split(",")
    clauses = clauses[rng.randint(0, 1) :] if rng.random() < 0.5 else clauses
    return "".join(rng.choice(han) if rng.random() < 0.03 else c for c in ",".join(clauses))


_CONVERT = {}
KEYS = []


def build(size, planted, seed=0):
    """Texts and, for each, the number of its story; and which kind each planted copy is."""
    rng = random.Random(seed)
    follows, han = chain()
    KEYS[:] = sorted(follows)
    texts = [told(rng, follows) if i % 2 else ticket(rng) for i in range(size)]
    story = list(range(size))
    kinds = [""] * size
    originals = rng.sample(range(size), planted)
    for n, i in enumerate(originals[: planted * 3 // 4]):
        kind = ("noisy", "traditional", "shortened")[n % 3]
        make = {
            "noisy": lambda t: noisy(rng, t, han),
            "traditional": lambda t: traditional(rng, t),
            "shortened": lambda t: shortened(rng, t),
        }[kind]
        texts.append(make(texts[i]))
        story.append(i)
        kinds.append(kind)
    left = planted - planted * 3 // 4
    for i in originals[planted * 3 // 4 :]:
        for _ in range(min(left, 1 + int(rng.paretovariate(0.8)))):
            texts.append(edited(rng, texts[i], han))
            story.append(i)
            kinds.append("reprint")
            left -= 1
        if not left:
            break
    order = list(range(len(texts)))
    rng.shuffle(order)
    return [texts[i] for i in order], [story[i] for i in order], [kinds[i] for i in order]


def quality():
    """Precision over pairs, recall over planted copies, by kind."""
    kept = []
    for seed in range(3):
        texts, story, kinds = build(20_000, 2_000, seed)
        found = clusters(texts)
        members = defaultdict(list)
        for i, cluster in enumerate(found):
            members[cluster].append(i)
        pairs = [(a, b) for group in members.values() for a, b in combinations(group, 2)]
        right = sum(story[a] == story[b] for a, b in pairs)
        original = {story[i]: i for i, kind in enumerate(kinds) if not kind}
        hit, of = Counter(), Counter(kind for kind in kinds if kind)
        for i, kind in enumerate(kinds):
            hit[kind] += bool(kind) and found[i] == found[original[story[i]]]
        recall = sum(hit[kind] for kind in of) / sum(of.values())
        each = ", ".join(f"{kind} {hit[kind] / of[kind]:.3f}" for kind in sorted(of))
        print(f"seed {seed}: 2,000 planted in 20,000; precision of {len(pairs)} pairs {right / max(1, len(pairs)):.4f} (>= 0.98), "
              f"recall {recall:.4f} (>= 0.95): {each}; largest cluster {max(map(len, members.values()))}", flush=True)  # fmt: skip
        kept.append({"seed": seed, "pairs": len(pairs), "precision": right / max(1, len(pairs)), "recall": recall})
    return {"planted 2,000 in 20,000": kept}


def speed():
    """100,000 short documents."""
    texts, _, _ = build(98_000, 2_000)
    began = time.perf_counter()
    found = clusters(texts)
    spent = time.perf_counter() - began
    print(f"{len(texts):,} documents of {sum(map(len, texts)) / len(texts):.0f} characters: {spent:.1f} s (< 120), "
          f"{len(set(found)):,} clusters", flush=True)  # fmt: skip
    return {"documents": len(texts), "seconds": spent, "clusters": len(set(found))}


if __name__ == "__main__":
    parts = {f.__name__: f for f in (quality, speed)}
    for name in sys.argv[1:] or parts:
        keep("duplicates", name, parts[name]())
