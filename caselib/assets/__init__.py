"""Files that ship with caselib: the Chinese font with its licence, page templates, and labels in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from caselib.messages import language

FOLDER = Path(__file__).parent
FONT = FOLDER / "fonts" / "CaselibSansSC-Regular.otf"
TEMPLATES = FOLDER / "templates"


def word(key: str, lang: str | None = None, **blanks: object) -> str:
    """The label or sentence of ``key`` in labels.yaml, with its blanks filled.

    Examples
    --------
    >>> word("role.cause", "zh"), word("role.cause", "en")
    ('原因', 'Cause')
    """
    text = labels()[key][language(lang)]
    return text.format(**blanks) if blanks else text


@cache
def labels() -> dict[str, dict[str, str]]:
    """All labels: key → language → text."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, dict[str, Any]] = yaml.load((FOLDER / "labels.yaml").read_text(encoding="utf-8"), Loader=loader)
    return {f"{group}.{key}": texts for group, entries in content.items() for key, texts in entries.items()}
