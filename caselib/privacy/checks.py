"""Checksums and formats of the numbers that have them."""

from __future__ import annotations

import datetime

# GB/T 2260, the first two digits: provinces, Taiwan (71, 83), Hong Kong (81) and Macau (82).
PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, *range(81, 84)))
)
# GB 11643-1999 (ISO 7064 MOD 11-2): weights of the first 17 digits, and the check character by remainder.
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10x98765432"
# GB 32100-2015: 31 characters without i, o, s, v, z; weights are the powers of 3 modulo 31.
_USCC = "0123456789abcdefghjklmnpqrtuwxy"
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
# Taiwan's identity card: the letter stands for two digits.
_TAIWAN = {letter: number for number, letter in enumerate("abcdefghjklmnpqrstuvxywzio", 10)}


def identity(digits: str) -> bool:
    """Whether 18 characters are a mainland identity number: region, date of birth and check character.

    Examples
    --------
    >>> identity("11010519491231002x"), identity("110105194912310021")
    (True, False)
    """
    return (
        len(digits) == 18
        and digits[:17].isascii()
        and digits[:17].isdigit()
        and digits[:2] in PROVINCES
        and _birth(digits[6:14])
        and _ID_CHECK[sum(int(d) * w for d, w in zip(digits, _ID_WEIGHTS, strict=False)) % 11] == digits[17]
    )


def old_identity(digits: str) -> bool:
    """Whether 15 digits have region and date of an identity number issued before 1999, which has no check character."""
    return len(digits) == 15 and digits[:2] in PROVINCES and _birth("19" + digits[6:12])


def shaped_identity(digits: str) -> bool:
    """Whether 18 characters have region and date of an identity number, whatever the check character (typing slips)."""
    return len(digits) == 18 and digits[:2] in PROVINCES and _birth(digits[6:14])


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit (ISO/IEC 7812-1).

    Examples
    --------
    >>> luhn("4539578763621486"), luhn("4539578763621487")
    (True, False)
    """
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def credit_code(code: str) -> bool:
    """Whether 18 characters (lower case) are a unified social credit code: region and check character.

    Examples
    --------
    >>> credit_code("91350100m000100y43"), credit_code("91350100m000100y44")
    (True, False)
    """
    if len(code) != 18 or any(char not in _USCC for char in code) or code[2:4] not in {*PROVINCES, "10"}:
        return False
    total = sum(_USCC.index(char) * weight for char, weight in zip(code, _USCC_WEIGHTS, strict=False))
    return _USCC[-total % 31] == code[17]


def taiwan_identity(code: str) -> bool:
    """Whether a letter and nine digits are a Taiwan identity number.

    Examples
    --------
    >>> taiwan_identity("a123456789"), taiwan_identity("a123456788")
    (True, False)
    """
    tens, units = divmod(_TAIWAN[code[0]], 10)
    digits = [tens, units, *map(int, code[1:])]
    return sum(d * w for d, w in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0


def hong_kong_identity(letters: str, digits: str, check: str) -> bool:
    """Whether letters, six digits and the character in brackets are a Hong Kong identity number.

    Examples
    --------
    >>> hong_kong_identity("a", "123456", "3"), hong_kong_identity("a", "123456", "4")
    (True, False)
    """
    values = [36] * (2 - len(letters)) + [ord(char) - 87 for char in letters] + [int(d) for d in digits]
    total = sum(v * w for v, w in zip(values, range(9, 1, -1), strict=True)) + (10 if check == "a" else int(check))
    return total % 11 == 0


def _birth(digits: str) -> bool:
    try:
        return 1890 <= datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year <= 2099
    except ValueError:
        return False
