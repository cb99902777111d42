"""What is asked of a web page before it is parsed: its bytes, its encoding, how deep its tags stand."""

from __future__ import annotations

import email
import email.policy
import re

from caselib.read.options import Raw

_CHARSET = re.compile(rb"<meta\b[^<>]{0,300}charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{1,30})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Never closed, or closed by the next of their kind: they do not nest.
_FLAT = {
    "br", "img", "input", "meta", "link", "hr", "area", "base", "col", "embed", "source", "wbr", "p", "li", "dt", "dd", "option", "tr", "td", "th",
}  # fmt: skip


def page(raw: Raw) -> tuple[bytes, str]:
    """The page's bytes and what they say of their encoding; a page saved with its pictures (MHTML) is unpacked."""
    data = raw.data
    if data[:200].lstrip()[:5].lower() in (b"mime-", b"from:"):
        message = email.message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() == "text/html":
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes):
                    return payload, part.get_content_charset() or ""
    found = _CHARSET.search(data[:4096])
    return data, found[1].decode("ascii", "ignore") if found else ""


def depth(html: str) -> int:
    """An upper bound for how deep tags stand within tags, counted without building the tree.

    Examples
    --------
    >>> depth("<div><p>甲<p>乙<b>丙</b></div>")
    2
    """
    now = most = 0
    for close, name in _TAG.findall(html):
        if name.lower() in _FLAT:
            continue
        now = max(0, now - 1) if close else now + 1
        most = max(most, now)
    return most
