"""Waiting on a page whose policy forbids what ``wait_for_function`` does."""

from __future__ import annotations

import time
from typing import Any

import pytest


def until(page: Any, expression: str, arg: Any = None, seconds: float = 10) -> Any:
    """The value of a JavaScript expression as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := page.evaluate(expression, arg):
            return found
        page.wait_for_timeout(40)
    pytest.fail(f"never true: {expression}")
