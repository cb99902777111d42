"""Who complained, of whom, about what, and in which mood: as the text calls them."""

from __future__ import annotations

import re

from caselib.extract.fields.stretch import Stretch, patterns
from caselib.lang.numbers import NUMBER, number
from caselib.lang.quick import quick
from caselib.model import Field

_SURNAME = (
    "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹"
    "姚邵汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊惠甄曲"
    "家封芮储靳汲段富巫乌焦巴牧隗山谷车侯宓蓬全班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司黎薄印宿白怀蒲邰从鄂索咸赖卓屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农"
    "温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公欧阳]"
)
_WHO = "先生|女士|小姐|太太|阿姨|大爷|大妈|老人|同学|师傅|奶奶|爷爷"
_GROUP = "顾客|客户|消费者|客人|用户|业主|旅客|乘客|患者|学员|会员|车主|住户|市民|游客|读者|买家|投诉人|家长|储户|居民|租客|网友|病人"
_CUSTOMER = quick(
    rf"{_SURNAME}(?:某{{1,2}}|\*{{1,2}}|[xX]{{1,2}})?(?:{_WHO})(?:等(?:{NUMBER})(?:名|位|余名|多名|户)?(?:{_GROUP})?)?"
    rf"|{_SURNAME}某{{1,2}}"
    rf"|(?:某|一位|一名|一个|这位|有位|有个|某位|某名|几位|几名|两位|两名|多位|多名|{NUMBER}(?:名|位|户|余名|多名))(?:[男女老]|年轻|外地|本地)?(?:{_GROUP})"
)
_COUNT = quick(rf"(?:等)?({NUMBER})(?:多|余)?(?:名|位|户|人)(?:{_GROUP})|等({NUMBER})(?:名|位|户|人)")
_FIRM_TAIL = (
    "有限责任公司|股份有限公司|有限公司|分公司|公司|集团|大酒店|酒店|宾馆|旅行社|支行|分行|银行|医院|诊所|药店|超市|商场|百货|专卖店|旗舰店|4s店|维修站|餐厅|酒楼|"
    "饭店|火锅店|影楼|健身房|健身会所|会所|俱乐部|美容院|培训机构|培训学校|学校|幼儿园|驾校|物业|营业厅|经销商|商行|工作室|养生馆|浴场|照相馆|快递|保险|航空"
)
_FIRM = re.compile(rf"(?:某|[\u4e00-\u9fffa-z0-9·]{{1,12}}?)(?:{_FIRM_TAIL})")
_FIRST_TAIL, _LONGEST_NAME = quick(_FIRM_TAIL), 12
# Words that a firm's name does not begin with: what stands before it in a sentence.
_LEAD = re.compile(
    r"^.*?(?:在|向|到|与|和|被|由|从|对|因|去|找|给|称|的|了|将|把|为|于|至|是|该|经|跟|位|名|日|年|月|购买|投诉|入住|反映|起诉|致电|联系|来到|委托|"
    r"通过)(?=.{2,})"
)
_PRODUCT = re.compile(
    r"(?:购买|购得|选购|网购|买了|买|订购|预订|订了|办理|定制|租用|租了|报名|下单)(?:了|到|的|过)?"
    rf"(?:(?:{NUMBER})?(?:台|部|件|辆|双|套|只|块|张|份|盒|瓶|条|个|间|袋|箱|斤|包|副|枚|罐|桌|款|对|支)|价值[^,。]{{1,10}}的)?(?P<what>[\u4e00-\u9fffa-z0-9“”·\-]{{2,14}})"
)
# What follows a verb of buying without being goods: 买下, 买回来, 买过, 买的, 买给她.
_NO_GOODS = frozenset("下上回来去过的给不没得时后前就还又也着起走断我你他她这那")
_STOP = re.compile(r"[,。;:!?、了后时并和与在是却因就但，]|的(?!$)|之后|以后")
_MOODS = patterns({
    "angry": "愤怒|气愤|生气|怒气|火冒三丈|大发雷霆|大怒|恼火|暴跳如雷|发火|怒不可遏|破口大骂|大吵大闹|情绪激动|非常激动|很激动|怒|拍桌子",
    "anxious": "焦急|着急|担心|心急|不安|焦虑|忧心|急得",
    "disappointed": "失望|寒心|心寒|伤心|委屈|难过|无奈|心灰意冷",
    "dissatisfied": "不满|不悦|抱怨|不高兴|不痛快|不舒服",
    "calm": "心平气和|平静|理智|客气地|冷静地|语气平和",
})  # fmt: skip
_TYPES = patterns({
    "professional": "职业打假|职业索赔|专业投诉|打假人|职业投诉|恶意投诉",
    "regular": "老客户|老顾客|常客|熟客|vip|贵宾|金卡|白金|老会员|多年的客户|忠实",
    "difficult": "难缠|无理取闹|蛮不讲理|胡搅蛮缠|投诉成癖|威吓",
    "vulnerable": "老人|孕妇|残疾|儿童|未成年|独居|聋哑|盲人|坐轮椅",
})  # fmt: skip


def customer(stretch: Stretch) -> Field | None:
    """How the text first calls the customer: 王女士, 某客户, 张先生等78名消费者."""
    return stretch.first(_CUSTOMER, "customer")


def customer_count(stretch: Stretch) -> Field | None:
    """The number of customers, where the story gives one."""
    match = _COUNT.search(stretch.folded, *stretch.story)
    if not match:
        return None
    value = number(match.group(1) or match.group(2))
    return stretch.field(*match.span(), "customer/count", int(value), 0.8) if value and value >= 1 else None


def mood(stretch: Stretch) -> Field | None:
    """The mood told first: angry, anxious, disappointed, dissatisfied or calm."""
    return stretch.earliest(_MOODS, "mood")


def customer_type(stretch: Stretch) -> Field | None:
    """A type that the text itself gives the customer: professional, regular, difficult or vulnerable."""
    return stretch.earliest(_TYPES, "type")


def organisation(stretch: Stretch) -> Field | None:
    """The first firm named in the story (某酒店 counts; the lead-in of its sentence is cut off)."""
    begin, stop = stretch.story
    tail = _FIRST_TAIL.search(stretch.folded, begin, stop)
    if tail is None:
        return None
    for match in _FIRM.finditer(stretch.folded, max(begin, tail.start() - _LONGEST_NAME), stop):
        start, end = match.span()
        lead = _LEAD.match(stretch.folded[start:end])
        start += lead.end() if lead else 0
        if end - start >= 3:
            return stretch.field(start, end, "organisation", confidence=0.6)
    return None


def product(stretch: Stretch) -> Field | None:
    """What was bought, booked or ordered, where a verb of buying names it."""
    for match in _PRODUCT.finditer(stretch.folded, *stretch.story):
        start, end = match.span("what")
        if stretch.folded[start] in _NO_GOODS:
            continue
        stop = _STOP.search(stretch.folded, start, end)
        end = stop.start() if stop else end
        if end - start >= 2:
            return stretch.field(start, end, "product", confidence=0.6)
    return None
