"""Names of people: what stands before a title, behind a role or a label, and at the head of a spoken line.

Everything works on folded text (simplified, half width, lower case), whose length is the text's own, so that one set
of patterns serves both scripts. A name is taken with its title (王先生), because the title tells the sex.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from caselib.privacy.finding import Hit
from caselib.privacy.given import boundary, name_end, preceded_well
from caselib.privacy.names_data import AMBIGUOUS, COMPOUND, GIVEN, STRONG, SURNAMES
from caselib.privacy.words import is_word, opens_predicate, tags

_S = "".join(sorted(SURNAMES))
_COMPOUND = "|".join(COMPOUND)
_POLITE = "先生|女士|小姐|太太|夫人|阿姨|大爷|大妈|大娘|大姐|大哥|大叔|大伯|大嫂|奶奶|爷爷|叔叔|伯伯|婆婆|老伯|老太太|老太|姑娘|女仕|同学|同志|老先生"
_WORK = (
    "师傅|师父|老师|教授|医生|医师|大夫|护士长|护士|律师|法官|警官|警员|民警|总经理|经理|主任|主管|店长|老板娘|老板|科长|处长|局长|所长|院长|校长|队长|组长|站长|行长|厂长|部长|园长|班长|"
    "馆长|股长|教练|导游|顾问|专员|会计|秘书|领班|总监|董事长|董事|书记|村长|镇长|工程师|技师|管家|博士|药师|调解员|检察官|秘书长|管理员|机长|乘务长"
)
_POLITE_AT = re.compile(_POLITE)
_TITLE = re.compile(f"{_POLITE}|{_WORK}")
_SHORT_TITLE = re.compile(
    f"(?:{_COMPOUND}|[{_S}])(?:总(?![结体的计是价额量共之监会算部数裁要在能觉归得店台公务司工队行站和理经])|工(?![作程人资厂具艺业地会伤期商夫号位种牌序龄薪单])"
    "|[姐哥叔嫂姨婶爷伯](?![妹夫弟母父们])|董(?!事)|(?:某|氏)夫妇|太(?=[,，。、;:)“”\n]|[于在因向称要致投表购买和的]))"
)
_LATIN = re.compile(rf"(?<![a-z])[a-z]{{2,15}}(?:[ .·][a-z]{{1,15}}){{0,2}} ?(?=(?:{_POLITE}))")
_FOREIGN = re.compile(
    "[约翰逊史密斯玛丽亚娜杰克汤姆卫彼得迈尔布朗威廉姆德米勒罗伯特理查森戴维森爱丽丝艾伦乔治菲利普凯瑟琳詹姆斯琼托马特蒂夫弗兰卡洛奥利维埃莫雅各布拉哈桑穆默阿里法蒂基巴诺佐藤田中村铃木高桥渡边松本金贝索尼莎莲娃娅科耶夫伊万诺维奇]{2,7}(?=(?:先生|女士|小姐|太太|夫人))"
)
_FAMILIAR = re.compile(
    f"(?<![大最减缩较从弱矮狭细微极幼渺古衰苍到])(?:[老小](?:{_COMPOUND}|[{_S}])|阿[{''.join(sorted(GIVEN))}]|(?<!小)阿[a-z]{{2,10}})"
)
# 小 or 老 and a surname that make an ordinary word with what follows; the dictionary knows those of two characters.
_FAMILIAR_WORDS = re.compile(
    "小(?:时|钱|马扎|于|米|车|康|计|费|项|江|包|家|商|水|农|花|白$|平|程序|范围|毛病|黄车|黄鱼|龙虾|苏打|高层|石子|常识|金额|金库|方块|方面|古|路|单|全|店|广告|丘|柴|洪水|柜|牛(?:奶|肉|皮)|鱼|童|童鞋|安|朋友)"
    "|老(?:师|板|家|年|婆|公|人|客户|顾客|用户|农|国|单|冷|厂|店|花|水管|金|古董|本|车)|阿(?:富|迪|里|姨|胶|拉|司|联|尔|斯|根|莫|伯|公|婆|嬷|哥|弟|妹|门|明$|是|如|立|和)"
)
_MOU = re.compile(
    f"(?:{_COMPOUND}|[{_S}])(?:某[某甲乙丙丁]?|[×○][×○]?|x{{1,2}}(?![a-z0-9])|\\*{{1,2}}(?=[先女小,，。、;:)\\s]|$))[{''.join(sorted(GIVEN))}]?"
)
_SURNAMED = re.compile(f"(?<![百同何大道复单本尊])姓(?P<n>{_COMPOUND}|[{_S}])(?![名氏])")
_APOLOGY = re.compile("道歉|致歉|赔礼|解释|说明|表示歉|推销|介绍|索要|收取")


def titled(folded: str) -> Iterator[Hit]:
    """Surname or full name with a title: 王先生, 李建国经理, 张总.

    Examples
    --------
    >>> text = "经理王先生和提高女士意识的李秀英阿姨找到张总,总经理不在"
    >>> [text[hit.start:hit.end] for hit in titled(text)]
    ['王先生', '李秀英阿姨', '张总']
    """
    for match in _TITLE.finditer(folded):
        start = _owner(folded, match.start())
        if start is not None and not (folded[start] == "向" and _APOLOGY.match(folded, match.end())):
            yield Hit("name", start, match.end(), 0.95, "titled")
    for match in _SHORT_TITLE.finditer(folded):
        if preceded_well(folded, match.start()) and not is_word(folded[match.start() : match.start() + 2]):
            yield Hit("name", *match.span(), 0.9, "titled_short")
    for pattern in (_LATIN, _FOREIGN):
        for match in pattern.finditer(folded):
            title = _TITLE.match(folded, match.end())
            if title and not (pattern is _FOREIGN and match.end() - match.start() < 3 and match.group()[0] not in SURNAMES):
                yield Hit("name", match.start(), title.end(), 0.85, "titled_foreign")


def _owner(folded: str, title: int) -> int | None:
    """Where the name before a title begins, or ``None`` where no name stands there."""
    if folded[max(0, title - 2) : title] in COMPOUND:
        return title - 2
    for size in (4, 3, 2):
        start = title - size
        if start >= 0 and _full(folded, start, title):
            return start
    start = title - 1
    if start < 0 or folded[start] not in SURNAMES or not preceded_well(folded, start) or folded.startswith("康师傅", start):
        return None
    if folded[start] in AMBIGUOUS and is_word(folded[start : title + 1]):
        return None
    # 同时|顾问, 连|老师: a preposition before a word for work is no surname unless a border stands before it.
    return (
        start
        if folded[start] not in AMBIGUOUS
        or _POLITE_AT.match(folded, title)
        or boundary(folded, start)
        or folded[start - 1] in "和与向由让找请"
        else None
    )


def _full(folded: str, start: int, end: int) -> bool:
    """Whether a whole name stands there: then what is before it must be a border, since 找王女士 is not a Ms Zhao Wang."""
    name = folded[start:end]
    if name[:2] in COMPOUND:
        return len(name) > 2 and all(char in GIVEN for char in name[2:]) and preceded_well(folded, start)
    if name[0] not in STRONG or len(name) > 3 or not all(char in GIVEN for char in name[1:]) or is_word(name):
        return False
    if name[0] in AMBIGUOUS and (name[1] in SURNAMES or is_word(name[:2]) or not boundary(folded, start)):
        return False
    single = folded[end - 1] in SURNAMES and preceded_well(folded, end - 1)
    return boundary(folded, start) if single else preceded_well(folded, start)


def familiar(folded: str) -> Iterator[Hit]:
    """小张, 老李, 阿强, 阿May."""
    for match in _FAMILIAR.finditer(folded):
        start, end = match.span()
        # The dictionary lists 小张 and 老李 as words.
        plain = is_word(folded[start:end]) and folded[end - 1] not in STRONG
        if plain or _FAMILIAR_WORDS.match(folded[start : end + 2]) or (end < len(folded) and is_word(folded[start : end + 1])):
            continue
        free = boundary(folded, end, after=True) or opens_predicate(folded, end) or is_word(folded[end : end + 2])
        if not free and (folded[start] == "阿" or not boundary(folded, start)):
            continue
        if preceded_well(folded, start):
            yield Hit("name", start, end, 0.85, "familiar")


def hidden(folded: str) -> Iterator[Hit]:
    """Half hidden names: 张某某, 王某, 李××, 孙**先生.

    Examples
    --------
    >>> text = "张某某与李某称,浙江某公司的孙**先生"
    >>> [text[hit.start:hit.end] for hit in hidden(text)]
    ['张某某', '李某', '孙**先生']
    """
    for match in _MOU.finditer(folded):
        start, end = match.span()
        if (folded[start] in AMBIGUOUS and not boundary(folded, start)) or folded[start] in "向于应" or not preceded_well(folded, start):
            continue
        # 王某明 is a name; of 王某强调 the last character belongs to the verb.
        if folded[end - 1] in GIVEN and folded[end - 1] not in "某甲乙丙丁" and not _ends(folded, end):
            end -= 1
        title = _TITLE.match(folded, end)
        yield Hit("name", start, title.end() if title else end, 0.95, "hidden")


def _ends(folded: str, end: int) -> bool:
    """Whether a name that ends there with a given name's character ends well: no word is cut through."""
    if tags().get(folded[end - 1], " ") in "vdpc" or is_word(folded[end - 1 : end + 1]) or is_word(folded[end - 1 : end + 2]):
        return False
    return boundary(folded, end, after=True) or opens_predicate(folded, end)


def surnamed(folded: str) -> Iterator[Hit]:
    """我姓韩, 一个姓马的经理: the surname alone."""
    for match in _SURNAMED.finditer(folded):
        yield Hit("name", *match.span("n"), 0.9, "surnamed")


def repeated(folded: str, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Every further place of a full name that was found somewhere in the text."""
    names = {
        folded[hit.start : hit.end]
        for hit in hits
        if hit.kind == "name" and hit.rule in {"labelled", "role", "beside_number", "bare", "called", "speaker"}
    }
    # Two characters may be a word or part of one (高明, 方正): those must stand free.
    wanted = sorted((name for name in names if len(name) >= 2 and not is_word(name)), key=len, reverse=True)
    if not wanted:
        return
    for match in re.finditer("|".join(map(re.escape, wanted)), folded):
        start, end = match.span()
        if (end - start > 2 and folded[start] not in AMBIGUOUS) or (preceded_well(folded, start) and name_end(folded, start, 1.0) == end):
            yield Hit("name", start, end, 0.85, "repeated")
