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
    from caselib.extract.scorer import save_model
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
