"""Every regular expression and every cue over growing adversarial lines: does the time grow with the line, or with its square?

``python benchmarks/linear.py [--quick]``. For each compiled pattern of every module, and each cue and hint of the codebook, lines
are made of what the pattern nearly matches (a sample of it cut short, its characters, its repeatable parts), repeated to 2,000 and
to 16,000 characters. A pattern is called out where the longer line takes more than 2.5 times eight times as long, and at least
20 ms. Prints the slowest; exits with 1 where one is called out.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from re import _constants as c
from re import _parser
from typing import Any

SHORT, LONG, WORST, LEAST = 2_000, 16_000, 2.5, 0.02
FILLERS = ("1", " ", "客", "a", "，", "1 ", "一", "x。")


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every compiled pattern that a module of caselib holds, in tuples and dictionaries too, and those written out in calls, with their places."""
    import caselib

    seen: set[int] = set()
    for info in pkgutil.walk_packages(caselib.__path__, "caselib."):
        if info.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(info.name)
        except ImportError:
            continue
        for name, value in vars(module).items():
            for number, found in enumerate(_within(value)):
                if id(found) not in seen:
                    seen.add(id(found))
                    yield f"{info.name}.{name}[{number}]", found
        for line, found in _called(module):
            if id(found) not in seen:
                seen.add(id(found))
                yield f"{info.name}:{line}", found


def _called(module: Any) -> Iterator[tuple[int, re.Pattern[Any]]]:
    """Patterns that stand as words in a call of ``re``."""
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "re":
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes) and node.func.attr != "escape":
                with contextlib.suppress(re.error):
                    yield node.lineno, re.compile(first.value)


def _within(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, tuple | list | frozenset | set):
        for inner in value:
            yield from _within(inner, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        yield from _within(tuple(value.values()), depth + 1)


def sample(parsed: Iterable[Any], pick: int, groups: dict[int, str]) -> str:
    """A string that a parsed pattern matches, or nearly; ``pick`` chooses among alternatives."""
    out = ""
    for op, argument in parsed:
        if op is c.LITERAL:
            out += chr(argument)
        elif op is c.NOT_LITERAL:
            out += "客" if argument != ord("客") else "户"
        elif op is c.ANY:
            out += "客"
        elif op is c.IN:
            out += _member(argument, pick)
        elif op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            low, high, inner = argument
            out += sample(inner, pick, groups) * min(int(high), max(int(low), 1 + pick % 3))
        elif op is c.BRANCH:
            out += sample(argument[1][pick % len(argument[1])], pick, groups)
        elif op is c.SUBPATTERN:
            inner_text = sample(argument[-1], pick, groups)
            groups[argument[0] or 0] = inner_text
            out += inner_text
        elif op is c.GROUPREF:
            out += groups.get(argument, "")
        elif op is c.ATOMIC_GROUP:
            out += sample(argument, pick, groups)
    return out


def _member(options: list[Any], pick: int) -> str:
    if options[0][0] is c.NEGATE:
        return "客"
    op, argument = options[pick % len(options)]
    if op is c.LITERAL:
        return chr(argument)
    if op is c.RANGE:
        return chr(argument[0])
    return {c.CATEGORY_DIGIT: "1", c.CATEGORY_SPACE: " "}.get(argument, "客")


def lines(source: str, flags: int) -> list[str]:
    """What is repeated to make lines: samples whole and cut short, and fillers."""
    found: list[str] = []
    parsed = _parser.parse(source, flags & ~re.DEBUG)
    for pick in range(3):
        text = sample(parsed, pick, {})
        found += [text, text[:-1], text[: len(text) // 2], text[:1], text[-1:]]
    return [piece for piece in dict.fromkeys((*found, *FILLERS)) if piece]


def grown(run: Callable[[str], Any], piece: str) -> tuple[float, float]:
    """Seconds on the short and on the long line."""
    taken = []
    for size in (SHORT, LONG):
        line = (piece * (size // len(piece) + 1))[:size]
        started = time.process_time()
        run(line)
        taken.append(time.process_time() - started)
    return taken[0], taken[1]


def bad(short: float, long: float) -> bool:
    """Whether the time grew much faster than the line."""
    return long > LEAST and long > WORST * LONG / SHORT * max(short, 0.0005)


def over_patterns(quick: bool = False) -> Iterator[tuple[float, float, str, str]]:
    """Short and long seconds, name and piece, the worst piece of each pattern."""
    for name, pattern in patterns():
        worst = (0.0, 0.0, name, "")
        byte = isinstance(pattern.pattern, bytes)
        source = pattern.pattern.decode("latin-1") if byte else pattern.pattern
        for piece in lines(source, pattern.flags & ~re.UNICODE if byte else pattern.flags)[: 8 if quick else None]:
            def run(line: str, pattern: re.Pattern[Any] = pattern, byte: bool = byte) -> None:
                for _ in pattern.finditer(line.encode() if byte else line):
                    pass

            short, long = grown(run, piece)
            if bad(short, long):  # once more: another process may have had the processor's caches
                short, long = grown(run, piece)
            if (bad(short, long), long) > (bad(*worst[:2]), worst[1]):
                worst = (short, long, name, piece)
        yield worst


def over_cues(quick: bool = False) -> Iterator[tuple[float, float, str, str]]:
    """The same over the codebook's cues, and its hints unless it must be quick."""
    from caselib.codebook import load

    for code in load().codes.values():
        for number, pattern in enumerate((*code.patterns, *(() if quick else code.hint_patterns))):
            worst = (0.0, 0.0, f"{code.id} {number} {pattern.text[:40]}", "")
            for part in pattern.parts:
                for piece in lines(part, 0)[: 3 if quick else 6]:
                    short, long = grown(lambda line, pattern=pattern: pattern.search(line, 0, len(line)), piece)
                    if bad(short, long):
                        short, long = grown(lambda line, pattern=pattern: pattern.search(line, 0, len(line)), piece)
                    if (bad(short, long), long) > (bad(*worst[:2]), worst[1]):
                        worst = (short, long, worst[2], piece)
            yield worst


def main() -> int:
    """Print the slowest and what was called out."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    called = 0
    for title, measured in (("patterns", over_patterns(given.quick)), ("cues and hints", over_cues(given.quick))):
        found = sorted(measured, key=lambda row: (bad(*row[:2]), row[1]), reverse=True)
        wrong = [row for row in found if bad(*row[:2])]
        called += len(wrong)
        print(f"{len(found)} {title}, {len(wrong)} that grow faster than the line\n{'2,000':>9}{'16,000':>9}  (ms)")
        for short, long, name, piece in found[: max(8, len(wrong))]:
            print(f"{short * 1e3:9.2f}{long * 1e3:9.2f}  {'✗ ' if bad(short, long) else ''}{name}  {piece[:30]!r}")
    return int(bool(called))


if __name__ == "__main__":
    sys.exit(main())
