"""``python -m caselib.cli`` is ``caselib``."""

from caselib.cli.app import main

main()
