"""caselib: from messy Chinese complaint documents to cases, and from cases to evidence.

The data's way, which is also the tree::

    path -read-> SourceText -clean-> CleanText -segment-> Segment* -extract-> Case, Guide
         -dedupe-> Cases -mine-> graph, tables --> view, report, teach

Most people need four lines::

    import caselib as cl
    cases = cl.parse("corpus/")            # Cases: shows itself; .table, .mentions, .links, .where(...), .similar(...)
    graph = cl.mine(cases)                 # networkx; cl.edges(graph), cl.leads_to(graph, "satisfied"), cl.plot.flow(graph)
    cl.report.word(cases, "report.docx")   # also report.html, report.pdf, report.slides

One step at a time: ``cl.read(path)``, ``cl.clean(source)``, ``cl.segment(cleaned)``, ``cl.show_clean(cleaned)``.
Every name is loaded on its first use, so that importing caselib costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caselib import codebook, exchange, privacy, report, teach
    from caselib.casebase import Cases, load, save
    from caselib.casebase.contrast import contrast
    from caselib.casebase.words import concordance, cooccurrence, keyness, new_words, words
    from caselib.clean import clean
    from caselib.coding.agreement import agreement, from_logs
    from caselib.coding.evaluate import evaluate
    from caselib.lang.words import add_word
    from caselib.mine.ask import findings, leads_to
    from caselib.mine.compare import compare
    from caselib.mine.endings import gap, separates
    from caselib.mine.graph import edges, mine
    from caselib.mine.paths import paths
    from caselib.mine.playbooks import playbook
    from caselib.mine.told import told
    from caselib.model import Case
    from caselib.pipeline import Settings, parse
    from caselib.pipeline.code import code
    from caselib.read import read
    from caselib.segment import segment
    from caselib.view import marked, plot, show_clean
    from caselib.view.widgets import explore, show, table

__version__ = "0.1.0"

# Public name → module that has it; a name that is a module itself stands alone.
_FUNCTIONS = {
    "Case": "caselib.model", "Cases": "caselib.casebase", "Settings": "caselib.pipeline", "add_word": "caselib.lang.words",
    "agreement": "caselib.coding.agreement", "clean": "caselib.clean", "code": "caselib.pipeline.code",
    "compare": "caselib.mine", "concordance": "caselib.casebase.words",
    "contrast": "caselib.casebase.contrast", "cooccurrence": "caselib.casebase.words", "edges": "caselib.mine",
    "evaluate": "caselib.coding.evaluate", "explore": "caselib.view.widgets", "findings": "caselib.mine", "from_logs": "caselib.coding.agreement",
    "gap": "caselib.mine", "keyness": "caselib.casebase.words",
    "leads_to": "caselib.mine", "load": "caselib.casebase", "marked": "caselib.view", "mine": "caselib.mine",
    "new_words": "caselib.casebase.words", "parse": "caselib.pipeline", "paths": "caselib.mine", "playbook": "caselib.mine",
    "read": "caselib.read", "save": "caselib.casebase", "segment": "caselib.segment", "separates": "caselib.mine",
    "show": "caselib.view.widgets", "show_clean": "caselib.view", "table": "caselib.view.widgets", "told": "caselib.mine", "words": "caselib.casebase.words",
}  # fmt: skip
_MODULES = {
    "codebook": "caselib.codebook", "exchange": "caselib.exchange", "plot": "caselib.view.plot", "privacy": "caselib.privacy",
    "report": "caselib.report", "teach": "caselib.teach",
}  # fmt: skip

__all__ = [
    "Case", "Cases", "Settings", "add_word", "agreement", "clean", "code", "codebook", "compare", "concordance", "contrast",
    "cooccurrence", "edges", "evaluate", "exchange", "explore", "findings", "from_logs", "gap", "keyness", "leads_to", "load", "marked", "mine",
    "new_words", "parse", "paths", "playbook", "plot", "privacy", "read", "report", "save", "segment", "separates", "show",
    "show_clean", "table", "teach", "told", "words",
]  # fmt: skip


class _Package(ModuleType):
    """Keeps ``caselib.mine`` the function when the package ``caselib.mine`` is imported, which would else be bound over it."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _FUNCTIONS and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


def __getattr__(name: str) -> Any:
    if name in _FUNCTIONS:
        found = getattr(import_module(_FUNCTIONS[name]), name)
    elif name in _MODULES:
        found = import_module(_MODULES[name])
    else:
        raise AttributeError(f"module 'caselib' has no attribute {name!r}; it offers: {', '.join(__all__)}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


sys.modules[__name__].__class__ = _Package
