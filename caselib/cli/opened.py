"""A case file as a command that writes for others opens it: masked where that is asked for, with the key apart."""

from __future__ import annotations

from pathlib import Path

import typer

from caselib.casebase import Cases, load
from caselib.cli.speech import clean_for_terminal, say
from caselib.errors import InputError
from caselib.model import Case


class Opened:
    """Case bases, masked with one key if ``anonymise``; their cases are found by the ids of the file, which masking changes.

    Parameters
    ----------
    path
        Of the case file.
    results
        Where the command writes: the file, or the folder that is given away and must not hold the key.
    key
        Where the key is kept; by default beside the case file, which holds the same names. An existing one is continued,
        so that every report on the same file calls the same person the same.
    """

    def __init__(self, path: Path, results: Path, *, anonymise: bool = False, key: Path | None = None) -> None:
        if key is not None and not anonymise:
            raise InputError("--key goes with --anonymise: without aliases there is no key to write")
        self.read = self.shown = load(path)
        self.key = key_beside(path) if key is None else key
        self.aliases = None
        if anonymise:
            from caselib.privacy.masking import aliases_apart

            self.aliases = aliases_apart(self.key, results)
            self.shown = self.also(self.read)

    def also(self, cases: Cases) -> Cases:
        """Another case base with the same aliases; as it is where nothing is masked."""
        if self.aliases is None:
            return cases
        from caselib.privacy import mask_cases

        masked = mask_cases(cases, aliases=self.aliases)
        self.aliases.save(self.key)
        return masked

    def __getitem__(self, name: str) -> Case:
        # Masking moves addresses and keeps the order.
        return self.shown.cases[self.read.cases.index(self.read[name])]

    def told(self, written: list[Path], lang: str | None) -> None:
        """Say what was written; of masked results also where the key is and what a second look still finds, which is a failure."""
        typer.echo("\n".join([say("written", lang), *(f"  {path}" for path in written)]))
        if self.aliases is None:
            return
        from caselib.privacy import scan

        typer.echo(say("key", lang, file=self.key))
        if left := scan(written):
            typer.echo(say("left", lang, count=len(left)))
            for sighting in left:
                typer.echo(f"  {clean_for_terminal(str(sighting))}")
            raise typer.Exit(1)


def key_beside(path: Path) -> Path:
    """``cases.jsonl`` → ``cases.key.json``; for a folder the key lies beside it, not in it."""
    return path.with_name(f"{path.name.removesuffix('.jsonl').removesuffix('.parquet')}.key.json")
