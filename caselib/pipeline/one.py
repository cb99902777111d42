"""One file through all stages, as records that can be stored or sent to another process."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from caselib.clean import clean
from caselib.errors import Address, Problem
from caselib.extract.advice import advised
from caselib.extract.case import Tools, extract_all
from caselib.extract.fields.when import document_year
from caselib.extract.guides import guide
from caselib.extract.reading import readings
from caselib.lang.fold import fold
from caselib.model import Case, CleanText, Field, Guide, Segment, SourceText
from caselib.pipeline.settings import Settings
from caselib.read import Listed, read_file
from caselib.segment import segment

# Kinds of segments that are cases.
TOLD = ("incident", "scenario")


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
        year = document_year(cleaned, (found.span for found in segments if found.kind == "chrome"))
        _records(cleaned, segments, tools, year, result)
    except Exception as error:
        # A stage that fails on one document must not end the run: the document is named and the rest goes on.
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        result.problems.append(Problem("failed_stage", Address(source.doc), {"stage": stage, "reason": reason}))


def _records(cleaned: CleanText, segments: list[Segment], tools: Tools, year: Field | None, result: Parsed) -> None:
    cases = extract_all(cleaned, [found for found in segments if found.kind in TOLD], tools, year)
    # The items' texts stand for their codes until all are known: they are scored together.
    plain = [guide(cleaned, found, lambda text: (text,)) for found in segments if found.kind == "guide"]
    texts = list(dict.fromkeys(item.codes[0] for each in plain for item in each.items))
    codes = dict(zip(texts, advised(readings([(fold(text), (), 0) for text in texts], tools.cues), tools), strict=True))
    guides = iter(plain)
    ids: dict[int, str] = {}
    for number, found in enumerate(segments):
        earlier = None if found.duplicate_of is None else ids.get(found.duplicate_of)
        if found.kind in TOLD:
            case = next(cases)
            ids[number] = case.id
            result.cases.append(case if found.duplicate_of is None else replace(case, duplicate_of=earlier))
        elif found.kind == "guide":
            made = _coded(next(guides), codes)
            ids[number] = made.id
            result.guides.append(made if found.duplicate_of is None else replace(made, duplicate_of=earlier))


def _coded(made: Guide, codes: dict[str, tuple[str, ...]]) -> Guide:
    """The guide with the codes that its items' texts were found to carry."""
    return replace(made, items=tuple(replace(item, codes=codes[item.codes[0]]) for item in made.items))


__all__ = ["CleanText", "Parsed", "parse_file", "parse_text"]
