"""One file through all stages, as records that can be stored or sent to another process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from caselib.clean import clean
from caselib.errors import Address, Problem
from caselib.extract.case import Tools, extract
from caselib.extract.fields.when import document_year
from caselib.extract.guides import guide
from caselib.extract.reading import reading
from caselib.lang.fold import fold
from caselib.model import Case, CleanText, Guide, SourceText
from caselib.pipeline.settings import Settings
from caselib.read import Listed, read_file
from caselib.segment import segment


@dataclass
class Parsed:
    """What one file gave; parts of a run are added up in order."""

    cases: list[Case] = field(default_factory=list)
    guides: list[Guide] = field(default_factory=list)
    texts: list[SourceText] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def parse_file(listed: Listed, settings: Settings) -> Parsed:
    """Read and parse one listed file; whatever goes wrong in it is a problem of it."""
    result = Parsed()
    tools = settings.tools()
    for item in read_file(listed, settings.columns, settings.limits):
        if isinstance(item, Problem):
            result.problems.append(item)
        else:
            parse_text(item, tools, result)
    return result


def parse_text(source: SourceText, tools: Tools, result: Parsed) -> None:
    """Add one text's records to ``result``."""
    result.texts.append(source)
    stage = "clean"
    try:
        cleaned = clean(source)
        stage = "segment"
        segments = segment(cleaned)
        stage = "extract"
        by_index: dict[int, str] = {}
        year = document_year(cleaned, (found.span for found in segments if found.kind == "chrome"))
        for number, found in enumerate(segments):
            if found.kind in ("incident", "scenario"):
                case = extract(cleaned, found, tools, year)
                by_index[number] = case.id
                result.cases.append(case if found.duplicate_of is None else _retold(case, by_index.get(found.duplicate_of)))
            elif found.kind == "guide":
                made = guide(cleaned, found, lambda text: tuple(_advised(text, tools)))
                by_index[number] = made.id
                result.guides.append(made if found.duplicate_of is None else _repeated(made, by_index.get(found.duplicate_of)))
    except Exception as error:
        # A stage that fails on one document must not end the run: the document is named and the rest goes on.
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        result.problems.append(Problem("failed_stage", Address(source.doc), {"stage": stage, "reason": reason}))


def _retold(case: Case, earlier: str | None) -> Case:
    from dataclasses import replace

    return replace(case, duplicate_of=earlier)


def _repeated(made: Guide, earlier: str | None) -> Guide:
    from dataclasses import replace

    return replace(made, duplicate_of=earlier)


def _advised(text: str, tools: Tools) -> Iterator[str]:
    """Codes of the actions that a guide's item tells staff to take: by its cues and, where sure, by the scorer."""
    from caselib.extract.advice import advised

    return advised(reading(fold(text), (), tools.cues), tools)


__all__ = ["CleanText", "Parsed", "parse_file", "parse_text"]
