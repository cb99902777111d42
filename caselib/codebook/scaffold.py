"""Start a codebook for another field: a small one that works, whose comments say what to put in its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from caselib.codebook.codebook import Codebook
from caselib.errors import InputError
from caselib.files import text_written_whole

TEMPLATE = Path(__file__).parent / "template"
FILES = ("codebook.yaml", "causes/example_cause.yaml", "actions/example_action.yaml", "outcomes/example_outcome.yaml", "readme.txt")
EXAMPLE = "example_"
# The annotation guide asks for 20 to 60 passages a code; from 10 on a code can be learned at all.
ENOUGH_PASSAGES = 20


def scaffold(folder: Path | str, title: str = "") -> list[Path]:
    """Write the files of a new codebook; returns their paths.

    Parameters
    ----------
    folder
        Must not exist yet, or be empty: nothing is ever overwritten.
    title
        Of the codebook; its folder's name if there is none.

    Raises
    ------
    InputError
        If something stands there already.

    Examples
    --------
    >>> import tempfile
    >>> from caselib.codebook import check
    >>> folder = Path(tempfile.mkdtemp()) / "parks"
    >>> [path.name for path in scaffold(folder, "公园服务")][0], check(folder)
    ('codebook.yaml', [])
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is there already and not empty; name a folder that is not there yet: nothing is overwritten")
    heading = " ".join(title.split()) or folder.resolve().name
    blanks = {
        "__NAME__": re.sub(r"[^A-Za-z0-9_]+", "_", folder.resolve().name).strip("_").lower() or "codebook",
        "__TITLE__": json.dumps(heading, ensure_ascii=False),
        "__HEADING__": heading,
        "__FOLDER__": str(folder),
    }
    written = []
    for name in FILES:
        path = folder / name.replace("readme.txt", "README.md")
        with text_written_whole(path) as file:
            file.write(_filled((TEMPLATE / name).read_text(encoding="utf-8"), blanks))
        written.append(path)
    return written


def hints(book: Codebook) -> Iterator[tuple[str, str]]:
    """What a sound codebook could still have, as (key of the sentence, what it is about)."""
    for role in ("cause", "action", "outcome"):
        if not book.role(role):
            yield "hint_role", role
    examples = [code for code in book.codes if code.startswith(EXAMPLE)]
    if examples:
        yield "hint_example", ", ".join(examples)
    own = [code for code in book.codes.values() if code.id not in examples]
    lacking = {
        "hint_passages": [c.id for c in own if sum(not p.counter for p in c.passages) < ENOUGH_PASSAGES],
        "hint_counter": [c.id for c in own if not any(p.counter for p in c.passages)],
        "hint_cues": [c.id for c in own if not c.cues],
        "hint_label": [c.id for c in own if not {"zh", "en"} <= c.label.keys()],
    }
    yield from ((key, ", ".join(codes)) for key, codes in lacking.items() if codes)


def _filled(text: str, blanks: dict[str, str]) -> str:
    return re.sub(r"__[A-Z]+__", lambda blank: blanks[blank[0]], text)
