"""A strict reader of GIFT, written from the format's description in Moodle's documentation, not from our writer.

It knows multiple choice with one right answer, and matching; everything else is an error, and so is any special character
that is not escaped.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SPECIAL = "~=#{}:"


@dataclass
class Read:
    title: str
    stem: str
    options: list[tuple[bool, str, str]] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    feedback: str = ""


def read_gift(text: str) -> list[Read]:
    if text.startswith("\ufeff"):
        raise ValueError("byte-order mark")
    questions = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line for line in block.split("\n") if not line.startswith("//")]
        block = "\n".join(lines).strip()
        if block and not block.startswith("$CATEGORY:"):
            questions.append(_question(block))
    return questions


def _tokens(text: str) -> list[tuple[str, bool]]:
    """(character, whether it is the format's own)."""
    found, i = [], 0
    while i < len(text):
        if text[i] == "\\":
            if i + 1 == len(text) or text[i + 1] not in SPECIAL + "\\n":
                raise ValueError(f"stray backslash in {text[max(0, i - 20) : i + 5]!r}")
            found.append(("\n" if text[i + 1] == "n" else text[i + 1], False))
            i += 2
        else:
            found.append((text[i], text[i] in SPECIAL))
            i += 1
    return found


def _plain(tokens: list[tuple[str, bool]]) -> str:
    if any(own for _, own in tokens):
        raise ValueError(f"unescaped special character in {''.join(c for c, _ in tokens)!r}")
    return "".join(c for c, _ in tokens).strip()


def _find(tokens: list[tuple[str, bool]], mark: str, start: int = 0) -> int:
    for i in range(start, len(tokens) - len(mark) + 1):
        if all(tokens[i + k] == (mark[k], True) for k in range(len(mark))):
            return i
    return -1


def _question(block: str) -> Read:
    tokens = _tokens(block)
    if _find(tokens, "::") != 0:
        raise ValueError("no title")
    end = _find(tokens, "::", 2)
    title = _plain(tokens[2:end])
    opening, closing = _find(tokens, "{"), _find(tokens, "}")
    if closing != len(tokens) - 1 or opening < end:
        raise ValueError("braces")
    stem = _plain(tokens[end + 2 : opening])
    if not stem.startswith("[plain]"):
        raise ValueError("format")
    made = Read(title, stem.removeprefix("[plain]"))
    body = tokens[opening + 1 : closing]
    general = _find(body, "####")
    if general >= 0:
        made.feedback, body = _plain(body[general + 4 :]), body[:general]
    starts = [i for i, (c, own) in enumerate(body) if own and c in "=~"]
    if "".join(c for c, _ in body[: starts[0]]).strip():
        raise ValueError("text before the first answer")
    for left, right in zip(starts, [*starts[1:], len(body)], strict=True):
        _answer(made, body[left][0] == "=", body[left + 1 : right])
    if bool(made.options) == bool(made.pairs):
        raise ValueError("neither choice nor matching, or both")
    if made.options and sum(right for right, _, _ in made.options) != 1:
        raise ValueError("not one right answer")
    if made.pairs and len(made.pairs) < 3:
        raise ValueError("matching needs three pairs")
    return made


def _answer(made: Read, right: bool, tokens: list[tuple[str, bool]]) -> None:
    sharp = _find(tokens, "#")
    words, feedback = (tokens, []) if sharp < 0 else (tokens[:sharp], tokens[sharp + 1 :])
    text = _plain(words)
    if right and sharp < 0 and " -> " in text:
        left, _, side = text.partition(" -> ")
        if "->" in left + side or not left.strip() or not side.strip():
            raise ValueError("arrow inside a pair")
        made.pairs.append((left.strip(), side.strip()))
    elif not text or text.startswith("%"):
        raise ValueError("empty or weighted answer")
    else:
        made.options.append((right, text, _plain(feedback)))
