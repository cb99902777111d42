"""``caselib evaluate``: a case file against a gold annotation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caselib.cli import options as o
from caselib.cli.speech import say

Gold = Annotated[Path, typer.Argument(help="人工标注 / gold annotation (.jsonl)")]
Found = Annotated[Path, typer.Argument(help="caselib parse 写出的案例 / cases written by caselib parse")]
Docs = Annotated[
    Path | None, typer.Option("--docs", help="标注按引文给出时，材料所在文件夹 / folder of the documents, for gold in quote form")
]


Page = Annotated[
    Path | None,
    typer.Option("--html", help="另存网页：区间、分组、混淆、分歧最大的案例 / a page: intervals, groups, confusions, worst cases"),
]


def evaluate(gold: Gold, cases: Found, docs: Docs = None, html: Page = None, lang: o.Lang = None) -> None:
    """与人工标注比较：分案、编码、状态、回合、链接、知识条目 / compare with a gold annotation."""
    from caselib.casebase import load
    from caselib.coding.evaluate import evaluate as compare
    from caselib.coding.gold import load_gold
    from caselib.coding.intervals import intervals
    from caselib.coding.show import html as write_page
    from caselib.coding.show import table
    from caselib.model import SourceText
    from caselib.read import read

    base = load(cases)
    texts = {text.doc: text for text in read(docs) if isinstance(text, SourceText)} if docs else base.texts
    result = compare(base, load_gold(gold, texts), base.guides)
    typer.echo(table(result, lang, intervals(result)))
    if html is not None:
        write_page(result, html, texts, lang)
        typer.echo(f"{say('written', lang)}\n  {html}")
