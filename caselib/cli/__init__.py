"""The command line. Exit status: 0 done (problems are listed), 1 nothing read or refused, 2 wrong usage."""

from caselib.cli.app import main

__all__ = ["main"]
