"""Postal addresses that lead to a door: a road with a number, or an estate with building and room.

A district, a shop's name or a crossing is no one's address and is left alone. The pattern finds the part with the
number; where the address begins is found by walking left, since Chinese does not mark it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from caselib.privacy.finding import Hit
from caselib.privacy.given import is_han

_N = r"(?:\d{1,5}(?:[-之]\d{1,4})?|[一二三四五六七八九十百]{1,5})"
# A road or lane with its number: 文三路128号, 二段76巷9号, 南十四道街67号, 愚园路1088弄.
_ROAD = re.compile(
    rf"(?:大道|大街|道街|[路街道巷弄]|胡同|[一-龥]村|[组社])(?:[东西南北中]?[一二三四五六七八九十\d]{{1,2}}段|[东西南北](?=\d))? ?{_N}(?:[号號巷弄栋](?![线召码型位令]))"
    r"(?!登机|航站|公交|车厢|楼梯)"
)
# A building with a room in it: 7幢502室, 5号楼1502, 4-2-601 behind an estate's name.
_BLOCK = r"(?:[a-z\d]{1,4}|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座|号院)"
_ROOM = re.compile(
    rf"{_BLOCK}(?:[一-龥]{{0,4}}?(?:\d{{1,2}}|[一二三四五六七八九十甲乙丙丁东西中])单元)?(?:\d{{1,2}}[层楼])?(?:\d{{2,5}}|\d{{1,2}}-\d{{1,4}}|\d{{1,2}}门\d{{2,4}})(?:[室房号](?![线码])|(?!户))"
    rf"|{_BLOCK}(?:\d{{1,2}}|[一二三四五六七八九十])单元|(?<=[一-龥])\d{{1,3}}-\d{{1,2}}-\d{{3,4}}(?![\d-])"
)
# Whatever follows the number: estates, blocks, units, floors, rooms.
_UNIT = (
    r"(?:附\d{1,4}号|院内?|之\d{1,3}|(?:[一二三四五六七八九十\d]{1,2}期)?(?:[a-z]?\d{1,4}|[a-z]|[一二三四五六七八九十]{1,3}|[甲乙丙东西南北])(?:-\d{1,4}){0,3}"
    r"(?:号楼|号院|栋|幢|座|单元|室|房|层|楼|门(?!店|口|诊|面)|户|号(?!线|码|店)|塔|弄|巷|区|铺|院)(?:之\d{1,3})?"
    r"|(?:[a-z]?\d{3,5}|\d{1,3}(?:-\d{1,4}){1,3}|\d{1,2}[a-z])(?![\d元年月人个天次万%米块台件平]|[,.:]\d| ?元|号店))"
)
_STOP_IN_TAIL = re.compile(
    "[的了在到是将被把找说称有去]|购买|门店|公司|店铺|附近|对面|旁边|电话|手机|姓名|联系|收件|"
    "反映|投诉|发现|花费|住户|业主|客户|预约|预订|消费|缴|支付|交"
)
_LANDMARK = re.compile(r"[一-龥a-z]{2,12}(?:大厦|广场|中心|公寓|花园|小区|大楼|商城|家园|写字楼|科技园|园区)(?![一-龥])")

# Words that stand before an address and are no part of it; 和, 向, 于 alone stand inside names of places (和平区, 向阳路, 于洪区).
_CUE = re.compile(
    "地址|住址|住所地?|住处|住在|家住|现住|居住|住|位于|坐落于|坐落在|座落|设于|设在|开在|寄回|寄到|寄至|寄往|寄自|寄|送到|送至|来到|来自|前往|赶到|赶往|搬到|到|在|至|是|为|了|的|去|往|给|回|工地|起点|终点|带看|"
    "携[一-龥]{1,3}到|邮寄|户籍地?|籍贯|单位|收货|收件|带队到|上门|把|将|被|有|叫|从|由|姓名|号码|电话|我家|我是|本店|该店|贵店|门店|仓库|公司|地点|房屋|约定|老家|自家|找到|对|请|见|即"
)
# These words also begin or stand inside names of places, so they end nothing there.
_PLACE_WORDS = re.compile("至善|至诚|在园|到岗|去思|往来|回龙|回民|回族|从化|从江|由拳|为民|对山|住总|给水|是非|了望|有恒|把总")
_PROVINCE = re.compile(
    "北京|天津|上海|重庆|河北省?|山西省?|辽宁省?|吉林省?|黑龙江省?|江苏省?|浙江省?|安徽省?|福建省?|江西省?|山东省?|河南省?|湖北省?|湖南省?|广东省?|海南省?|四川省?|贵州省?|云南省?|陕西省?|甘肃省?|青海省?|台湾省?|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
    "|台北|新北|桃园市|台中|台南|高雄"
)
# 上海路, 江西中路, 北京东路: a province's name that names a road.
_ROAD_NAMES = frozenset("路街道东西南北中大一二") | {""}
_FARTHEST = 40
_LABELLED = re.compile(
    r"(?:(?:家庭|联系|通讯|通信|收货|收件|寄件|寄回|送货|安装|户籍|经营|注册|居住|现|邮寄)?(?:地址|住址|住所地?|户籍地|居住地))(?:为|是)?"
    r"[:： \"'“]{1,4}(?P<n>[一-龥a-z\d()\-# ]{4,60})"
)
_LEVELS = re.compile("[省市区县镇乡村路街道巷弄里组队]")


def addresses(folded: str) -> Iterator[Hit]:
    """Addresses with a number, and what a label calls an address.

    Examples
    --------
    >>> text = "住在浙江省杭州市西湖区文三路128号3幢2单元501室,中山路沿线,阳光家园7幢502室漏水"
    >>> [text[hit.start:hit.end] for hit in addresses(text)]
    ['浙江省杭州市西湖区文三路128号3幢2单元501室', '阳光家园7幢502室']
    """
    done = 0
    for match in sorted((*_ROAD.finditer(folded), *_ROOM.finditer(folded)), key=lambda found: found.start()):
        if match.start() < done:
            continue
        start = _begin(folded, match.start(), done)
        if match.re is _ROAD and match.start() - start < 1 + (folded[match.start()] in "道街"):
            continue
        done = _finish(folded, match.end())
        yield Hit("address", start, done, 0.9, "address_road" if match.re is _ROAD else "address_room")
    for match in _LABELLED.finditer(folded):
        if len(_LEVELS.findall(match["n"])) >= 2 and any(char in match["n"] for char in "路街道村镇乡巷弄"):
            text = match["n"].split(" ")[0]
            yield Hit("address", match.start("n"), match.start("n") + len(text), 0.85, "address_labelled")


def _begin(folded: str, core: int, floor: int) -> int:
    """Walk left from the number's part to a mark, a word that introduces places, or the earliest province's name."""
    left = core
    while left > max(floor, core - _FARTHEST) and _inside(folded, left - 1):
        left -= 1
    head = folded[left:core]
    start = 0
    for cue in _CUE.finditer(head):
        if not _PLACE_WORDS.match(head, cue.start()) and not _PLACE_WORDS.match(head, max(0, cue.start() - 1)):
            start = cue.end()
    for province in _PROVINCE.finditer(head, start):
        if head[province.end() : province.end() + 1] not in _ROAD_NAMES:
            return left + province.start()
    return left + start


def _inside(folded: str, at: int) -> bool:
    return is_han(folded[at]) or (folded[at].isdigit() and at + 1 < len(folded) and folded[at + 1] in "期段组号弄巷楼座栋幢路院村里队")


def _finish(folded: str, end: int) -> int:
    """The end of the units that follow; a name of a place between them must not be a sentence going on."""
    while True:
        unit = _UNIT_AT.match(folded, end)
        if unit:
            end = unit.end()
            continue
        gap = _GAP_AT.match(folded, end)
        if gap and not _STOP_IN_TAIL.search(gap["gap"]):
            end = gap.end()
            continue
        landmark = _LANDMARK.match(folded, end)
        return landmark.end() if landmark and not _STOP_IN_TAIL.search(landmark.group()) else end


_UNIT_AT = re.compile(_UNIT)
_GAP_AT = re.compile(rf"(?P<gap>[一-龥]{{1,14}}?){_UNIT}")
