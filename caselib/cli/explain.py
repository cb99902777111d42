"""``caselib explain``: what was mended in a file, and how it was divided."""

from __future__ import annotations

import typer

from caselib.cli import options as o
from caselib.cli.speech import clean_for_terminal, complain, say
from caselib.errors import InputError, Problem


def explain(paths: o.Paths, lang: o.Lang = None) -> None:
    """逐处说明修补了什么、依据哪条规则、怎样分段 / every mend with its rule, and how the text was divided."""
    from caselib.clean import clean
    from caselib.clean.explain import explain as explained
    from caselib.read import read
    from caselib.segment import segment

    texts = 0
    for source in read(paths):
        if isinstance(source, Problem):
            complain(str(source), lang)
            continue
        texts += 1
        cleaned = clean(source)
        changes = explained(cleaned, lang)
        typer.echo(say("changes" if changes else "no_change", lang, doc=source.doc, count=len(changes)))
        for change in changes:
            typer.echo("  " + clean_for_terminal(str(change)))
        segments = segment(cleaned)
        typer.echo(say("segments", lang, count=len(segments)))
        for found in segments:
            line, _ = source.line_column(found.span.start)
            words = clean_for_terminal(found.span.of(source.text)[:30])
            typer.echo(f"  {source.doc}:{line}  {found.kind} [{found.rule}] {words}")
    if not texts:
        raise InputError("nothing could be read")
