"""A real JupyterLab and a real chromium; every test ends with the assertion that nothing failed and nothing was fetched from outside.

Two harnesses. ``mount(view)`` writes a widget's stand-alone page and opens it from disk: cheap, for most of what a person does.
``lab`` is a JupyterLab with a kernel: ``lab.notebook([...cells])`` opens a notebook and runs it.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from caselib.casebase import Cases
from tests.view.trial import gold_cases

START_SECONDS = 90  # for JupyterLab on a machine that does other things too
LOOPBACK = {"127.0.0.1", "localhost", ""}
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs chromium; one worker does it all, so that one JupyterLab is started."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def base(corpus: Path) -> Cases:
    """54 annotated cases of the corpus."""
    return gold_cases(corpus)


@dataclass
class Watch:
    """What went wrong on the pages of one test."""

    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    allowed: tuple[str, ...] = ()

    def console(self, message: Any) -> None:
        if message.type == "error" and not any(part in message.text for part in self.allowed):
            self.errors.append(message.text)

    def route(self, route: Any) -> None:
        """Let through what stays on this machine; note and refuse the rest."""
        address = urlsplit(route.request.url)
        if address.scheme in {"data", "blob", "file"} or (address.hostname or "") in LOOPBACK:
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()


@pytest.fixture
def watch() -> Watch:
    """Errors and outside requests so far; ``watch.allowed`` names parts of console errors that the test expects."""
    return Watch()


@pytest.fixture
def new_page(chromium: Any, watch: Watch) -> Iterator[Callable[..., Any]]:
    """Opens pages (``width``, ``height``, ``dark`` …) that are watched; the assertions stand at the end of every test."""
    contexts = []

    def made(width: int = 1200, height: int = 900, *, dark: bool = False, **options: Any) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", accept_downloads=True, **options
        )
        context.route("**/*", watch.route)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", watch.console)
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        return page

    yield made
    for context in contexts:
        context.close()
    assert not watch.errors, "errors on the console"
    assert not watch.outside, "requests to other machines"


@pytest.fixture
def mount(new_page: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """``mount(view, width=360, dark=True)``: the stand-alone page of a widget, opened from disk.

    ``page.evaluate("caselibModel.get('selected')")`` is what the kernel would see; ``caselibModel.sent`` what it was asked for.
    """

    def mounted(view: Any, **options: Any) -> Any:
        page = new_page(**options)
        page.goto(view.to_html(tmp_path / f"{type(view).__name__}.html").as_uri())
        page.wait_for_selector(".cl-view")
        return page

    return mounted


class Lab:
    """A running JupyterLab with its own folders."""

    def __init__(self, root: Path) -> None:
        self.root = root / "work"
        self.root.mkdir(parents=True)
        self.address = f"http://127.0.0.1:{_free_port()}"
        self.log = (root / "lab.log").open("wb")
        self.process = subprocess.Popen(_command(self.address, self.root), env=_environment(root), stdout=self.log, stderr=self.log, cwd=self.root)

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.address}/api/status", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        pytest.fail(f"JupyterLab did not start: {Path(self.log.name).read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        """End it, with its kernels."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()

    def write(self, name: str, cells: list[str]) -> Path:
        """A notebook with these code cells."""
        told = [{"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": None, "outputs": [], "source": cell} for n, cell in enumerate(cells)]
        meta = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}
        path = self.root / name
        path.write_text(json.dumps({"cells": told, "metadata": meta, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
        return path

    def open(self, page: Any, name: str) -> None:
        """Open a notebook alone in its own workspace."""
        page.goto(f"{self.address}/lab/workspaces/{name.split('.')[0]}-{time.monotonic_ns()}/tree/{name}")
        page.wait_for_selector(".jp-Notebook .jp-Cell")

    def run(self, page: Any, count: int) -> None:
        """Run all cells and wait until the last has run."""
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # before that, running cells asks for a kernel
        page.locator(".jp-Notebook .jp-Cell").first.click()
        _menu(page, "Run", "Run All Cells")
        page.wait_for_function(
            "count => document.querySelectorAll('.jp-CodeCell .jp-InputPrompt').length >= count && "
            "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].slice(0, count).every((p) => /\\[\\d+\\]/.test(p.textContent))",
            arg=count,
            timeout=60_000,
        )

    def save(self, page: Any) -> None:
        """Save the notebook and wait until it is on disk."""
        page.keyboard.press("Escape")
        _menu(page, "File", "Save Notebook")
        page.wait_for_selector(".jp-NotebookPanel")
        page.wait_for_timeout(800)

    def notebook(self, page: Any, cells: list[str], name: str = "case.ipynb") -> Any:
        """Write, open and run a notebook."""
        self.write(name, cells)
        self.open(page, name)
        self.run(page, len(cells))
        return page


@pytest.fixture(scope="session")
def lab(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One JupyterLab for all tests."""
    pytest.importorskip("jupyterlab", reason="jupyterlab is missing: pip install 'caselib[notebook]'")
    started = Lab(tmp_path_factory.mktemp("lab"))
    try:
        started.wait()
        yield started
    finally:
        started.stop()


def _menu(page: Any, menu: str, entry: str) -> None:
    page.locator(f".lm-MenuBar-itemLabel:text-is('{menu}')").click()
    page.locator(f".lm-Menu-itemLabel:text-is('{entry}')").click()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(address: str, root: Path) -> list[str]:
    port = urlsplit(address).port
    return [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", "--ServerApp.disable_check_xsrf=True", "--IdentityProvider.token=", "--ServerApp.password=", f"--ServerApp.root_dir={root}",
        "--LabApp.extension_manager=readonly", "--ServerApp.terminals_enabled=False", "--LabServerApp.collaborative=False",
    ]  # fmt: skip


def _environment(root: Path) -> dict[str, str]:
    """Folders of its own; nothing in the browser asks other machines for news, updates or extensions."""
    config = root / "config"
    settings = root / "settings" / "@jupyterlab"
    written = {
        config / "labconfig" / "page_config.json": {
            "disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True, "@jupyterlab/extensionmanager-extension": True}
        },
        settings / "apputils-extension" / "notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
        settings / "docmanager-extension" / "plugin.jupyterlab-settings": {"autosave": False},
        # All cells exist, also those that are scrolled away.
        settings / "notebook-extension" / "tracker.jupyterlab-settings": {"windowingMode": "none"},
    }
    for path, content in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    own = {
        "JUPYTER_CONFIG_DIR": config, "JUPYTERLAB_SETTINGS_DIR": root / "settings", "JUPYTERLAB_WORKSPACES_DIR": root / "workspaces",
        "JUPYTER_RUNTIME_DIR": root / "runtime", "JUPYTER_DATA_DIR": root / "data", "IPYTHONDIR": root / "ipython", "CASELIB_CACHE": root / "cache",
    }  # fmt: skip
    return os.environ | {name: str(path) for name, path in own.items()} | {"PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])}
