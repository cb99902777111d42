"""The architecture of design.md is the import contract of pyproject.toml, and it is kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    if not program.is_file() and not shutil.which("lint-imports"):
        pytest.skip("import-linter is missing: pip install 'caselib[test]'")
    return subprocess.run([str(program), "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_contract_is_kept():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert "Contracts: 3 kept, 0 broken." in done.stdout


def test_a_breach_is_seen(tmp_path: Path):
    shutil.copytree(ROOT / "caselib", tmp_path / "caselib", ignore=shutil.ignore_patterns("*.npz", "*.otf", "*.yaml", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / "caselib" / "clean" / "spaces.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n\ndef breach():\n    from caselib.segment import segment\n\n    return segment\n", encoding="utf-8")
    done = lint(tmp_path)
    assert done.returncode == 1
    assert "caselib.clean.spaces -> caselib.segment" in done.stdout


def test_every_package_has_its_layer_and_few_imports_are_excepted():
    (layers,) = [contract for contract in CONTRACTS if contract["type"] == "layers"]
    named = {name.strip() for layer in layers["layers"] for name in layer.split("|")}
    there = {path.stem for path in (ROOT / "caselib").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()} - {"__init__"}
    assert there == named
    assert len(layers["ignore_imports"]) <= 2


def test_every_folder_with_code_is_a_package():
    folders = {path.parent for path in (ROOT / "caselib").rglob("*.py")}
    assert not [folder for folder in folders if not (folder / "__init__.py").is_file()]
