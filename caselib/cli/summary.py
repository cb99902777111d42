"""What a run found, in a few lines."""

from __future__ import annotations

from caselib.casebase import Cases
from caselib.cli.speech import clean_for_terminal, say

SHOWN = 8


def summary(base: Cases, where: str, lang: str | None = None) -> list[str]:
    """Lines: counts, then the problems (the first ``SHOWN``; the rest stand in the file named by ``where``)."""
    counts = dict.fromkeys(("cases", "mentions", "suggestions", "duplicates"), 0)
    canonical = set()
    # One pass: the cases may be on disk.
    for case in base:
        own = case.cluster or case.id
        canonical.add(own)
        counts["cases"] += 1
        counts["mentions"] += len(case.mentions)
        counts["suggestions"] += len(case.suggestions)
        counts["duplicates"] += own != case.id
    counts |= {"files": len({doc.split("!")[0] for doc in base.texts}), "clusters": len(canonical), "guides": len(base.guides)}
    lines = [say("found", lang, **counts)]
    if not counts["cases"]:
        lines.append(say("no_cases", lang))
    return lines + trouble(base, where, lang)


def trouble(base: Cases, where: str, lang: str | None = None) -> list[str]:
    """The problems, errors first."""
    if not base.problems:
        return []
    errors = sum(problem.level == "error" for problem in base.problems)
    lines = [say("trouble", lang, errors=errors, notices=len(base.problems) - errors)]
    ordered = sorted(base.problems, key=lambda problem: problem.level != "error")
    lines += [f"  {clean_for_terminal(f'{problem.address}  {problem.message(lang)}')}" for problem in ordered[:SHOWN]]
    if len(ordered) > SHOWN:
        lines.append(say("more", lang, count=len(ordered) - SHOWN, where=where))
    return lines
