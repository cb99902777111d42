"""A case from a text that carries its own annotation: ``等了⟦cause:delay|三天⟧，⟦action:refund:done|退了款⟧。``"""

from __future__ import annotations

import re

from caselib.casebase import Cases
from caselib.model import Case, Episode, Field, Mention, SourceText, Span

_MARK = re.compile(r"⟦(\w+):(\w+)(?::(\w+))?\|([^⟧]*)⟧")


def marked(text: str, name: str = "a", *, final: str = "positive", industry: str = "banking", parts: tuple[tuple[str, Span], ...] = ()) -> tuple[Case, SourceText]:
    """The case that covers the whole text, and its source."""
    plain, mentions, at = "", [], 0
    for n, found in enumerate(_MARK.finditer(text), 1):
        plain += text[at : found.start()]
        role, code, status, words = found.groups()
        span = Span(len(plain), len(plain) + len(words))
        mentions.append(Mention(f"m{n}", role, code, (status or "done") if role == "action" else "", span, words, "test", 1.0))
        plain += words
        at = found.end()
    plain += text[at:]
    told = [[m.id for m in mentions if m.role == role and m.status in ("", "done")] for role in ("cause", "action", "outcome")]
    case = Case(
        uid=f"uid-{name}", doc=f"{name}.txt", span=Span(0, len(plain)), kind="incident", industry=Field(industry, None, "test"), final=Field(final, None, "test"),
        mentions=tuple(mentions), episodes=(Episode(*map(tuple, told)),), cluster=name, parts=parts,
    )  # fmt: skip
    return case, SourceText(case.doc, plain)


def base_of(*texts: str) -> Cases:
    """A case base of annotated texts."""
    made = [marked(text, f"c{n}") for n, text in enumerate(texts)]
    return Cases(tuple(case for case, _ in made), (), {source.doc: source for _, source in made})
