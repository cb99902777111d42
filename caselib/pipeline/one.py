"""Files through all stages, as records that can be stored or sent to another process."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from caselib.clean import clean
from caselib.errors import Address, Problem
from caselib.extract.advice import advised
from caselib.extract.case import TOGETHER, Told, Tools, extract_all
from caselib.extract.fields.when import document_year
from caselib.extract.guides import guide
from caselib.extract.reading import readings
from caselib.lang.fold import fold
from caselib.model import Case, CleanText, Guide, Segment, SourceText
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
    return parse_files([listed], settings)[0]


def parse_files(listed: Iterable[Listed], settings: Settings) -> list[Parsed]:
    """Read and parse files: of each what :func:`parse_file` gives; short ones go quicker together."""
    tools = settings.tools()
    results: list[Parsed] = []
    waiting: list[SourceText] = []
    owners: list[Parsed] = []
    held = 0
    for item in listed:
        result = Parsed()
        results.append(result)
        for found in read_file(item, settings.columns, settings.limits):
            if isinstance(found, Problem):
                result.problems.append(found)
                continue
            waiting.append(found)
            owners.append(result)
            held += len(found.text)
            if held > TOGETHER:
                parse_texts(waiting, tools, owners)
                waiting, owners, held = [], [], 0
    parse_texts(waiting, tools, owners)
    return results


def parse_text(source: SourceText, tools: Tools, result: Parsed) -> None:
    """Add one text's records to ``result``."""
    parse_texts([source], tools, result)


def parse_texts(sources: Sequence[SourceText], tools: Tools, result: Parsed | Sequence[Parsed]) -> None:
    """Add the records of texts to ``result`` (or those of each text to one of its own), the same as of each alone; short ones go quicker together."""
    results = [result] * len(sources) if isinstance(result, Parsed) else result
    with _uncollected():
        for source, own in zip(sources, results, strict=True):
            own.texts.append(source)
        divided = [(made, own) for source, own in zip(sources, results, strict=True) if (made := _divided(source, own)) is not None]
        try:
            found: list[Records | None] = [*_records([made for made, _ in divided], tools)]
        except Exception:
            # One of them fails: alone it does so again, and the others do not.
            found = [_alone(made, tools, own) for made, own in divided]
        for (_, own), records in zip(divided, found, strict=True):
            if records is not None:
                own.cases += records[0]
                own.guides += records[1]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of circles: records have none, and looking for some after every few hundred new ones takes a tenth of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


Divided = tuple[CleanText, list[Segment]]
Records = tuple[list[Case], list[Guide]]


def _divided(source: SourceText, result: Parsed) -> Divided | None:
    stage = "clean"
    try:
        cleaned = clean(source)
        stage = "segment"
        return cleaned, segment(cleaned)
    except Exception as error:
        _failed(source, stage, error, result)
        return None


def _alone(divided: Divided, tools: Tools, result: Parsed) -> Records | None:
    try:
        return _records([divided], tools)[0]
    except Exception as error:
        _failed(divided[0].source, "extract", error, result)
        return None


def _failed(source: SourceText, stage: str, error: Exception, result: Parsed) -> None:
    # A stage that fails on one document must not end the run: the document is named and the rest goes on.
    reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    result.problems.append(Problem("failed_stage", Address(source.doc), {"stage": stage, "reason": reason}))


def _records(texts: Sequence[Divided], tools: Tools) -> list[Records]:
    """Cases and guides of each text; what is scored is scored together."""
    told: list[Told] = []
    for cleaned, segments in texts:
        year = document_year(cleaned, (found.span for found in segments if found.kind == "chrome"))
        told += ((cleaned, found, year) for found in segments if found.kind in TOLD)
    cases = extract_all(told, tools)
    # The items' texts stand for their codes until all are known.
    plain = [guide(cleaned, found, lambda text: (text,)) for cleaned, segments in texts for found in segments if found.kind == "guide"]
    asked = list(dict.fromkeys(item.codes[0] for each in plain for item in each.items))
    codes = dict(zip(asked, advised(readings([(fold(text), (), 0) for text in asked], tools.cues), tools), strict=True))
    guides = iter([_coded(each, codes) for each in plain])
    return [_of(segments, cases, guides) for _, segments in texts]


def _of(segments: list[Segment], cases: Iterator[Case], guides: Iterator[Guide]) -> Records:
    """The next records, of one text, with the ids of those that they repeat."""
    made: Records = [], []
    ids: dict[int, str] = {}
    for number, found in enumerate(segments):
        earlier = None if found.duplicate_of is None else ids.get(found.duplicate_of)
        if found.kind in TOLD:
            case = next(cases)
            ids[number] = case.id
            made[0].append(case if found.duplicate_of is None else replace(case, duplicate_of=earlier))
        elif found.kind == "guide":
            own = next(guides)
            ids[number] = own.id
            made[1].append(own if found.duplicate_of is None else replace(own, duplicate_of=earlier))
    return made


def _coded(made: Guide, codes: dict[str, tuple[str, ...]]) -> Guide:
    """The guide with the codes that its items' texts were found to carry."""
    return replace(made, items=tuple(replace(item, codes=codes[item.codes[0]]) for item in made.items))


__all__ = ["CleanText", "Parsed", "parse_file", "parse_files", "parse_text", "parse_texts"]
