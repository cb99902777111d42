"""Texts changed as a newer scrape changes them, with the true place of every character kept."""

from __future__ import annotations

import random
from collections.abc import Callable

Marked = list[tuple[str, int]]  # character, and where it stood (-1: new)


def start(text: str) -> Marked:
    return [(char, i) for i, char in enumerate(text)]


def advertise(chars: Marked, rng: random.Random) -> Marked:
    """A menu in front, notices between some lines."""
    out = [(char, -1) for char in "首页 > 消费维权 > 正文\n字号：大 中 小\n\n"]
    for char, i in chars:
        out.append((char, i))
        if char == "\n" and rng.random() < 0.1:
            out += [(c, -1) for c in "【扫码关注我们，更多消费资讯】\n"]
    return out


def rewrap(chars: Marked, rng: random.Random) -> Marked:
    """Other white space: line ends gone or added, wide blanks at the head of lines."""
    out: Marked = []
    for char, i in chars:
        if char == "\n":
            out.append(("\r\n" if rng.random() < 0.7 else " ", i))
            continue
        out.append((char, i))
        if rng.random() < 0.01:
            out.append(("\n\u3000\u3000", -1))
    return [(c, i) for text, i in out for c in text]


def widen(chars: Marked, rng: random.Random) -> Marked:
    """Half-width marks made full width."""
    table = str.maketrans(",:;!?()0123456789", "，：；！？（）０１２３４５６７８９")
    return [(char.translate(table), i) for char, i in chars]


def retouch(chars: Marked, rng: random.Random) -> Marked:
    """One character in eighty replaced, left out or doubled."""
    out: Marked = []
    for char, i in chars:
        roll = rng.random() * 240
        if roll < 1:
            out.append(("某", i))
        elif roll < 2:
            continue
        else:
            out.append((char, i))
            if roll < 3:
                out.append((char, -1))
    return out


def shuffle(chars: Marked, rng: random.Random) -> Marked:
    """Two halves of the document change places at a line end."""
    ends = [k for k, (char, _) in enumerate(chars) if char == "\n"]
    cut = ends[len(ends) // 2] + 1 if ends else len(chars) // 2
    return chars[cut:] + chars[:cut]


def finish(chars: Marked) -> tuple[str, dict[int, int]]:
    """The text, and where each old character stands in it."""
    return "".join(char for char, _ in chars), {i: k for k, (_, i) in enumerate(chars) if i >= 0}


CHANGES: dict[str, tuple[Callable[[Marked, random.Random], Marked], ...]] = {
    "advertisements": (advertise,),
    "white space": (rewrap,),
    "width": (widen,),
    "retouched": (retouch,),
    "all at once": (advertise, widen, retouch, rewrap),
    "halves swapped": (shuffle, advertise),
}
