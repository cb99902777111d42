"""Chinese in figures: the shipped font, always, with matplotlib's own behind it for other scripts.

A machine's own Chinese fonts are not used: which ones there are differs from machine to machine, and
the same figure is to have the same bytes everywhere.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from caselib.assets import FONT

FAMILY = "Caselib Sans SC"
LATIN = "DejaVu Sans"  # ships with matplotlib, so it is found on every machine


@cache
def register() -> str:
    """Make the shipped font known to matplotlib; its family name. Happens once in a process."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(FONT))
    return FAMILY


def styled() -> AbstractContextManager[None]:
    """A context in which Chinese is drawn and files are the same every time.

    Text becomes outlines in SVG files, so that they look alike where no Chinese font is installed.
    """
    import matplotlib

    settings: dict[Any, Any] = {
        "font.family": [register(), LATIN],
        "axes.unicode_minus": False,
        "text.parse_math": False,  # "$5 or $10" in a codebook's label is no formula
        "svg.fonttype": "path",
        "svg.hashsalt": "caselib",
        "pdf.fonttype": 42,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
    }
    return matplotlib.rc_context(settings)
