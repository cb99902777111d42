"""Numbers that only their label tells from others: accounts of messengers, staff numbers, order and ticket numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from caselib.privacy.finding import Hit

# Between a label and its value: a colon, quotes of JSON, 为 or 是, brackets.
_TO = r"(?:[\"'”]?[:：=][\"'“]?|[ (\[#\"“]|为|是|：){0,4}"
_QQ = re.compile(
    rf"(?:(?<![a-z])qq|扣扣|企鹅|q群|(?<![a-z])q(?=[:：]))(?:号码?|群号?|账号|帐号)?(?:还是|改成)?{_TO}(?P<n>[1-9]\d{{4,11}})(?![\d@]|\.\d)"
)
_WECHAT = re.compile(
    r"(?:微信|薇信|威信|维信|v信|(?<![a-z])(?:wechat|weixin|vx|wx|v(?=[:：信]))|加我?v|line ?id)(?:号码?|账号|帐号|id)?(?P<to>"
    rf"{_TO})(?P<n>[a-z][-_a-z0-9]{{4,25}})(?![-_a-z0-9]|[.@]|://)"
)
_WXID = re.compile(r"(?<![a-z0-9_])wxid_[a-z0-9]{6,24}")
_STAFF = re.compile(
    rf"(?:工号|工牌号?|胸牌号?|员工号|员工编号|员工代码|柜员号|开卡柜员号|警号|坐席号?|座席号?|业务员编号|staff ?(?:no|id)|staff_?(?:no|id)){_TO}"
    r"(?P<n>[a-z]{0,4}-?\d{2,10})(?![\da-z]|\.\d|%)"
)
_STAFF_BEFORE = re.compile(
    r"(?<![\d.a-z-])(?P<n>[a-z]{0,3}\d{2,6})号(?=服务员|客服|话务员|坐席|座席|柜员|员工|技师|接线员|营业员|店员|收银员|话务|服务生|导购|工作人员)"
)
_CODE = r"(?P<n>[a-z0-9](?:[-_/]?[a-z0-9]){2,39}(?: \d{4}(?![年\d])){0,4})(?![a-z0-9]|[.,]\d|\.[a-z]|[-_/*][a-z0-9*])"
_LABELS = (
    r"(?:订单|定单|下单|运单|快递|物流|工单|受理|投诉|举报|申诉|案件|登记|服务单|售后单|维修单|退款单|退货单|交易|支付|流水|保单|合同|协议|票据|收据|小票|发票|预订|预定|订座|"
    r"订房|券|代金券|门诊|病历|住院|就诊|挂号|病案|会员|会员卡|客户|用户|账户|帐户|账单|批次|团|行李牌?|行李|机票|客票|报案|赔案|理赔|保险|回执|取号|单据|处理单|报修单?|派工单?|调解|信访|"
    r"来信|来电|业务|事件|包裹|邮件|卡片|卡|单|票|户|案|编)(?:流水)?(?:编号|编码|单号|号码|代码|号)"
)
_ORDER = re.compile(
    rf"(?:{_LABELS}|流水单?|订单|运单|保单|工单|维修单|快件|顺丰|圆通|中通|申通|韵达|京东快递|极兔|"
    rf"(?<![a-z])(?:order|ticket|waybill|tracking|case|uid|user)[ _]?(?:no|id|number)?(?![a-z0-9]))"
    rf"\.?{_TO}{_CODE}"
)
# A label of a thing, not of a dealing: these numbers name a make or a machine.
_THING = re.compile(
    r"(?:设备|型号|款|机身|机器|产品|商品|样本|文章|样品|零件|部件|规格|批|证书|标准|页|题|案例|图|表|员工|柜员|业务员|坐席|工牌)$"
)
_CARRIER = re.compile(
    r"(?<![0-9a-z])(?:sf\d{12,15}|yt\d{13,16}|jd[a-z0-9]{0,3}\d{10,15}|sto\d{10,14}|zto\d{10,14}|ems\d{10,14}|jt\d{13})(?![0-9a-z])"
)
# Asked for in one breath and given in the next: 请报一下订单号。——DD2022…
_ASKED = re.compile(
    r"(?:订单号|订单编号|单号|运单号|保单号|工单号|票号|流水号)[^0-9]{1,40}?(?<![a-z])(?P<n>[a-z]{0,4}-?\d(?:\d| (?=\d{4})){7,21})(?![0-9a-z.*])"
)
# The first cell of a row that is letters and digits.
_ROW = re.compile(r"(?m)^(?P<n>[a-z]{1,6}-?\d{3,16})(?=[,\t|][^,\t|\n]{0,200}[,\t|])")
_CARD_LABEL = re.compile(r"卡|账|帐")
_PERSON_LABEL = re.compile(r"客户|用户|登记|来电|来信|会员|业务|户|用户|user|uid")
_HASH = re.compile(r"(?=.{0,11}[a-f])[0-9a-f]{12}(?:-\d{1,3})?")
_MOBILE = re.compile(r"1[3-9]\d{9}|1[3-9]\d \d{4} \d{4}")
_YEAR_OR_DATE = re.compile(r"(?:19|20)\d{2}(?:[-/]\d{1,2}(?:[-/]\d{1,2})?)?")


def messengers(folded: str) -> Iterator[Hit]:
    """QQ and WeChat accounts (LINE too) behind their label; WeChat's own ids by their shape.

    Examples
    --------
    >>> text = "QQ284410937,加微信abc_2288,vx：lanlan77".lower()
    >>> [text[hit.start:hit.end] for hit in messengers(text)]
    ['284410937', 'abc_2288', 'lanlan77']
    """
    for match in _QQ.finditer(folded):
        yield Hit("qq", *match.span("n"), 0.95, "qq")
    for match in _WECHAT.finditer(folded):
        name = match["n"]
        if match["to"] or any(char.isdigit() or char in "-_" for char in name):
            yield Hit("wechat", *match.span("n"), 0.94, "wechat")
    for match in _WXID.finditer(folded):
        yield Hit("wechat", *match.span(), 0.95, "wxid")


def staff_numbers(folded: str) -> Iterator[Hit]:
    """Staff numbers: 工号1024, 8023号客服."""
    for match in _STAFF.finditer(folded):
        yield Hit("staff_no", *match.span("n"), 0.95, "staff_no")
    for match in _STAFF_BEFORE.finditer(folded):
        yield Hit("staff_no", *match.span("n"), 0.9, "staff_no_before")


def order_numbers(folded: str) -> Iterator[Hit]:
    """Numbers of orders, parcels, tickets, policies, contracts, patients and members behind their label.

    Examples
    --------
    >>> text = "订单号301137774487,设备编号dta2088,保单号:p2019440300087755"
    >>> sorted({text[hit.start:hit.end] for hit in order_numbers(text)})
    ['301137774487', 'p2019440300087755']
    """
    for match in _ORDER.finditer(folded):
        code = match["n"]
        label = folded[match.start() : match.start("n")]
        if sum(char.isdigit() for char in code) < 3 or _YEAR_OR_DATE.fullmatch(code):
            continue
        if _THING.search(folded, max(0, match.start() - 4), match.start()) or _is_other(label, code):
            continue
        yield Hit("order_no", *match.span("n"), 0.97, "order_no")
    for match in _CARRIER.finditer(folded):
        yield Hit("order_no", *match.span(), 0.93, "parcel_no")
    for pattern, rule in ((_ASKED, "order_asked"), (_ROW, "row_id")):
        for match in pattern.finditer(folded):
            yield Hit("order_no", *match.span("n"), 0.8, rule)


def _is_other(label: str, code: str) -> bool:
    """A bank's card behind 卡号, a telephone behind 用户号码: found by their own rules; and the uids of caselib's own files, made by hashing."""
    if label.startswith(("uid", "case")) and _HASH.fullmatch(code):
        return True
    if _CARD_LABEL.match(label):
        return len(code) >= 12 and code.replace(" ", "").isdigit()
    return bool(_PERSON_LABEL.match(label) and _MOBILE.fullmatch(code))
