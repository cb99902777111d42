"""Hashes of a few characters in a row, for all places of a text at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.uint32]
# Odd multipliers of Knuth's multiplicative hashing (2^32 / golden ratio and two more large odd numbers).
_FIRST, _NEXT, _MIX = np.uint32(2654435761), np.uint32(2246822519), np.uint32(3266489917)


def hashed(*letters: Points, bits: int) -> Points:
    """Numbers of so many bits for grams: their first letters, their second ones, and so on, as code points.

    Two grams may get the same number; who cannot bear that looks at the letters again.

    Examples
    --------
    >>> from caselib.lang.fold import code_points
    >>> points = code_points("退款退款")
    >>> pairs = hashed(points[:-1], points[1:], bits=15)
    >>> bool(pairs[0] == pairs[2]), bool(pairs[0] == pairs[1])
    (True, False)
    """
    gram = letters[0] * _FIRST
    for letter in letters[1:]:
        gram = (gram ^ letter * _NEXT) * _MIX
    return gram >> np.uint32(32 - bits)
