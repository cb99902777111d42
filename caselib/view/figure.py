"""A matplotlib figure that shows itself in a notebook, whatever backend is set."""

from __future__ import annotations

import io
from typing import Any

from matplotlib.figure import Figure

from caselib.view.fonts import styled

SCREEN = 110  # dots an inch: a figure eight inches wide fills a notebook's column and stays sharp when doubled


class Shown(Figure):
    """An ordinary figure. Notebooks ask it for a picture; only those made through pyplot are shown by matplotlib itself."""

    def _repr_png_(self) -> bytes:
        return picture(self, "png", SCREEN)


def picture(figure: Figure, kind: str, dpi: int, metadata: dict[str, Any] | None = None) -> bytes:
    """The figure as a file's bytes, in the project's fonts."""
    buffer = io.BytesIO()
    with styled():
        figure.savefig(buffer, format=kind, dpi=dpi, metadata=metadata)
    return buffer.getvalue()
