"""Mining: which causes, actions and outcomes stand together, counted on duplicate clusters, tested, and doubted.

Needs pandas, networkx and scipy only where a function uses them.
"""

from caselib.mine.graph import COLUMNS, edges, mine

__all__ = ["COLUMNS", "edges", "mine"]
