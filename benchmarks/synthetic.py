"""Any number of short complaint documents, made from the cases of the open corpus.

Every document starts from one case: some of its sentences are kept, a few are exchanged for those of another case of the industry, two
neighbours may change places; names, amounts, dates, model numbers and counts are drawn anew; a few characters are mistyped, some
documents are in traditional characters. One in ten retells an earlier document with noise, so that there is something to be clustered.
The same seed gives the same documents, whichever file they are written to.

Run ``python benchmarks/synthetic.py FOLDER COUNT`` to write them as complaint logs (CSV) of 1,000 rows.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from collections import defaultdict
from itertools import islice
from pathlib import Path

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "open"
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
TITLED = re.compile(r"[\u4e00-\u9fff](?=女士|先生|小姐|太太|经理|师傅)")
NUMBER = re.compile(r"\d{1,6}")
SENTENCE = re.compile(r"[^。！？\n]{4,120}[。！？]")
PER_FILE = 1_000
# Characters of a document; a share of documents that retell an earlier one, that are in traditional characters, of characters mistyped.
LENGTH, RETOLD, TRADITIONAL, MISTYPED = 180, 0.1, 0.05, 0.004
# Earlier documents of which one may be retold.
HELD = 5_000


def stories():
    """Sentences of each case of the open corpus, by industry."""
    import caselib as cl

    found = defaultdict(list)
    base = cl.parse(CORPUS, progress=False)
    for case in base:
        sentences = SENTENCE.findall(base.text(case))
        if case.kind == "incident" and len(sentences) >= 3:
            found[case.industry.value if case.industry else ""].append(sentences)
    return [told for told in found.values() if len(told) > 1]


def documents(count, seed=0, known=None):
    """``count`` documents, one at a time."""
    rng = random.Random(seed)
    industries = known or stories()
    weights = [len(told) for told in industries]
    held = []
    for number in range(count):
        if held and rng.random() < RETOLD:
            yield retold(rng, rng.choice(held))
            continue
        text = fresh(rng, rng.choices(industries, weights)[0])
        if len(held) < HELD:
            held.append(text)
        elif rng.random() < HELD / (number + 1):
            held[rng.randrange(HELD)] = text
        yield traditional(text) if rng.random() < TRADITIONAL else text


def fresh(rng, told):
    """One story of its own."""
    own, other = rng.sample(told, 2)
    sentences, length = [], 0
    for sentence in own:
        if rng.random() < 0.25:
            sentence = rng.choice(other)
        if length + len(sentence) <= LENGTH * rng.uniform(0.7, 1.3) or not sentences:
            sentences.append(sentence.strip())
            length += len(sentence)
    if len(sentences) > 2 and rng.random() < 0.3:
        at = rng.randrange(len(sentences) - 1)
        sentences[at : at + 2] = reversed(sentences[at : at + 2])
    name = rng.choice(SURNAMES)
    text = TITLED.sub(name, "".join(sentences))
    return mistyped(rng, NUMBER.sub(lambda m: renumbered(rng, m.group()), text))


def renumbered(rng, was):
    """Another number of as many digits; a year stays one."""
    if len(was) == 4 and was[:2] in ("19", "20"):
        return str(rng.randint(2005, 2024))
    return str(rng.randint(10 ** (len(was) - 1), 10 ** len(was) - 1))


def retold(rng, text):
    """The same story with a clause lost and characters changed."""
    clauses = text.split("，")
    if len(clauses) > 4:
        del clauses[rng.randrange(len(clauses))]
    return mistyped(rng, "，".join(clauses), 0.03)


def mistyped(rng, text, share=MISTYPED):
    """Some characters exchanged for others of the text."""
    return "".join(rng.choice(text) if rng.random() < share and "\u4e00" <= c <= "\u9fff" else c for c in text)


_CONVERTER = []


def traditional(text):
    """In traditional characters."""
    if not _CONVERTER:
        from opencc import OpenCC

        _CONVERTER.append(OpenCC("s2t"))
    return _CONVERTER[0].convert(text)


def write(folder, count, seed=0, known=None):
    """Write the documents as logs of :data:`PER_FILE` rows; returns the folder."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made = documents(count, seed, known)
    for first in range(0, count, PER_FILE):
        with (folder / f"log-{first // PER_FILE:05d}.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["编号", "投诉内容"])
            rows.writerows([f"T{first + n:08d}", text] for n, text in enumerate(islice(made, PER_FILE)))
    return folder


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]))
