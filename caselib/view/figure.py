"""Matplotlib figures that show themselves in a notebook, whatever backend is set."""

from __future__ import annotations

import io
import re
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from caselib.lang.printable import printable
from caselib.view.fonts import styled

SCREEN = 110  # dots an inch: a figure eight inches wide fills a notebook's column and stays sharp when doubled
INK, GREY, PALE = "#1B1F23", "#57606A", "#C3CBD2"
_SMALL = 7.6  # points of the small print


class Shown(Figure):
    """An ordinary figure. Notebooks ask it for a picture; only those made through pyplot are shown by matplotlib itself."""

    def _repr_png_(self) -> bytes:
        return picture(self, "png", SCREEN)


class Panel(Axes):
    """Ordinary axes that are alone in a figure of their own, and show it."""

    @property
    def whole(self) -> Figure:
        """The figure around the axes."""
        found = self.get_figure(root=True)
        assert isinstance(found, Figure)
        return found

    def get_size_inches(self) -> Any:
        """Width and height of the figure."""
        return self.whole.get_size_inches()

    def _repr_png_(self) -> bytes:
        return picture(self.whole, "png", SCREEN)


def begin(ax: Axes | None, body: tuple[float, float], margins: tuple[float, float, float, float]) -> Axes:
    """The axes given, or new ones of a figure of their own: ``body`` (width, height) inside ``margins`` (left, right, top, bottom), in inches."""
    if ax is not None:
        return ax
    left, right, top, bottom = margins
    width, height = left + body[0] + right, top + body[1] + bottom
    figure = Shown(figsize=(width, height))
    return figure.add_axes((left / width, bottom / height, body[0] / width, body[1] / height), axes_class=Panel)


def plain(ax: Axes, *, keep: str = "") -> None:
    """No frame but the sides named (``left``, ``bottom``), no tick marks."""
    for side, spine in ax.spines.items():
        spine.set_visible(side in keep.split())
        spine.set_color(PALE)
    ax.tick_params(length=0, labelsize=9)


def head(ax: Axes, text: str) -> None:
    """A title in 12 points, smaller where it would not fit the figure."""
    figure = figure_of(ax)
    box, width = ax.get_position(), figure.get_size_inches()[0]
    # Centred over the axes: what is free on the narrower side counts twice.
    room = width * 2 * min(box.x0 + box.width / 2, 1 - box.x0 - box.width / 2)
    ax.set_title(text, fontsize=12 * min(1.0, max(0.7, room / max(inches([text], 12), 0.1))), color=INK, pad=9)


def note(ax: Axes, text: str, *, below: float, width: float = 0.0) -> None:
    """Small print under the axes, ``below`` inches under its lower edge and ``width`` inches to the left of its left one, in lines that fit the figure."""
    box, room = ax.get_position(), figure_of(ax).get_size_inches()[0]
    free = room * (1 - box.x0) + width - 0.1
    lines = [line for part in text.split("\n") for line in _wrapped(part, free)]
    ax.annotate(
        "\n".join(lines), (0, 0), xycoords="axes fraction", xytext=(-72 * width, -72 * below), textcoords="offset points", fontsize=_SMALL, color=GREY,
        va="top", ha="left", annotation_clip=False,
    )  # fmt: skip


def deep(text: str, room: float) -> float:
    """How many inches a :func:`note` of at most ``room`` inches reaches down.

    Examples
    --------
    >>> deep("", 3.0)
    0.0
    """
    return 0.13 * len(_wrapped(text, room)) if text else 0.0


def _wrapped(text: str, room: float) -> list[str]:
    """Lines of at most ``room`` inches, broken behind a space or a Chinese mark where there is one."""
    lines = [""]
    for piece in re.findall(r"[^\s，。；：、]*[\s，。；：、]?", text):
        if lines[-1] and inches([lines[-1] + piece.rstrip()], _SMALL) > room:
            lines.append("")
        lines[-1] += piece
    return lines


def figure_of(drawn: Figure | Axes) -> Figure:
    """The figure itself, or that of the axes."""
    if isinstance(drawn, Figure):
        return drawn
    found = drawn.get_figure(root=True)
    assert isinstance(found, Figure)
    return found


def picture(figure: Figure, kind: str, dpi: int, metadata: dict[str, Any] | None = None) -> bytes:
    """The figure as a file's bytes, in the project's fonts."""
    buffer = io.BytesIO()
    with styled():
        figure.savefig(buffer, format=kind, dpi=dpi, metadata=metadata)
    # A label may hold a control character, which no XML reader takes.
    return printable(buffer.getvalue().decode("utf-8")).encode() if kind == "svg" else buffer.getvalue()


def inches(labels: Any, size: float = 9.0) -> float:
    """Width of the longest label: a Chinese character is one em wide, a Latin letter a little over half of one."""
    return max((sum(1.0 if ord(char) > 0x2E7F else 0.56 for char in str(label)) for label in labels), default=4.0) * size / 72
