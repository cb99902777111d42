"""Bytes → text: which encoding a file has, and what to do with bytes that do not fit.

UTF-8 shows itself: a valid file costs one decode. Between the legacy encodings validity says little
(almost every Big5 file is valid GB18030), so they are told apart by what the text would be: the
right one gives common characters, the wrong one rare ones.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache

from caselib.read.common import SIMPLIFIED, TRADITIONAL

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_DECLARED = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-gbk": "gb18030"}
_NAMES = {"gb18030": "GB18030", "big5hkscs": "Big5", "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
# Worth of one character: a common one, one of the standards' first levels or a mark, any other, a bad byte.
_COMMON, _KNOWN, _RARE, _BAD = 3.0, 1.0, -2.0, -4.0
# Below this mean worth no candidate is taken for Chinese: half of the characters would be rare.
_ENOUGH = 0.0
_SAMPLE = 40_000  # bytes that are judged
# Three Chinese characters in UTF-8; in the legacy encodings such bytes meet about once in a million characters.
_UTF8 = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){3}")
_MARKS = "，。、；：？！“”‘’（）《》「」『』【】…—～·　○●■□◆①②③④⑤⑥⑦⑧⑨⑩﹐﹑％"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded file: its text without byte-order mark, the encoding, and the bad bytes (each one U+FFFD in the text).

    ``other`` is the encoding of single lines that are in another one, ``lines`` how many they are, ``first_other`` where the first begins.
    """

    text: str
    encoding: str
    bad: int = 0
    first_bad: int = 0
    other: str = ""
    lines: int = 0
    first_other: int = 0

    @property
    def name(self) -> str:
        """The encoding's name as people write it."""
        return called(self.encoding)


def called(encoding: str) -> str:
    """An encoding's name as people write it."""
    return _NAMES.get(encoding, encoding)


def _each_byte(error: UnicodeError) -> tuple[str, int]:
    """One U+FFFD for every byte (Python's own ``replace`` gives one for a run of them)."""
    assert isinstance(error, UnicodeDecodeError)
    return "\ufffd" * (error.end - error.start), error.end


codecs.register_error("caselib.each_byte", _each_byte)


def decode(data: bytes, declared: str = "") -> Decoded | None:
    """The text of ``data``, or ``None`` if it is no text in an encoding that we know.

    Parameters
    ----------
    declared
        What the file says about itself (a web page's ``charset``); believed where the bytes fit it.

    Examples
    --------
    >>> decode("投诉电话".encode("gbk")).text, decode("投訴電話".encode("big5")).text
    ('投诉电话', '投訴電話')
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], encoding)
    if b"\0" not in data:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if not _doubtful(data, text):
                return Decoded(text, "utf-8")
    return _by_content(data, declared)


def _by_content(data: bytes, declared: str) -> Decoded | None:
    encoding = _DECLARED.get(declared.strip().lower(), "")
    if encoding:
        found = _decoded(data, encoding)
        if not found.bad:
            return found
    scores = {name: worth(_sample(data, name)) for name in _CANDIDATES if not name.startswith("utf-16") or _may_be_utf16(data)}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > _ENOUGH and not (b"\0" in data and not best.startswith("utf-16")):
        return _decoded(data, best) if best.startswith("utf-16") else _by_lines(data, best)
    return _last_resort(data)


def _decoded(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        first = len(data[: error.start].decode(encoding, "ignore"))
    text = data.decode(encoding, "caselib.each_byte")
    genuine = data.count("\ufffd".encode(encoding)) if encoding != "big5hkscs" else 0
    return Decoded(text, encoding, max(1, text.count("\ufffd") - genuine), first)


def _by_lines(data: bytes, encoding: str) -> Decoded:
    """The file in its encoding, single lines in another where they are plainly so: logs and mails that were copied together."""
    whole = _decoded(data, encoding)
    if not whole.bad and (encoding == "utf-8" or not _UTF8.search(data)):
        return whole
    pieces: list[str] = []
    first, lines, other = 0, 0, ""
    for line in data.split(b"\n"):
        found = None if line.isascii() else _other(line, encoding, other)
        if found:
            first, lines, other = (first if lines else sum(map(len, pieces)) + len(pieces)), lines + 1, found
        pieces.append(line.decode(found or encoding, "caselib.each_byte"))
    if not lines:
        return whole
    text = "\n".join(pieces)
    return Decoded(text, encoding, text.count("\ufffd"), max(0, text.find("\ufffd")), other, lines, first)


def _other(line: bytes, encoding: str, before: str) -> str:
    """The encoding of a line that is not in its file's: one that it fits without a fault and in which it is Chinese; that of the lines before first."""
    fits = _strict(line, encoding) is not None
    if fits and encoding == "utf-8":
        return ""
    # Of a line that fits, only UTF-8 says something: nearly any bytes fit the other two.
    names = ("utf-8",) if fits else tuple(dict.fromkeys((before or "utf-8", "utf-8", "gb18030", "big5hkscs")))
    for name in names:
        text = None if name == encoding else _strict(line, name)
        if text is not None and worth(text) > max(_ENOUGH, worth(line.decode(encoding, "caselib.each_byte"))):
            return name
    return ""


def _strict(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def _doubtful(data: bytes, text: str) -> bool:
    """Valid UTF-8 by chance: a few two-byte characters (Latin, Greek, Cyrillic) that GB18030 reads as Chinese ones."""
    return (
        len(data) < 200 and not text.isascii() and all(char < "\u0800" for char in text) and worth(text) < worth(_sample(data, "gb18030"))
    )


def _may_be_utf16(data: bytes) -> bool:
    return len(data) % 2 == 0 or b"\0" in data


def _sample(data: bytes, encoding: str) -> str:
    """What the beginning of ``data`` would be; the last few characters may have been cut through and are left off."""
    if len(data) <= _SAMPLE:
        return data.decode(encoding, "caselib.each_byte")
    return data[:_SAMPLE].decode(encoding, "caselib.each_byte")[:-4]


def worth(text: str) -> float:
    """Mean worth of the characters that are not ASCII: 3 where all are common Chinese ones, negative for a wrong decoding.

    Examples
    --------
    >>> worth("投诉电话") > 2 > 0 > worth("投诉电话".encode("gbk").decode("big5hkscs", "replace"))
    True
    """
    table = _worths()
    others = [char for char in text if char > "\x7f" or char == "\0"]
    if not others:
        return 0.5
    return sum(table.get(char, _RARE) for char in others) / len(others)


@cache
def _worths() -> dict[str, float]:
    known = dict.fromkeys(_rows("gb2312", range(0xB0, 0xD8)) + _rows("big5", range(0xA4, 0xC7)), _KNOWN)
    return known | dict.fromkeys(SIMPLIFIED + TRADITIONAL + _MARKS, _COMMON) | {"\ufffd": _BAD, "\0": _BAD}


def _rows(encoding: str, leads: range) -> str:
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    return b"".join(bytes((lead, trail)) for lead in leads for trail in trails).decode(encoding, "ignore")


def _last_resort(data: bytes) -> Decoded | None:
    """Other languages' encodings, by charset-normalizer (0.1 to 1 s a file)."""
    if b"\0" in data:
        return None
    from charset_normalizer import from_bytes

    found = from_bytes(data[:_SAMPLE]).best()
    return None if found is None else _decoded(data, found.encoding)
