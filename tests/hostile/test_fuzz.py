"""The inputs that fuzzing kept, and what hypothesis makes up, through every target of ``benchmarks/fuzz``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FUZZ = Path(__file__).resolve().parents[2] / "benchmarks" / "fuzz"
KEPT = sorted((FUZZ / "corpus").glob("*/*"))
NAMES = ("clean", "codebook", "codings", "extract", "jsonl", "log", "privacy", "qdpx", "read", "segment")


@pytest.fixture(scope="module")
def targets():
    sys.path.insert(0, str(FUZZ))
    try:
        import targets

        with targets.loosened():
            yield targets.TARGETS
    finally:
        sys.path.remove(str(FUZZ))


def test_every_target_is_known(targets):
    assert tuple(targets) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_kept_inputs_break_no_promise(targets, name: str):
    for path in KEPT:
        if path.parent.name == name:
            targets[name](path.read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_any_bytes_break_no_promise(targets, name: str):
    @settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], database=None)
    @given(st.binary(max_size=120))
    def run(data: bytes) -> None:
        targets[name](data)

    run()
