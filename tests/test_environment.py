"""What is installed: the three lists agree, importing is quick, and nothing committed names a machine."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# conda-forge's name → the index's name.
CONDA = {"matplotlib-base": "matplotlib", "brotli-python": "brotli"}


def name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def pinned(lines: list[str], sign: str) -> dict[str, str]:
    return {CONDA.get(name(line), name(line)): line.split(sign, 1)[1].split(";")[0].strip() for line in lines if sign in line}


CONSTRAINTS = pinned([line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")], "==")
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PIP = next(entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict))
CONDA_PINS = pinned([entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, str) and not entry.startswith("python")] +
                    [entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, str) and entry.startswith("python-")], "=") | pinned(PIP, "==")  # fmt: skip


def wanted(*extras: str) -> set[str]:
    lists = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in extras)]
    return {name(requirement) for each in lists for requirement in each} - {"caselib"}


def test_constraints_pin_everything_that_is_asked_for():
    assert wanted("notebook", "report", "train", "scale", "test") <= CONSTRAINTS.keys()


def test_the_conda_environment_holds_the_same_versions():
    assert wanted("notebook", "report", "train", "scale") <= CONDA_PINS.keys()
    assert {package: CONSTRAINTS[package] for package in CONDA_PINS} == CONDA_PINS


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def test_pins_are_within_what_the_project_allows():
    for each in (*PROJECT["dependencies"], *(entry for extra in PROJECT["optional-dependencies"].values() for entry in extra)):
        least = re.search(r">=([\d.]+)", each)
        if least:
            assert numbers(CONSTRAINTS[name(each)]) >= numbers(least[1]), each


def test_constraints_have_no_addresses():
    assert not [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if "://" in line or " @ " in line or line.startswith("-")]


def test_importing_costs_little_beside_starting_python():
    """What takes long is imported where it is used. Counted, not timed: modules are the same on a machine that is busy."""
    code = "import sys; before = set(sys.modules); import caselib; print(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True).stdout.split()
    assert [module for module in loaded if module.startswith("caselib")] == ["caselib"]
    assert not {module.split(".")[0] for module in loaded} - sys.stdlib_module_names - {"caselib"}
    assert len(loaded) < 20


@pytest.fixture(scope="module")
def committed() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is no git checkout, so nothing is known to be committed")
    texts = {}
    for entry in filter(None, listed.stdout.split("\0")):
        if (ROOT / entry).is_file():
            try:
                texts[entry] = (ROOT / entry).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return texts


# Written apart, so that this file does not find itself.
MACHINES = ["/" + "work/", "/" + "home/", "/" + "Users/", "/" + "root/", "C:" + "\\Users"]
HOSTS = re.compile(r"(?:pypi|proxy|mirror|registry|artifactory|nexus)[\w.-]*\.(?:internal|local|corp|lan)\b|(?:\d{1,3}\.){3}\d{1,3}:\d{2,5}|local"
                   r"host:(?!8000/v1)")  # but the example of a language model of one's own


def test_nothing_committed_names_a_machine(committed):
    found = [(entry, word) for entry, text in committed.items() for word in MACHINES if word in text]
    found += [(entry, hit[0]) for entry, text in committed.items() if (hit := HOSTS.search(text))]
    assert not found


def test_no_large_file_is_committed():
    """The largest is the Chinese font, without which figures have empty boxes."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is no git checkout, so nothing is known to be committed")
    sizes = {entry: (ROOT / entry).stat().st_size for entry in filter(None, listed.stdout.split("\0")) if (ROOT / entry).is_file()}
    assert not {entry: size for entry, size in sizes.items() if size > 6_000_000}
