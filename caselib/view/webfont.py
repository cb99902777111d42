"""The characters that an output needs as a web font inside it, for machines without Chinese fonts."""

from __future__ import annotations

import base64
import io
from functools import lru_cache

from caselib.assets import FONT


def woff2(text: str) -> str:
    """The shipped font cut down to the characters of ``text``: woff2 in base64, or nothing where fonttools or brotli is missing."""
    return _cut("".join(sorted({char for char in text if ord(char) > 0x20})))


@lru_cache(maxsize=8)
def _cut(characters: str) -> str:
    try:
        import brotli  # type: ignore[import-untyped]  # noqa: F401
        from fontTools import subset
        from fontTools.ttLib import TTFont
    except ImportError:
        return ""
    # The font has no hints; asking to remove them would run through every outline once more.
    options = subset.Options(flavor="woff2", layout_features=[], hinting=True, notdef_outline=True, drop_tables=["GSUB", "GPOS", "DSIG", "vhea", "vmtx", "VORG"])
    # The boxes of the whole font hold for its parts; to work them out anew would take longer than all the rest.
    font = TTFont(FONT, lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=[ord(char) for char in characters])
    worker.subset(font)
    font.flavor = "woff2"
    buffer = io.BytesIO()
    font.save(buffer, reorderTables=False)
    return base64.b64encode(buffer.getvalue()).decode()
