"""Numbers that name a person, a vehicle, an account or a dealing; patterns for folded text, all bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from caselib.privacy import checks
from caselib.privacy.finding import Hit

_STAR = "[*x×●•]"
_ID_WORDS = re.compile(r"身份证|身分证|证件|公民身份|id ?card|idcard|idno|身证")
_ID = re.compile(r"(?<![0-9a-z])[1-8]\d{5}(?P<g>[ -]?)\d{8}(?P=g)\d{3}[\dx](?![0-9a-z])")
_ID_OLD = re.compile(r"(?<![0-9a-z])[1-8]\d{14}(?![0-9a-z])")
_ID_MASKED = re.compile(r"(?<![0-9a-z*])[1-8]\d{0,13}[*×●•]{3,17}(?:\d{1,6}x?|x)?(?![0-9a-z*])")
_TAIWAN = re.compile(r"(?<![0-9a-z])[a-z][12]\d{8}(?![0-9a-z])")
_HONG_KONG = re.compile(r"(?<![0-9a-z])([a-z]{1,2})(\d{6})\(([\da])\)")
_CREDIT = re.compile(r"(?<![0-9a-z])[0-9a-hj-npqrtuwxy]{18}(?![0-9a-z])")
_CREDIT_WORDS = re.compile(r"信用代码|税号|纳税人识别")
_CARD = re.compile(
    r"(?<![0-9a-z.])(?:\d{16,19}|\d{4}(?P<g>[ -])\d{4}(?P=g)\d{4}(?P=g)\d{4}(?:(?P=g)\d{1,3})?|\d{6} \d{13})(?![0-9a-z]|\.\d)"
)
_CARD_MASKED = re.compile(
    rf"(?<![0-9a-z*])[3-9]\d{{3,5}}[ -]?(?:{_STAR}{{4,13}}|{_STAR}{{2,4}}(?:[ -]{_STAR}{{4}}){{1,2}})[ -]?\d{{3,4}}(?![0-9a-z*])"
)
_CARD_WORDS = re.compile(r"卡|账|帐|户|行|款|付")
_ACCOUNT = re.compile(
    r"(?:银行账[号户]|银行帐[号户]|银行卡号?|储蓄卡号?|信用卡号?码?|借记卡号?|开户行账号|账号|帐号|账户|帐户|卡号)[:：为是 ]{0,3}"
    r"(?P<n>\d{12,21}|\d{4}(?: \d{4}){2,4}(?: \d{1,3})?)(?![0-9a-z])"
)
_PASSPORT = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|台胞|旅行证|passport|证件)[^0-9a-z\n。;；]{0,8}?(?:(?:no|number)\.? ?)?"
    r"(?P<n>[a-z]{0,2}\d{5,9}|[a-z]\d{2}[a-z]\d{2}[a-z]\d{2}|[a-z]\d{1,3}[a-z]{1,3}\d{2,5})(?![0-9a-z*(])"
)
_PASSPORT_SHAPE = re.compile(r"(?<![0-9a-z])(?:e[a-hj-np-z]\d{7}|e\d{8}|g\d{8})(?![0-9a-z])")
_PASSPORT_WORDS = re.compile(r"护照|旅客|出境|入境|签证|证件|passport")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-hj-np-y][·.•\- ]?"
    r"(?:[a-hj-np-z0-9*×]{5,6}|[a-hj-np-z0-9*×]{4}[挂学警港澳试超])(?![0-9a-z])"
)
_PLATE_LABELLED = re.compile(
    r"(?:车牌|车号|牌照)(?:号码?|号)?[:：为是 ]{0,3}(?P<n>[a-z]{2,3}-?\d{4}|\d{4}-?[a-z]{2}|[a-z]{2}-?\d{3}|[a-z]\d{5})(?![0-9a-z])"
)
_EMAIL = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}(?:@|\(at\)|\[at\])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}")


def identities(folded: str) -> Iterator[Hit]:
    """Identity numbers: with checksum, old ones and slips behind a label, half masked, Taiwan and Hong Kong.

    Examples
    --------
    >>> text = "身份证11010519491231002x,或110105********002x"
    >>> [text[hit.start:hit.end] for hit in identities(text)]
    ['11010519491231002x', '110105********002x']
    """
    for match in _ID.finditer(folded):
        digits = re.sub(r"[ -]", "", match.group())
        if checks.identity(digits):
            yield Hit("id_card", *match.span(), 1.0, "id_checksum")
        elif checks.shaped_identity(digits) and _near(folded, match.start(), _ID_WORDS, 30):
            yield Hit("id_card", *match.span(), 0.9, "id_labelled")
    for match in _ID_OLD.finditer(folded):
        if checks.old_identity(match.group()) and _near(folded, match.start(), _ID_WORDS, 30):
            yield Hit("id_card", *match.span(), 0.9, "id_old")
    for match in _ID_MASKED.finditer(folded):
        shape = len(match.group()) in (15, 18) and match.group()[:2] in checks.PROVINCES
        if shape or _near(folded, match.start(), _ID_WORDS, 12):
            yield Hit("id_card", *match.span(), 0.9, "id_masked")
    yield from _island_identities(folded)


def _island_identities(folded: str) -> Iterator[Hit]:
    for match in _TAIWAN.finditer(folded):
        if checks.taiwan_identity(match.group()):
            yield Hit("id_card", *match.span(), 0.95, "id_taiwan")
    for match in _HONG_KONG.finditer(folded):
        if checks.hong_kong_identity(*match.groups()):
            yield Hit("id_card", *match.span(), 0.98, "id_hong_kong")


def credit_codes(folded: str) -> Iterator[Hit]:
    """Unified social credit codes: by checksum, or behind their label."""
    for match in _CREDIT.finditer(folded):
        if checks.credit_code(match.group()):
            yield Hit("uscc", *match.span(), 0.99, "uscc_checksum")
        elif _near(folded, match.start(), _CREDIT_WORDS, 12):
            yield Hit("uscc", *match.span(), 0.9, "uscc_labelled")


def bank_cards(folded: str) -> Iterator[Hit]:
    """Bank cards by Luhn's check and an issuer's prefix or a word such as 卡 before them; accounts behind their label; half masked ones.

    Examples
    --------
    >>> text = "卡号4539578763621486,订单301137774487,尾号6222****1486"
    >>> sorted({text[hit.start:hit.end] for hit in bank_cards(text)})
    ['4539578763621486', '6222****1486']
    """
    for match in _CARD.finditer(folded):
        digits = re.sub(r"[ -]", "", match.group())
        if checks.luhn(digits) and len(digits) >= 16 and (digits.startswith("62") or _near(folded, match.start(), _CARD_WORDS, 40)):
            yield Hit("bank_card", *match.span(), 0.96, "card_luhn")
    for match in _ACCOUNT.finditer(folded):
        yield Hit("bank_card", *match.span("n"), 0.93, "account_labelled")
    for match in _CARD_MASKED.finditer(folded):
        yield Hit("bank_card", *match.span(), 0.85, "card_masked")


def passports(folded: str) -> Iterator[Hit]:
    """Passports and travel permits behind their label, and Chinese passports by their shape where the line is about travel."""
    for match in _PASSPORT.finditer(folded):
        yield Hit("passport", *match.span("n"), 0.93, "passport_labelled")
    for match in _PASSPORT_SHAPE.finditer(folded):
        if _near(folded, match.start(), _PASSPORT_WORDS, 40):
            yield Hit("passport", *match.span(), 0.85, "passport_shape")


def plates(folded: str) -> Iterator[Hit]:
    """Licence plates, new-energy ones included; Taiwan's and Hong Kong's behind their label."""
    for match in _PLATE.finditer(folded):
        body = re.sub(r"[·.•\- ]", "", match.group())[2:]
        digits = sum(char.isdigit() or char in "*×" for char in body)
        # A mainland plate has at most two letters behind the office's, a new-energy one also two.
        if digits >= len(body) - 2 - (not body[-1].isascii()):
            yield Hit("plate", *match.span(), 0.95, "plate")
    for match in _PLATE_LABELLED.finditer(folded):
        yield Hit("plate", *match.span("n"), 0.93, "plate_labelled")


def emails(folded: str) -> Iterator[Hit]:
    """E-mail addresses, also with (at)."""
    for match in _EMAIL.finditer(folded):
        yield Hit("email", *match.span(), 0.99, "email")


def _near(folded: str, start: int, words: re.Pattern[str], reach: int) -> bool:
    """Whether one of the words stands before, within reach and on the same line."""
    before = folded[max(0, start - reach) : start]
    return bool(words.search(before[before.rfind("\n") + 1 :]))
