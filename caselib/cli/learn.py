"""``caselib learn``: corrections in, a scorer of one's own out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caselib.cli import options as o
from caselib.cli.speech import clean_for_terminal, complain, say

Logs = Annotated[list[Path], typer.Argument(help="修订日志，可多份 / logs of corrections, one or several")]
Base = Annotated[Path, typer.Option("--cases", help="这些修订所针对的案例文件 / the cases that were corrected")]
Output = Annotated[Path, typer.Option("-o", "--output", help="新的打分模型 / the new scorer")]
Gold = Annotated[Path | None, typer.Option("--gold", help="另加的人工标注 / gold annotation to train on besides")]
Docs = Annotated[Path | None, typer.Option("--docs", help="该标注的材料文件夹 / folder of the documents of that gold")]


def learn(
    logs: Logs, cases: Base = Path("cases.jsonl"), output: Output = Path("model.npz"), gold: Gold = None, docs: Docs = None,
    codebook: o.Codebook = None, model: o.Model = None, lang: o.Lang = None,
) -> None:  # fmt: skip
    """由修订（接受、拒绝、改码、新标）训练自己的打分模型，供 --model 使用 / train a scorer of your own on corrections, for --model."""
    from caselib.casebase import load
    from caselib.coding.log import merge, read_log
    from caselib.errors import InputError
    from caselib.extract.stored import save_model
    from caselib.pipeline import Settings
    from caselib.pipeline.learn import learn as train
    from caselib.pipeline.train import annotated_cases

    for path in logs:
        if not path.is_file():
            raise InputError(f"{path} is not there; name the log that the coding view wrote")
    read = [read_log(path) for path in logs]
    for _, problems in read:
        for problem in problems:
            complain(clean_for_terminal(f"{problem.address}  {problem.message(lang)}"), lang)
    if (gold is None) != (docs is None):
        raise InputError("--gold and --docs go together: an annotation and the folder of its documents")
    settings = Settings(codebook, model)
    more = annotated_cases(gold, docs, settings.tools().cues) if gold and docs else ()
    learned = train(load(cases), merge(events for events, _ in read), settings, more)
    save_model(learned.model, output)
    typer.echo(say("learned", lang, decisions=learned.decisions, corrected=learned.corrected, path=output))
