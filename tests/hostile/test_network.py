"""caselib speaks to nobody: a whole study, its reports and its teaching material with every socket but loopback forbidden."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from .restart import Place

LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}


def is_local(address: Any) -> bool:
    """A socket file, or an address of this machine."""
    return isinstance(address, str | bytes) or str(address[0]) in LOOPBACK


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Addresses outside of this machine that anything connects or sends to, or looks up; none is reached."""
    found: list[Any] = []

    def guarded(real: Any) -> Any:
        def call(self: socket.socket, *given: Any) -> Any:
            address = next((one for one in reversed(given) if isinstance(one, tuple | str)), "")
            if not is_local(address):
                found.append(address)
                raise OSError("no network")
            return real(self, *given)

        return call

    class Guarded(socket.socket):
        connect = guarded(socket.socket.connect)
        connect_ex = guarded(socket.socket.connect_ex)
        sendto = guarded(socket.socket.sendto)

    real_lookup = socket.getaddrinfo

    def lookup(host: Any, *given: Any, **more: Any) -> Any:
        if str(host or "") not in LOOPBACK:
            found.append(host)
            raise socket.gaierror("no network")
        return real_lookup(host, *given, **more)

    monkeypatch.setattr(socket, "socket", Guarded)
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return found


def test_the_guard_sees_what_it_should(asked):
    with pytest.raises(OSError, match="no network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(OSError, match="no network"):
        socket.socket().connect(("192.0.2.1", 80))
    assert asked


def test_a_study_speaks_to_nobody(tmp_path: Path, asked, monkeypatch: pytest.MonkeyPatch):
    from caselib import report, teach
    from caselib.cli.study import write_all
    from caselib.exchange import write_csv, write_qdpx
    from caselib.pipeline import parse

    monkeypatch.setenv("CASELIB_CACHE", "off")
    place = Place(tmp_path)
    place.write(2)
    (place.documents / "page.html").write_text(
        "<html><head><link rel=stylesheet href='http://192.0.2.1/a.css'><script src='http://192.0.2.1/a.js'></script></head><body><p>客户投诉空调不制冷，商家退款。"
        "<img src='http://192.0.2.1/p.png'><iframe src='http://192.0.2.1/'></iframe></p></body></html>",
        encoding="utf-8",
    )
    cases = parse(place.documents, progress=False)
    assert len(cases) >= 8
    assert write_all(cases, place.out)
    report.slides(cases, place.out / "r.pptx")
    pytest.importorskip("typst")
    report.pdf(cases, place.out / "r.pdf")
    write_qdpx(cases, place.out / "p.qdpx")
    write_csv(cases, place.out / "csv")
    teach.pack(cases[0], place.out / "pack", base=cases)
    assert asked == []


def test_nothing_stored_is_code():
    """No pickle, no eval, no shell, no YAML that makes objects, in any module."""
    import ast

    import caselib

    forbidden = {"eval", "exec", "compile_command", "__import__"}
    for path in Path(caselib.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                assert name not in forbidden, f"{path.name}:{node.lineno} {name}"
                assert not any(k.arg == "shell" and getattr(k.value, "value", False) for k in node.keywords), f"{path.name}:{node.lineno} shell"
                assert not any(k.arg == "allow_pickle" and getattr(k.value, "value", True) for k in node.keywords), f"{path.name}:{node.lineno}"
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "yaml":
                assert node.attr not in ("unsafe_load", "full_load", "UnsafeLoader", "FullLoader", "Loader"), f"{path.name}:{node.lineno}"
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
                packages = {name.split(".")[0] for name in names}
                assert not packages & {"pickle", "marshal", "shelve", "dill", "cloudpickle"}, f"{path.name}:{node.lineno}"
                # Processes side by side, and nothing that it reads from a file.
                assert "joblib" not in packages or {alias.name for alias in node.names} <= {"Parallel", "delayed"}, f"{path.name}:{node.lineno}"
