"""Amounts and the part each plays."""

from __future__ import annotations

import re

from caselib.extract.fields.stretch import Stretch
from caselib.lang import money
from caselib.lang.modality import names
from caselib.model import Money

# In order: the first that fits the words before the amount in its clause, else the words of the clause.
_ROLES = (
    ("claimed", re.compile(r"要求|索赔|索要|诉请|请求|主张|希望|讨要|想要|开价|提出[^,。]{0,8}赔")),
    ("offered", re.compile(r"提出|愿意|愿|只肯|只同意|最多|方案|提议|可以(?:给|退|赔|补)|拟|打算")),
    ("paid", re.compile(r"赔偿|赔付|赔|退还|退回|退款|退费|退|返还|补偿|补|支付给|到账|给付|偿付|慰问|理赔|判令|判决")),
    ("charged", re.compile(r"收取|收费|收了|扣|缴|交了|交纳|付了|支付|多收|续费|扣费|罚|垫付|花费|花去|花了|充值|预付")),
    ("price", re.compile(r"价|购买|买|单价|标价|报价|原价|售|每|/")),
)
_NOT_DONE = re.compile(r"未|没|拒|不同意|不肯|不予")


def amounts(stretch: Stretch) -> tuple[Money, ...]:
    """Every amount of the case with its role, in order; an amount whose part cannot be told is a price."""
    found = []
    clauses = stretch.laid.clauses
    i = 0
    for hit in money.amounts(stretch.folded):
        while i + 1 < len(clauses) and clauses[i + 1][0] <= hit.start:
            i += 1
        start, end = clauses[i] if clauses else (0, len(stretch.folded))
        before = stretch.folded[start : hit.start]
        role, rule = _role(before, stretch.folded[hit.end : end], names(int(stretch.laid.moods[i])) if clauses else frozenset())
        found.append(Money(hit.value, role, stretch.span(hit.start, hit.end), f"money/{rule}", hit.currency))
    return tuple(found)


def _role(before: str, behind: str, moods: frozenset[str]) -> tuple[str, str]:
    for words, rule in ((before, "before"), (behind, "behind")):
        for role, pattern in _ROLES:
            if pattern.search(words):
                if role == "paid" and (_NOT_DONE.search(before) or "hypothetical" in moods):
                    return "claimed", rule
                return role, rule
    return "price", "default"
