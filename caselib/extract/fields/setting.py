"""Where it happened, how the complaint came in, and who was found responsible."""

from __future__ import annotations

import re

from caselib.extract.fields.stretch import Stretch, patterns
from caselib.model import Field

_PROVINCES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|"
    "广州|深圳|东莞|佛山|杭州|宁波|温州|南京|苏州|无锡|常州|成都|武汉|西安|郑州|长沙|济南|青岛|大连|沈阳|哈尔滨|长春|厦门|福州|合肥|南昌|南宁|昆明|贵阳|太原|石家庄|兰州|海口|三亚|乌鲁木齐|"
    "台北|高雄|台中|台南|新北|桃园|新竹"
)
_PROVINCE = re.compile(rf"(?:{_PROVINCES})(?:省|市|特别行政区)?(?:[\u4e00-\u9fff]{{1,4}}?(?:市|区|县|镇))?")
_TOWN = re.compile(
    # A county's or city's name holds none of the small words that may stand before 市 or 县 in a sentence.
    r"(?<![\u4e00-\u9fff])(?:(?![月日年从在到的全本该超门夜菜是于和与了一某各我你他她说])[\u4e00-\u9fff]){2,3}(?:市|县)(?![场民面])(?:[\u4e00-\u9fff]{1,3}(?:区|镇|乡))?"
)
_CHANNELS = patterns({
    "hotline_12315": "12315",
    "hotline_12345": "12345|市长热线|政务热线",
    "phone": "致电(?!123[14]5)|来电|拨打(?!123[14]5)|打电话|电话投诉|热线|客服电话|电话里|打来电话",
    "visit": "来店|到店|上门|来到(?:店|柜台|前台|营业厅|网点|服务)|当面|找到(?:店|柜台|前台)|到(?:营业厅|网点|前台|服务台|维修站)",
    "online": "网上投诉|留言|微信|邮件|电子邮件|客服聊天|在线客服|平台投诉|公众号|微博|论坛|app|投诉平台|网友",
    "letter": "来信|信函|投诉信|写信|信访|书面投诉|意见簿|意见卡",
    "association": "消委会|消协|消保委|消费者协会|消费者委员会|消保官|消基会|消费者保护",
    "media": "记者|电视台|报社|媒体",
})  # fmt: skip
_FIRM = "(?:公司|我司|商家|店方|酒店|企业|经营者|厂家|银行|医院|学校|物业|平台|卖家|我方|校方|院方|商户|被告|服务站|维修站|维修方|员工|工作人员|本店|保险公司|开发商)"
_CUSTOMER = "(?:客户|顾客|消费者|用户|业主|客人|患者|旅客|家长|原告|车主|投诉人|本人|自身|自己)"
# Each of the patterns below holds one of these: two cases of three say nothing of the kind.
_BLAME = re.compile("责|过错|原因|承担|不符|不可抗力|不当|损坏|误操作|不善|不实|违|失误|疏忽|欺诈|过失|属实|的错|问题|供应商|第三方")
_RESPONSIBILITY = (
    (
        "shared",
        re.compile(r"双方(?:均|都|各)(?:有|负|承担)[^,。]{0,6}责任|各(?:自)?承担|混合过错|双方过错|共同(?:承担|责任)|次要责任|责任各半"),
    ),
    ("unclear", re.compile(r"(?:责任|原因)(?:不清|不明|无法(?:认定|确定|查清|判定)|难以(?:认定|界定|判定))")),
    (
        "third_party",
        re.compile(
            r"(?:责任|过错|原因)(?:在|属于|归)[^,。]{0,4}(?:第三方|供应商|厂家|承运|合作方)|第三方(?:责任|原因|造成)|供应商(?:责任|原因|造成)|不可抗力"
        ),
    ),
    (
        "customer",
        re.compile(
            rf"(?:责任|过错|原因)(?:在|在于|属于)[^,。]{{0,4}}{_CUSTOMER}|{_CUSTOMER}(?:使用不当|操作不当|人为损坏|误操作|保管不善|负全责|全责|责任)|投诉不实|不属实|"
            rf"与事实不符|非(?:我司|公司|商家|质量)[^,。]{{0,4}}(?:责任|问题|原因)"
        ),
    ),
    (
        "firm",
        re.compile(
            rf"(?:责任|过错|原因)(?:在|在于|属于|完全在)[^,。]{{0,4}}{_FIRM}|{_FIRM}[^,。]{{0,8}}(?:承担(?:全部|主要|相应|完全)?责任|负(?:有)?(?:全部|"
            rf"主要)?责任|存在过错|全责|违约|失误|疏忽|违反|构成(?:欺诈|违约)|过失|管理不善)|(?:投诉)?(?:情况)?属实|(?:我司|我方|我店|本店)的(?:责任|错|失误|问题)"
        ),
    ),
)


def place(stretch: Stretch) -> Field | None:
    """The first province, city or county named in the story."""
    start, end = stretch.story
    found = _PROVINCE.search(stretch.folded, start, end)
    # Most cases have neither character, and the pattern is slow: what begins with a Han character behind another one is tried at each.
    if stretch.folded.find("市", start, end) >= 0 or stretch.folded.find("县", start, end) >= 0:
        town = _TOWN.search(stretch.folded, start, end)
        found = town if town and (found is None or town.start() < found.start()) else found
    return stretch.field(*found.span(), "place") if found else None


def channel(stretch: Stretch) -> Field | None:
    """How the complaint came in, by the first channel named."""
    return stretch.earliest(_CHANNELS, "channel", stretch.story[1])


def responsibility(stretch: Stretch) -> Field | None:
    """Who was found responsible, where the text says so: firm, customer, third_party, shared or unclear; never inferred from what was paid."""
    if not _BLAME.search(stretch.folded):
        return None
    for name, pattern in _RESPONSIBILITY:
        if match := pattern.search(stretch.folded):
            return stretch.field(*match.span(), "responsibility", name, 0.7)
    return None
