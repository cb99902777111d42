"""Views: figures (:mod:`caselib.view.plot`), cases and texts as HTML (:mod:`caselib.view.html`), and as plain text."""

from caselib.view import html, plot
from caselib.view.html import show_clean
from caselib.view.text import marked

__all__ = ["html", "marked", "plot", "show_clean"]
