"""Codes, their cues and their labelled passages: the program, as data that a researcher can write.

``load()`` gives the complaint codebook; ``load(folder)`` one of your own; ``check`` lists its faults.
"""

from caselib.codebook.changes import Change, changes
from caselib.codebook.check import check
from caselib.codebook.codebook import Code, Codebook, Cue, Industry
from caselib.codebook.examples import Mark, Passage, unmark
from caselib.codebook.load import digest, load
from caselib.codebook.notation import Pattern, compile_cue

__all__ = ["Change", "Code", "Codebook", "Cue", "Industry", "Mark", "Passage", "Pattern", "changes", "check", "compile_cue", "digest", "load", "unmark"]
