"""``cl.code``: the coding view, with records made anew where a border is moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from caselib.casebase import Cases
from caselib.coding.borders import Recompute
from caselib.coding.session import Session, names
from caselib.model import Case, SourceText
from caselib.pipeline.redo import recompute
from caselib.pipeline.settings import Settings

if TYPE_CHECKING:
    from caselib.view.widgets.coder import Coder


def code(
    cases: Cases,
    coder: str,
    log: Path | str | None = None,
    *,
    blind: bool = False,
    compare: Mapping[str, Path | str] | Iterable[Path | str] = (),
    first: Case | str | None = None,
    settings: Settings | None = None,
    lang: str | None = None,
) -> Coder:
    """Code cases in the notebook: mark words, review what the machine found, move borders, draw links, write memos.

    Parameters
    ----------
    cases
        As parsed, with their texts.
    coder
        Who decides; stands with every decision.
    log
        The coder's own log (JSON Lines, only appended to): where the work is saved at every decision, and where it goes on when
        the cell is run again. By default ``log.NAME.jsonl`` in the working folder.
    blind
        Without what the machine coded: for measuring agreement. (Other coders' decisions are shown only if ``compare`` names them.)
    compare
        Logs of two other coders (a list, or name → file), whose disagreements are to be settled side by side.
    first
        The case to begin with, or its id.
    settings
        Codebook and scorer for records made anew where a border is moved.

    Returns
    -------
    Coder
        Shows itself; ``coding`` is the case base with the decisions so far, ``events`` the log, ``precision`` and ``queue`` are
        tables, ``selected`` and ``passage`` are what is selected on the screen.

    Raises
    ------
    InputError
        If another program holds the log, or a log to compare is not there.
    """
    from caselib.view.widgets.coder import Coder

    logs = compare if isinstance(compare, Mapping) else names(compare)
    session = Session(cases, coder, log, blind=blind, compare=logs, recompute=_late(settings))
    return Coder(session, first, lang)


def _late(settings: Settings | None) -> Recompute:
    """Codebook and scorer are loaded when the first border moves."""
    made: list[Recompute] = []

    def anew(case: Case, source: SourceText) -> Case:
        if not made:
            made.append(recompute(settings))
        return made[0](case, source)

    return anew
