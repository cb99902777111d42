"""The one module that speaks over a network: a question to an OpenAI-compatible address, with bounded time, size and retries."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from caselib.errors import CaselibError, InputError

LOOPBACK = ("localhost", "127.0.0.1", "::1")
TRIES = 3
# Seconds between tries, doubled each time, and the longest that a server may ask to be left alone.
PAUSE, LONGEST_PAUSE = 1.0, 30.0
# Bytes of an answer: a thousand mentions are 200 KB.
MOST_BYTES = 2_000_000


class WireError(CaselibError):
    """No usable answer came; the text is a reason for a person."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What the user agreed to is one address: text and key go nowhere else."""

    def redirect_request(self, *given: Any, **named: Any) -> None:
        return None


def address(url: str) -> str:
    """The address that questions go to, made whole.

    Raises
    ------
    InputError
        If it is not an http or https address of a host.

    Examples
    --------
    >>> address("http://localhost:8000/v1")
    'http://localhost:8000/v1/chat/completions'
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        parts, host = None, None
    if parts is None or parts.scheme not in ("http", "https") or not host or parts.username:
        raise InputError(f"{url!r} is no address of a language model; give one such as http://localhost:8000/v1")
    whole = url.strip().rstrip("/")
    return whole if whole.endswith("/chat/completions") else whole + "/chat/completions"


def post(url: str, body: Mapping[str, Any], key: str = "", timeout: float = 60.0, sleep: Callable[[float], None] = time.sleep) -> Any:
    """The answer as parsed JSON; asks again after a timeout, a 429 or a fault of the server.

    Raises
    ------
    WireError
        If no answer came after ``TRIES`` tries, the server refused, or what it sent is not JSON.
    """
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    # A proxy is for other machines: what is meant for this one must not leave it.
    proxies = [urllib.request.ProxyHandler({})] if urlsplit(url).hostname in LOOPBACK else []
    opener = urllib.request.build_opener(_NoRedirect, *proxies)
    reason = ""
    for number in range(TRIES):
        pause = PAUSE * 2**number
        try:
            with opener.open(request, timeout=timeout) as answer:
                return _read(answer)
        except urllib.error.HTTPError as error:
            reason = f"HTTP {error.code}"
            if error.code != 429 and error.code < 500:
                raise WireError(reason) from error
            pause = max(pause, _asked(error.headers.get("Retry-After", "")))
        except (OSError, EOFError) as error:  # timeouts, refused and broken connections
            reason = "timeout" if "timed out" in str(error) or isinstance(error, TimeoutError) else type(error).__name__
        if number + 1 < TRIES:
            sleep(min(pause, LONGEST_PAUSE))
    raise WireError(f"{reason}, {TRIES} tries")


def _read(answer: Any) -> Any:
    content = answer.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise WireError(f"more than {MOST_BYTES:,} bytes")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise WireError("not JSON") from error


def _asked(text: str) -> float:
    """Seconds that the server asks to wait; none where it names a date or nothing."""
    return float(text) if text.strip().isdecimal() and len(text) < 8 else 0.0
