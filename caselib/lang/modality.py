"""How a clause means what it says: claimed, denied, asked, supposed, wanted, advised, offered, agreed.

Closed word classes, from the usual grammars of Modern Chinese (modal and negative adverbs, conditional
and interrogative markers, verbs of demand and of agreement). They are features: what decides the
status of a mention weighs them together with its section and its neighbours.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick
from numpy.typing import NDArray

MARKERS: dict[str, str] = {
    "negated": "未|没有|没能|没|并未|尚未|不予|不肯|不愿|不会|不能|无法|拒不|从未|从不|毫不|不曾|不再|不给|不|无人|无",
    "obliged": "应当|应该|理应|应予|应及时|应立即|应|须|必须|务必|务须|需要|需|要及时|要立即|一定要|得先|切忌|切勿|不得|不要|不可|不应",
    "advised": "建议|最好|可以|可|宜|不妨|尽量|正确的做法|正确做法|注意|要|如能|倘若当时|本应|本该|本可|如果能|假如能|原则上",
    "demanded": "要求|请求|诉求|希望|盼|恳请|强烈要求|坚持要|非要|索要|索赔|主张|诉请|请贵|请求判令|想要|想|讨要|讨个|讨回|必须给|提出|要|能不能|能否|可否|凭什么不",
    "hypothetical": "如果|若是|若|假如|倘若|要是|一旦|万一|如有|如需|如遇|凡|只要|除非|否则|不然|的话|即使|哪怕|当客户|当顾客",
    "asked": "吗|么|呢|是否|能否|为什么|为何|怎么|如何|难道|凭什么|哪里|多少|谁|什么时候|是不是|可不可以",
    "offered": "提出|愿意|表示可以|可以给|提议|答应|方案|拟|准备|打算|将|会|承诺|保证",
    "agreed": "同意|答应|承诺|达成|一致|协议|决定|确定|判决|判令|裁定|许诺|约定|商定",
    "finished": "已经|已|了|完毕|完成|到位|到账|办结|当场|当即|当天|当日|立即|随即|随后|最终|最后|终于|后来|次日|第二天",
    "passive": "被|遭|受到|获得|收到|得到",
    "quoted": "说|称|表示|认为|回复|答复|告知|解释|反映|投诉称|坚称|声称|答道|写道",
    "causal": "因为|由于|因此|因而|所以|导致|致使|造成|使得|于是|为此|从而|引发|引起|结果|以致",
    "contrast": "但是|但|然而|却|可是|不过|反而|仍|仍然|依然|还是|虽然",
    "obligation_firm": "公司应|商家应|经营者应|酒店应|企业应|员工应|服务员应|客服应|银行应|物业应",
}
NAMES = tuple(MARKERS)


Numbers = NDArray[np.int64]
_QUESTION = 1 << NAMES.index("asked")


class Marks(NamedTuple):
    """Markers that stand in clauses, as parallel arrays in order of their ends: number of the clause, end, bits of the classes (as in ``NAMES``)."""

    clauses: Numbers
    ends: Numbers
    bits: Numbers


@cache
def _automaton() -> tuple[AhoCorasick, Numbers]:
    """All markers, and for each the classes that it belongs to, as bits."""
    bits: dict[str, int] = {}
    for number, words in enumerate(MARKERS.values()):
        for word in words.split("|"):
            bits[word] = bits.get(word, 0) | 1 << number
    return AhoCorasick(list(bits)), np.asarray(list(bits.values()))


def marks(folded: str, spans: NDArray[np.int32]) -> Marks:
    """The markers in the clauses of a text (``spans``: one row ``start, end`` each), in one pass over it."""
    automaton, bits = _automaton()
    found = automaton.find_matches_as_indexes(folded, overlapping=True)
    word, start, end = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3).T
    clause = np.searchsorted(spans[:, 0], start, side="right") - 1
    inside = np.flatnonzero((clause >= 0) & (end <= np.append(spans[:, 1], 0)[clause]))
    return Marks(clause[inside], end[inside], bits[word[inside]])


def moods(found: Marks, folded: str, spans: NDArray[np.int32]) -> Numbers:
    """By clause, the bits of all classes that its markers belong to; a question mark behind it is a marker too."""
    bits = np.zeros(len(spans), dtype=np.int64)
    np.bitwise_or.at(bits, found.clauses, found.bits)
    bits[[folded.startswith("?", end) for end in spans[:, 1].tolist()]] |= _QUESTION
    return bits


def before(found: Marks, clauses: Numbers, places: Numbers) -> Numbers:
    """The bits of the markers that end by ``places``, each place in a clause of its own."""
    bits = np.zeros(len(clauses), dtype=np.int64)
    first, last = np.searchsorted(found.clauses, clauses), np.searchsorted(found.ends, places, side="right")
    some = np.flatnonzero(first < last)
    if len(some):
        bits[some] = np.bitwise_or.reduceat(np.append(found.bits, 0), np.stack([first[some], last[some]], axis=1).ravel())[::2]
    return bits


@cache
def names(bits: int) -> frozenset[str]:
    """The classes that the bits stand for."""
    return frozenset(name for number, name in enumerate(NAMES) if bits >> number & 1)


def modality(folded: str, start: int, end: int) -> frozenset[str]:
    """Names of the markers that stand in the clause ``[start, end)``; ``asked`` also where a question mark follows it.

    Examples
    --------
    >>> sorted(modality("若修不好便请求退款", 0, 9))
    ['demanded', 'hypothetical', 'negated']
    """
    spans = np.asarray([(start, end)], dtype=np.int32)
    return names(int(moods(marks(folded, spans), folded, spans)[0]))
