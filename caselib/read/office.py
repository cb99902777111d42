"""Old office files through LibreOffice: run without a window, in a private profile, for a limited time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read.options import Limits, Raw

READER = "office/1"
_PROGRAMS = ("soffice", "libreoffice")
_PLACES = ("/Applications/LibreOffice.app/Contents/MacOS/soffice", r"C:\Program Files\LibreOffice\program\soffice.exe")
# Macros never run, and linked pictures and documents are not fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def program() -> str | None:
    """Where LibreOffice is, or ``None``."""
    for name in _PROGRAMS:
        if found := shutil.which(name):
            return found
    return next((place for place in _PLACES if Path(place).is_file()), None)


def convert(raw: Raw, kind: str, target: str, limits: Limits) -> bytes | Problem:
    """The file in a new format (``"docx"``, ``"xlsx"``, ``"pptx"``), or why there is none."""
    if _locked(raw, kind):
        return raw.problem("encrypted")
    soffice = program()
    if soffice is None:
        return raw.problem("needs_libreoffice", suffix=raw.suffix or f".{kind}")
    with tempfile.TemporaryDirectory(prefix="caselib-") as name:
        folder = Path(name)
        # A name of our own: LibreOffice then goes by the content, and the file's name reaches no command line.
        source = folder / f"source.{kind}"
        source.write_bytes(raw.data)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        command = [
            soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", target, "--outdir", str(folder / "out"), str(source),
        ]  # fmt: skip
        if not _run(command, limits):
            return raw.problem("unreadable", reason="office_time")
        made = folder / "out" / f"source.{target}"
        if not made.is_file():
            return raw.problem("unreadable", reason="office_failed")
        return made.read_bytes()


def labelled(found: SourceText | Problem, raw: Raw) -> SourceText | Problem:
    """A text read from the converted file, with the hash of the original and the name of this reader."""
    if isinstance(found, Problem):
        return found
    sha256 = found.sha256 if found.kind == "record" else raw.sha256
    return replace(found, sha256=sha256, reader=f"{READER}+{found.reader}")


def _run(command: list[str], limits: Limits) -> bool:
    """Whether the command ended in time; if not, it is stopped with everything it started."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    _bound(process.pid, limits.office_bytes)
    try:
        process.wait(limits.office_seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
    return True


def _bound(process: int, most: int) -> None:
    """Limit what the process and its children may take of the memory, where the system can (Linux)."""
    try:
        import resource

        resource.prlimit(process, resource.RLIMIT_DATA, (most, most))
    except (ImportError, AttributeError, OSError, ValueError):
        return


def _locked(raw: Raw, kind: str) -> bool:
    """Whether an old file asks for a password: a flag in Word's header, a FILEPASS record after the beginning of Excel's stream."""
    start = raw.data[512:4096]
    if kind == "doc":
        return start[:2] == b"\xec\xa5" and bool(start[11] & 0x01)
    if kind == "xls" and start[:2] == b"\x09\x08":
        behind = 4 + int.from_bytes(start[2:4], "little")
        return start[behind : behind + 2] == b"\x2f\x00"
    return False
