"""Near-duplicates: texts and cases that tell the same story get one cluster, and one vote."""

from caselib.dedupe.assign import assign
from caselib.dedupe.clusters import clusters
from caselib.dedupe.judge import Limits
from caselib.dedupe.report import Report, report

__all__ = ["Limits", "Report", "assign", "clusters", "report"]
