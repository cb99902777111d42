"""The log of human decisions: JSON Lines, only ever appended to, one file a coder.

An event that :func:`append` has returned from is on the disk. A crash in the middle of writing loses
at most that event; the torn line is reported on reading and stays where it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from caselib.casebase.lines import json_line, not_newer
from caselib.coding.events import FORMAT, Event, event_from_dict, event_to_dict, now
from caselib.coding.lock import held
from caselib.errors import Address, InputError, Problem

__all__ = ["append", "effective", "held", "merge", "read_log", "redo", "undo"]


def append(path: Path | str, event: Event) -> None:
    """Add one event; on return it is on the disk.

    Whoever codes for a while holds the lock all the time (``with held(path):``), so that a second program is told at
    once; without it each call takes the lock for itself.

    Raises
    ------
    InputError
        If another process holds the log, or it cannot be written.
    """
    path = Path(path)
    line = json_line(event_to_dict(event)).encode()
    with held(path):
        fresh = not path.exists()
        try:
            _write(path, line)
            if fresh:
                _settle(path.parent)
        except OSError as error:
            raise InputError(
                f"{path} cannot be written ({error.strerror}); free some space or choose another place, then decide again"
            ) from error


def _write(path: Path, line: bytes) -> None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
    try:
        size = os.fstat(handle).st_size
        if size and _last(handle, size) != b"\n":
            line = b"\n" + line  # what a crash left of an earlier event keeps a line of its own
        written = os.write(handle, line)
        if written < len(line):
            os.ftruncate(handle, size)  # a full disk: nothing rather than half
            raise OSError(28, "no space left")
        os.fsync(handle)
    finally:
        os.close(handle)


def _last(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def _settle(folder: Path) -> None:
    """Make a new file's name as durable as its content, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_log(path: Path | str) -> tuple[list[Event], list[Problem]]:
    """The events of a log in the order of writing, and what is wrong with its other lines.

    A log that is not there is empty. An event that stands twice counts once.

    Raises
    ------
    FormatError
        If an event is of a newer format than this release reads.
    """
    path = Path(path)
    if not path.is_file():
        return [], []
    events: dict[str, Event] = {}
    problems: list[Problem] = []
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = Address(path.name, line=number, column=1)
        try:
            data = json.loads(line)
            if isinstance(data, dict):
                not_newer(f"{path}:{number}", data.get("format", FORMAT), FORMAT)
            event = event_from_dict(data)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            torn = number == len(lines)
            problems.append(Problem("torn_event" if torn else "bad_event", where))
            continue
        if data.get("id") != event.id:
            problems.append(Problem("changed_event", where, level="notice"))
        events.setdefault(event.id, event)
    return list(events.values()), problems


def merge(logs: Iterable[Iterable[Event]]) -> list[Event]:
    """The events of several coders in order of time; each coder's own order is kept."""
    return sorted((event for log in logs for event in log), key=lambda event: event.time)


def effective(events: Iterable[Event]) -> list[Event]:
    """The decisions that stand, in the order in which they were taken, undo and redo applied.

    An undo without ``of`` takes back the same coder's latest decision that stands, a redo the latest one
    taken back; a new decision ends what could be redone, as in any editor. Undo, then redo, gives exactly what was.
    """
    order: list[tuple[str, Event]] = []
    standing: dict[str, bool] = {}
    done: dict[str, list[str]] = {}
    undone: dict[str, list[str]] = {}
    for event in events:
        mine, gone = done.setdefault(event.coder, []), undone.setdefault(event.coder, [])
        if event.kind == "undo":
            _shift(event.of, mine, gone, standing, False)
        elif event.kind == "redo":
            _shift(event.of, gone, mine, standing, True)
        else:
            made = event.id
            order.append((made, event))
            standing[made] = True
            mine.append(made)
            gone.clear()
    return [event for made, event in order if standing[made]]


def _shift(wanted: str, source: list[str], target: list[str], standing: dict[str, bool], stands: bool) -> None:
    """Move an event (the last, if none is named) between what stands and what can be redone."""
    if not source or (wanted and wanted not in source):
        return
    moved = wanted or source[-1]
    source.remove(moved)
    target.append(moved)
    standing[moved] = stands


def undo(events: Sequence[Event], coder: str) -> Event | None:
    """The event that takes back the coder's latest decision, or ``None`` where there is none."""
    mine = [event for event in effective(events) if event.coder == coder]
    return Event("undo", coder, now(), mine[-1].case, mine[-1].doc, of=mine[-1].id) if mine else None


def redo(events: Sequence[Event], coder: str) -> Event | None:
    """The event that brings back what the coder took back last, or ``None``."""
    before = {event.id for event in effective(events)}
    tried = Event("redo", coder, now())
    back = [event for event in effective([*events, tried]) if event.id not in before]
    return Event("redo", coder, tried.time, back[0].case, back[0].doc, of=back[0].id) if back else None
