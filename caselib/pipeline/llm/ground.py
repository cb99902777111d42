"""Find a quote in the text that it was taken from: exactly, but for width, script and spaces, or nearly; else it is refused."""

from __future__ import annotations

from collections import Counter

from caselib.coding.anchor import Squeezed
from caselib.coding.approximate import nearest
from caselib.model import Span

# Shorter quotes that nearly stand somewhere nearly stand anywhere.
LEAST_NEAR = 8
# ``nearest`` looks 240 characters to either side of where it expects the quote.
_STEP = 400
# A near quote that has another number of these says the opposite, or something else.
_TURNS = "不没未无非否别勿拒"


def ground(quote: str, text: str) -> Span | None:
    """Where ``quote`` stands in ``text``, or ``None``.

    Examples
    --------
    >>> text = "經調解，商家 最終同意全額退款。"
    >>> ground("商家最终同意全额退款", text).of(text)
    '商家 最終同意全額退款'
    >>> ground("商家最终拒绝全额退款", text) is None
    True
    """
    at = text.find(quote)
    if at >= 0:
        return Span(at, at + len(quote)) if quote else None
    whole, sought = Squeezed.of(text), Squeezed.of(quote).text.strip("。，；！？.…“”\"'")
    if not sought:
        return None
    at = whole.text.find(sought)
    if at >= 0:
        return whole.span(at, at + len(sought))
    if len(sought) < LEAST_NEAR:
        return None
    for expected in range(0, len(whole.text), _STEP):
        found = nearest(sought, whole.text, expected, 0, len(whole.text))
        if found and _turns(whole.text[slice(*found)]) == _turns(sought):
            return whole.span(*found)
    return None


def _turns(text: str) -> Counter[str]:
    return Counter(char for char in text if char in _TURNS or char.isdecimal())
