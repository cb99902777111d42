"""What a run found, in a few lines."""

from __future__ import annotations

from caselib.casebase import Cases
from caselib.cli.speech import clean_for_terminal, say

SHOWN = 8


def summary(base: Cases, where: str, lang: str | None = None) -> list[str]:
    """Lines: counts, then the problems (the first ``SHOWN``; the rest stand in the file named by ``where``)."""
    files = len({doc.split("!")[0] for doc in base.texts})
    counts = {
        "files": files,
        "cases": len(base),
        "clusters": len({case.cluster or case.id for case in base}),
        "guides": len(base.guides),
        "mentions": sum(len(case.mentions) for case in base),
        "suggestions": sum(len(case.suggestions) for case in base),
        "duplicates": sum((case.cluster or case.id) != case.id for case in base),
    }
    lines = [say("found", lang, **counts)]
    if not base.cases:
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
