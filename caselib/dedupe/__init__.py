"""Near-duplicates: texts and cases that tell the same story get one cluster, and one vote."""

from caselib.dedupe.assign import assign
from caselib.dedupe.clusters import Limits, clusters

__all__ = ["Limits", "assign", "clusters"]
