"""``caselib parse --llm``: what it would cost, a clear yes, and what came of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from caselib.casebase import Cases
from caselib.cli.speech import say
from caselib.errors import InputError

KEY = "CASELIB_LLM_KEY"


def asked(base: Cases, chosen: tuple[str, str, float | None], codebook: Path | None, model: Path | None, yes: bool, lang: str | None) -> Cases:
    """The cases with the mentions of the language model; ``chosen`` is its address, its name and the price of a million tokens.

    Raises
    ------
    InputError
        If nobody says yes.
    """
    from caselib.pipeline import Settings
    from caselib.pipeline.llm import Model, estimate, recode
    from caselib.pipeline.llm.wire import address

    url, name, price = chosen
    settings = Settings(codebook, model)
    to = Model(url, name, os.environ.get(KEY, ""), price)
    would = estimate(base, to, settings)
    cost = say("llm_cost", lang, cost=would.cost) if would.cost is not None else ""
    typer.echo(say("llm_estimate", lang, url=address(url), cases=would.cases, characters=f"{would.characters:,}", tokens=f"{would.tokens:,}") + cost)
    if not yes and not (sys.stdin.isatty() and typer.confirm(say("llm_confirm", lang))):
        raise InputError("nothing was sent to the language model and nothing written; add --yes to agree to the estimate above")
    made, tally = recode(base, to, settings, agreed=True)
    typer.echo(say("llm_done", lang, answered=tally.answered, failed=tally.failed, grounded=tally.grounded, refused=tally.refused))
    return made
