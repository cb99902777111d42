"""caselib: from messy Chinese complaint documents to cases, and from cases to evidence.

The data's way, which is also the tree::

    path -read-> SourceText -clean-> CleanText -segment-> Segment* -extract-> Case, Guide
         -dedupe-> Cases -mine-> graph, tables --> view, report, teach
"""

from __future__ import annotations

__version__ = "0.1.0"
