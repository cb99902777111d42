"""Mining: which causes, actions and outcomes stand together, counted on duplicate clusters, tested, and doubted.

``mine`` makes the graph and ``edges`` its table; the rest asks them. pandas, networkx and scipy are loaded by the functions that use them.
"""

from caselib.casebase.contrast import contrast
from caselib.mine.ask import Answer, findings, leads_to
from caselib.mine.coded import Choice, Evidence
from caselib.mine.compare import compare
from caselib.mine.doubt import Noise, noise, sensitivity
from caselib.mine.endings import gap, separates
from caselib.mine.exchange import event_log, read_graph, write_graph
from caselib.mine.forest import over_strata
from caselib.mine.graph import COLUMNS, edges, mine
from caselib.mine.paths import paths, rounds, rounds_graph
from caselib.mine.playbooks import Fit, Playbook, playbook
from caselib.mine.told import told
from caselib.mine.triples import triples

__all__ = [
    "COLUMNS", "Answer", "Choice", "Evidence", "Fit", "Noise", "Playbook", "compare", "contrast", "edges", "event_log", "findings", "gap",
    "leads_to", "mine", "noise", "over_strata", "paths", "playbook",
    "read_graph", "rounds", "rounds_graph", "sensitivity", "separates", "told", "triples", "write_graph",
]  # fmt: skip
