"""``caselib report``: reports from a case file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from caselib.cli import options as o
from caselib.cli.opened import Opened
from caselib.cli.speech import say
from caselib.errors import InputError

if TYPE_CHECKING:
    from caselib.report import Report

STRUCTURES = ("cases", "case", "8d", "benchmark")
FORMATS = ("docx", "pdf", "html", "xlsx", "pptx")
Base = Annotated[Path, typer.Argument(help="caselib parse 写出的案例 / cases written by caselib parse")]
Output = Annotated[Path, typer.Option("-o", "--output", help="报告文件（按扩展名定格式），或文件夹 / the report (its ending tells the format), or a folder")]
Structure = Annotated[
    str | None,
    typer.Option("--structure", help="cases 案例库，case 单个案例，8d，benchmark 客户与案例库对照；缺省按其余选项定 / by default told by the other options"),
]
Formats = Annotated[list[str] | None, typer.Option("--format", "-f", help="docx、pdf、html、xlsx、pptx，可重复 / may be repeated")]
One = Annotated[str | None, typer.Option("--case", help="单个案例的编号 / id or uid of the case")]
Corpus = Annotated[Path | None, typer.Option("--corpus", help="用来对照的案例库 / case file to compare with")]
Preset = Annotated[str, typer.Option("--preset", help="Word 样式：report 报告，business 商务，official 公文 / look of the Word file")]
Template = Annotated[Path | None, typer.Option("--template", help="客户自己的 .docx，填写其中的 {{字段}} / a firm's own .docx whose {{fields}} are filled")]
Title = Annotated[str | None, typer.Option("--title", help="封面上的题目 / title on the cover")]
Date = Annotated[str, typer.Option("--date", help="封面上的日期，照原样印 / date on the cover, printed as it is")]
Cards = Annotated[bool, typer.Option("--cards/--no-cards", help="附录是否收入全部案例 / whether the appendix holds every case")]
Anonymise = Annotated[bool, typer.Option("--anonymise", help="人名、电话等一律换成代称 / aliases for all personal data")]
Key = Annotated[
    Path | None, typer.Option("--key", help="对照表，仅本人可读；缺省放在案例文件旁 / key of the aliases, for you alone; by default beside the case file")
]


def report(
    cases: Base, output: Output = Path("report.docx"), structure: Structure = None, format_: Formats = None, case: One = None, corpus: Corpus = None,
    preset: Preset = "report", template: Template = None, title: Title = None, date: Date = "", cards: Cards = True, anonymise: Anonymise = False,
    key: Key = None, lang: o.Lang = None,
) -> None:  # fmt: skip
    """写报告：案例库、单个案例、8D、与案例库对照；Word、PDF、网页、Excel、幻灯片 / reports from a case file."""
    from caselib.report.parts import watched
    from caselib.report.word_styles import preset as known

    known(preset)
    kind = _structure(structure, case, corpus)
    files = _files(output, format_, template)
    opened = Opened(cases, output, anonymise=anonymise, key=key)
    composed = _composed(opened, kind, case, corpus, {"title": title, "cards": cards, "lang": lang})
    written = [_writers(preset, template, date)[path.suffix[1:]](composed, path) for path in watched(files, say("writing", lang))]
    opened.told(written, lang)


def _structure(given: str | None, case: str | None, corpus: Path | None) -> str:
    """What is asked for: as named, else as ``--case`` or ``--corpus`` tell."""
    kind = given or ("case" if case else "benchmark" if corpus else "cases")
    if kind not in STRUCTURES:
        raise InputError(f"--structure: there is no {kind!r}; choose one of {', '.join(STRUCTURES)}")
    if (kind in ("case", "8d")) != (case is not None):
        raise InputError(f"--structure {kind} takes no --case" if case else f"--structure {kind} needs --case with the id or uid of a case")
    if (kind == "benchmark") != (corpus is not None):
        raise InputError("--corpus goes with --structure benchmark: the client's cases and the case file to compare them with")
    return kind


def _files(output: Path, formats: list[str] | None, template: Path | None) -> list[Path]:
    """The files to write; a template is a Word file and makes one."""
    wanted = [each.strip().lower() for given in formats or () for each in given.split(",")]
    named = output.suffix.lower()[1:]
    if output.suffix and named not in FORMATS and not wanted:
        raise InputError(f"{output}: no report is written as {output.suffix}; choose one of {', '.join(FORMATS)}")
    wanted = wanted or [named or "docx"]
    if unknown := [each for each in wanted if each not in FORMATS]:
        raise InputError(f"--format: there is no {unknown[0]!r}; choose among {', '.join(FORMATS)}")
    if template is not None and "docx" not in wanted:
        raise InputError("--template is filled as a Word file; write one: -o report.docx or --format docx")
    stem = output if named in FORMATS else output / "report"
    return [stem.with_suffix(f".{each}") for each in dict.fromkeys(wanted)]


def _composed(opened: Opened, kind: str, case: str | None, corpus: Path | None, options: dict[str, Any]) -> Report:
    from caselib.casebase import load
    from caselib.mine import mine
    from caselib.report import benchmark, case_base, eight_d, single_case

    if kind == "benchmark" and corpus is not None:
        return benchmark(opened.shown, opened.also(load(corpus)), **options)
    if case is not None:
        return (eight_d if kind == "8d" else single_case)(opened.shown, opened[case], lang=options["lang"], title=options["title"])
    return case_base(opened.shown, mine(opened.shown), **options)


def _writers(preset: str, template: Path | None, date: str) -> dict[str, Callable[[Report, Path], Path]]:
    from caselib.report import fill, html, pdf, slides, word, workbook

    return {
        "docx": lambda made, path: fill(template, made, path, date=date) if template else word(made, path, preset=preset, date=date),
        "pdf": lambda made, path: pdf(made, path, date=date),
        "html": html,
        "xlsx": workbook,
        "pptx": lambda made, path: slides(made, path, date=date),
    }

