"""What teaching material says of its own: phrases and theory, read from the files beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from caselib.messages import language

FOLDER = Path(__file__).parent


def phrase(key: str, lang: str | None = None, /, **blanks: object) -> str:
    """The phrase of ``key`` with its blanks filled.

    Examples
    --------
    >>> phrase("numbered", "zh", n=2, title="一起银行投诉")
    '案例2　一起银行投诉'
    """
    text: str = _file("phrases.yaml")[key][language(lang)]
    return text.format(**blanks) if blanks else text


def known(key: str) -> bool:
    """Whether there is such a phrase."""
    return key in _file("phrases.yaml")


def todo(key: str, lang: str) -> str:
    """The mark for what the text does not give and the teacher is to add."""
    return phrase("todo", lang, what=phrase(key, lang))


def theory() -> dict[str, Any]:
    """The four theories with references, and the causes by dimension of service quality."""
    return _file("theory.yaml")


@cache
def _file(name: str) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=loader)
    return content
