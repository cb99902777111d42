"""The guard of student files: no sentence that tells an outcome may stand in them, however it is written."""

from __future__ import annotations

import base64
import binascii
import html
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from caselib.errors import CaselibError
from caselib.teach.story import squeezed

LEAST = 4  # characters of a secret: shorter ones (满意, 退了款) are words of the language that say nothing of this case
_ESCAPE = re.compile(r"\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_TAG = re.compile(r"<[^<>]{0,2000}>")


def leaks(path: Path | str, secrets: Iterable[str]) -> list[str]:
    """The secrets found in a file: plain, as entities, as escapes of scripts or addresses, in base64, across tags, inside a Word file."""
    found = {squeezed(view) for view in views(_text(Path(path)))}
    return [secret for secret in secrets if len(words := squeezed(secret)) >= LEAST and any(words in view for view in found)]


def guard(path: Path | str, secrets: Iterable[str], name: str = "") -> None:
    """Refuse a student file that tells an outcome; ``name`` is what it is to be called.

    Raises
    ------
    CaselibError
        Naming the first sentence; the file is to be thrown away.
    """
    found = leaks(path, secrets)
    if found:
        raise CaselibError(f"{name or Path(path).name} was not written: it would have told students the ending ({found[0][:20]}…); mark that outcome in the case base")


def views(text: str) -> Iterator[str]:
    """A text in every writing that a browser or a curious student could undo."""
    for view in (text, html.unescape(text), html.unescape(html.unescape(text)), unquote(text), _unescaped(text)):
        yield view
        yield _TAG.sub("", view)
    for match in _BASE64.finditer(text):
        yield from _decoded(match[0])


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)), text)


def _decoded(run: str) -> Iterator[str]:
    # URL-safe and ordinary alphabet alike; a run may start anywhere in a longer word, so only whole quadruples are read.
    kept = run.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        data = base64.b64decode(kept + "=" * (-len(kept) % 4))
    except (binascii.Error, ValueError):
        return
    for encoding in ("utf-8", "utf-16-le", "gb18030"):
        yield data.decode(encoding, "ignore")


def _text(path: Path) -> str:
    if not zipfile.is_zipfile(path):
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist() if name.endswith((".xml", ".rels")))
