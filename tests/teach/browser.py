"""A page in chromium without any driver: a script added to a copy leaves what it saw in the title."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ARGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def title_after(page: Path, script: str) -> str:
    """The page's title after it has run its own scripts and ``script``, at 1280 × 720.

    The page's policy stays in force; only the added script's digest joins it.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    text = page.read_text(encoding="utf-8")
    assert "script-src &#39;" in text
    copy = page.with_name("copy.html")
    text = text.replace("script-src ", f"script-src &#39;sha256-{digest}&#39; ", 1).replace("</body>", f"<script>{script}</script></body>", 1)
    copy.write_text(text, encoding="utf-8")
    profile = page.with_name("profile")
    command = [chromium, *ARGS, f"--user-data-dir={profile}", "--window-size=1280,720", "--virtual-time-budget=3000", "--dump-dom", copy.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    found = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert found, done.stderr[-500:]
    return html.unescape(found[1])
