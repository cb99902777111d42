"""``caselib codebook``: check, show and start codebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caselib.cli import options as o
from caselib.cli.speech import say

app = typer.Typer(help="编码手册 / codebooks", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Argument(help="编码手册文件夹，缺省为自带的投诉手册 / folder of a codebook; the shipped one by default")]


@app.command("check")
def check(folder: Folder = None, lang: o.Lang = None) -> None:
    """逐条检查：每处错误给出位置 / every fault with its address."""
    from caselib.codebook import check as faults
    from caselib.codebook import load
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
    typer.echo(say("valid", lang, **counts))
