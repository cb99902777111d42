"""``python -m caselib`` is ``caselib``."""

from caselib.cli import main

main()
