"""Lint and types are clean; modules and functions stay within their budgets."""

from __future__ import annotations

import ast
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "caselib").rglob("*.py"))
MODULE_LINES, FUNCTION_LINES, PARAMETERS = 300, 40, 6
# A budget is reported when it is passed, and refused when it is passed by a third.
SLACK = 4 / 3


def within(budget: int, found: dict[str, int]) -> None:
    over = {name: size for name, size in found.items() if size > budget}
    if over:
        warnings.warn(f"over the budget of {budget}: {over}", stacklevel=2)
    assert not {name: size for name, size in over.items() if size > budget * SLACK}


def run(*command: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, timeout=600)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_ruff_finds_nothing():
    pytest.importorskip("ruff", reason="ruff is missing: pip install 'caselib[test]'")
    assert run("ruff", "check", "--no-cache", ".") == ""


@pytest.mark.slow
def test_mypy_strict_finds_nothing():
    pytest.importorskip("mypy", reason="mypy is missing: pip install 'caselib[test]'")
    assert run("mypy") == ""


def test_modules_are_short():
    within(MODULE_LINES, {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES})


def functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def body_lines(node: ast.FunctionDef) -> int:
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


def test_functions_are_short():
    within(FUNCTION_LINES, {name: body_lines(node) for path in MODULES for name, node in functions(path)})


def test_functions_ask_for_little():
    """Options of a command are its interface with a person, and named arguments explain themselves: only places are counted."""
    within(PARAMETERS, {name: len(node.args.args) for path in MODULES if "cli" not in path.parts for name, node in functions(path)})


def test_public_functions_say_what_they_do():
    silent = [
        name
        for path in MODULES
        for name, node in functions(path)
        if not node.name.startswith("_") and not ast.get_docstring(node) and _is_top(path, node)
    ]
    assert not silent


def _is_top(path: Path, node: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.FunctionDef) and (each.name, each.lineno) == (node.name, node.lineno) for each in ast.parse(path.read_text(encoding="utf-8")).body)


def test_every_module_says_what_it_is():
    assert not [str(path.relative_to(ROOT)) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
