"""The characters of one page as a web font inside it, for machines without Chinese fonts."""

from __future__ import annotations

import base64
import io

from caselib.assets import FONT

NAME = "CaselibReport"


def font_face(page: str) -> str:
    """A ``@font-face`` rule with the page's own characters, or nothing where fonttools and brotli (the extra ``report``) are not installed.

    The page names it behind the usual Chinese families, so that a machine that has one never decodes it.
    """
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
    worker.populate(unicodes={ord(char) for char in set(page) if ord(char) > 0x20})
    worker.subset(font)
    font.flavor = "woff2"
    buffer = io.BytesIO()
    font.save(buffer, reorderTables=False)
    data = base64.b64encode(buffer.getvalue()).decode()
    return f"@font-face{{font-family:{NAME};src:url(data:font/woff2;base64,{data}) format('woff2')}}"
