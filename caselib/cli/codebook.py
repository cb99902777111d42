"""``caselib codebook``: check, show and start codebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caselib.cli import options as o
from caselib.cli.learn import Docs, Gold
from caselib.cli.speech import clean_for_terminal, say

app = typer.Typer(help="编码手册 / codebooks", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Argument(help="编码手册文件夹，缺省为自带的投诉手册 / folder of a codebook; the shipped one by default")]
Output = Annotated[Path, typer.Option("-o", "--output", help="网页 .html 或 Word 文档 .docx / page .html or Word document .docx")]
Scorer = Annotated[Path, typer.Option("-o", "--output", help="打分模型 / the scorer")]
Start = Annotated[Path, typer.Argument(help="新手册的文件夹，须不存在或为空 / folder of the new codebook; not there yet, or empty")]
Earlier = Annotated[Path, typer.Argument(help="早先版本的手册文件夹 / folder of the earlier version")]
Older = Annotated[Path, typer.Argument(help="旧案例 / older cases")]
Recoded = Annotated[Path, typer.Option("-o", "--output", help="改码后的案例 / the cases under the present codes")]
Logs = Annotated[list[Path] | None, typer.Option("--log", help="修订日志，写在结果旁；可重复 / log of decisions, written beside the result; repeatable")]
Title = Annotated[str, typer.Option("--title", help="手册名称 / title of the codebook")]


@app.command("check")
def check(folder: Folder = None, lang: o.Lang = None) -> None:
    """逐条检查：每处错误给出位置 / every fault with its address."""
    from caselib.codebook import check as faults
    from caselib.codebook import load
    from caselib.codebook.scaffold import hints
    from caselib.errors import CodebookError

    found = faults(folder)
    if found:
        raise CodebookError("\n".join(found))
    book = load(folder)
    counts = {
        "codes": len(book.codes),
        "cues": sum(len(code.cues) for code in book.codes.values()),
        "passages": sum(len(code.passages) for code in book.codes.values()),
    }
    lines = [say("valid", lang, **counts)]
    missing = list(hints(book))
    lines += [say("hints", lang)] if missing else []
    typer.echo("\n".join([*lines, *(say(key, lang, what=what) for key, what in missing)]))


@app.command("show")
def show(folder: Folder = None, output: Output = Path("codebook.html"), lang: o.Lang = None) -> None:
    """写成可读的手册：定义、归属、线索、例句 / the codebook as a page to read: definitions, rules, cues, marked examples."""
    from caselib.codebook import load
    from caselib.report.codebook_page import codebook_page

    path = codebook_page(load(folder), output, lang=lang)
    typer.echo(f"{say('written', lang)}\n  {clean_for_terminal(str(path))}")


@app.command("new")
def new(folder: Start, title: Title = "", lang: o.Lang = None) -> None:
    """为别的领域新建一本编码手册：带注释的范例，可直接检查 / start a codebook for another field: commented examples, ready to be checked."""
    from caselib.codebook.scaffold import scaffold

    files = scaffold(folder, title)
    lines = [say("written", lang), *(f"  {clean_for_terminal(str(path))}" for path in files), say("codebook_next", lang, folder=folder)]
    typer.echo("\n".join(lines))


@app.command("train")
def train(folder: Folder = None, output: Scorer = Path("model.npz"), gold: Gold = None, docs: Docs = None, lang: o.Lang = None) -> None:
    """用手册的例句（和另加的标注）训练打分器，供 --model 使用 / train a scorer from the codebook's examples, and gold, for --model."""
    from caselib.codebook import load
    from caselib.errors import InputError
    from caselib.extract.stored import save_model
    from caselib.pipeline.own import train_own

    if (gold is None) != (docs is None):
        raise InputError("--gold and --docs go together: an annotation and the folder of its documents")
    model = train_own(folder, gold, docs)
    save_model(model, output)
    passages = sum(len(code.passages) for code in load(folder).codes.values())
    typer.echo(say("trained", lang, passages=passages, path=output, folder=folder or ""))
    if (rate := model.meta.get("passages_f1")) is not None:
        alone = model.meta["cues_f1"]
        typer.echo(say("trained_f1", lang, f1=f"{rate:.2f}", alone=f"{alone:.2f}") + (say("trained_worse", lang) if alone > rate else ""))


@app.command("changes")
def changes(old: Earlier, folder: Folder = None, lang: o.Lang = None) -> None:
    """与早先的版本相比，哪些编码改名、取消、新增、改了定义 / what changed since an earlier version, and what older annotations lose by it."""
    from caselib.codebook import changes as compared
    from caselib.codebook import load

    told = compared(load(old), load(folder))
    lines = [say(f"change_{change.kind}", lang, code=change.code, to=change.to) for change in told]
    typer.echo("\n".join(map(clean_for_terminal, lines)) if told else say("change_none", lang))
    if any(change.kind == "lost" for change in told):
        raise typer.Exit(1)


@app.command("recode")
def recode(cases: Older, output: Recoded, folder: Folder = None, log: Logs = None, lang: o.Lang = None) -> None:
    """把旧案例和修订日志改用现行的编码（依手册里的 recoded） / carry older cases and logs over to the present codes, by the codebook's recoded."""
    from caselib.casebase import load as load_cases
    from caselib.casebase import save
    from caselib.casebase.lines import json_line
    from caselib.codebook import load
    from caselib.coding.events import event_to_dict
    from caselib.coding.log import read_log
    from caselib.coding.recode import recode_cases, recode_events
    from caselib.errors import FormatError
    from caselib.files import text_written_whole

    book, before = load(folder), load_cases(cases)
    made = recode_cases(before, book)
    written = [save(made, output)]
    for path in log or []:
        events, problems = read_log(path)
        if problems:
            raise FormatError(f"{problems[0]}; mend or take out that line, then run again")
        with text_written_whole(written[0].parent / path.name) as file:
            file.writelines(json_line(event_to_dict(event)) for event in recode_events(events, book))
        written.append(written[0].parent / path.name)
    told = [problem.message(lang) for problem in made.problems[len(before.problems) :]]
    typer.echo("\n".join([*map(clean_for_terminal, told), say("written", lang), *(f"  {clean_for_terminal(str(path))}" for path in written)]))
