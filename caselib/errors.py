"""What can go wrong, said so that the reader knows where it is and what to do next.

Two kinds of trouble are kept apart. A :class:`Problem` is a record: something about one file or one
place in it, listed with the results while the rest of the run goes on. A :class:`CaselibError` ends
the call: the request itself could not be understood or carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from caselib.messages import MESSAGES, message

_SHOWN = 160  # characters of a name


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is, as a person would look for it.

    Attributes
    ----------
    file
        The document's name, as in ``SourceText.doc``.
    place
        Page, slide, sheet row or paragraph in the compact form of ``Block.place`` (``"page:3"``), or empty.
    line, column
        1-based, in Unicode code points of the source text; 0 where they say nothing.
    """

    file: str
    place: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        tail = f":{self.line}:{self.column}" if self.line else ""
        # Folders a thousand deep would fill the screen: the beginning and the end tell which file it is.
        file = self.file if len(self.file) <= _SHOWN else f"{self.file[: _SHOWN // 2]}…{self.file[-_SHOWN // 2 :]}"
        return f"{file}{tail}" + (f" ({self.place})" if self.place else "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about the input that a person should know of; never a reason to stop.

    ``code`` names an entry of :data:`caselib.messages.MESSAGES`; ``details`` fill its blanks.
    ``level`` is ``"error"`` where content was lost to the run and ``"notice"`` where it was not.
    """

    code: str
    address: Address
    details: dict[str, str | int] = field(default_factory=dict)
    level: str = "error"

    def __post_init__(self) -> None:
        if self.code not in MESSAGES:
            raise ValueError(f"unknown problem code {self.code!r}; add it to caselib/messages.py")

    def message(self, lang: str | None = None) -> str:
        """Cause and next step in one sentence, without the address."""
        return message(self.code, lang, **self.details)

    def __str__(self) -> str:
        return f"{self.address}  {self.message()}"


class CaselibError(Exception):
    """Base of every error that caselib raises on purpose; its text is one readable sentence."""


class InputError(CaselibError):
    """Nothing could be read, or an argument names something that is not there."""


class CodebookError(CaselibError):
    """A codebook cannot be used; the text lists every fault with its address."""


class FormatError(CaselibError):
    """A stored case base, log or model is damaged or of a version that this release does not read."""


class TooFewError(CaselibError):
    """A statistic was asked of too few clusters; the text says how many there are and how many it takes."""
