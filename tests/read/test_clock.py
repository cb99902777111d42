"""The time limit of a file is that of its reader: what is done with its texts in between does not count."""

from __future__ import annotations

import io
import zipfile
from types import SimpleNamespace

import pytest

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read import Limits, formats, options, read


@pytest.fixture
def now(monkeypatch):
    """A clock that is put forward by hand."""
    time = [0.0]
    monkeypatch.setattr(options, "time", SimpleNamespace(monotonic=lambda: time[0]))
    return time


@pytest.fixture
def archive(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in ("a.txt", "b.txt", "c.txt"):
            file.writestr(name, "客户投诉空调不制冷。")
    path = tmp_path / "a.zip"
    path.write_bytes(packed.getvalue())
    return path


def test_a_slow_caller_is_not_a_slow_file(now, archive):
    found = []
    for text in read(archive, limits=Limits(seconds=300)):
        found.append(text)
        now[0] += 1_000
    assert [type(each) for each in found] == [SourceText] * 3


def test_a_slow_reader_is_stopped_however_its_time_is_divided(now, archive, monkeypatch):
    quick = formats.detect

    def slow(raw):
        now[0] += 200
        return quick(raw)

    monkeypatch.setattr(formats, "detect", slow)
    found = []
    for text in read(archive, limits=Limits(seconds=500)):
        found.append(text)
        now[0] += 1_000
    # The archive itself 200, its first member 400, its second 600: the third is too late.
    assert [each.code if isinstance(each, Problem) else each.doc for each in found] == ["a.zip!a.txt", "a.zip!b.txt", "too_slow"]
