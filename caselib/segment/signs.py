"""What in a stretch of words speaks for a told case and what for advice: closed word classes, counted.

The classes are of the language (titles of persons, classifiers, adverbs of time, aspect, modals), not of any document.
All patterns are searched in folded text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# The hundred most frequent surnames of the Ministry of Public Security's report of 2020, and those with a place among the next hundred fifty
# that are rarely ordinary words.
SURNAMES = (
    "王李张刘付陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊"
    "金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷"
        "祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚"
        "丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲"
        "乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺邝蒲纺"
)
# Words that look like 小王 or 老李.
NO_NAME = (
    "小程序|小时|小心|小米粥|小包装|小方块|小白鼠|小高层|小康|小黄车|小金额|小汤圆|小路|小花|小童|小计|小费|小区|小易|小常识|小数|小成|小明确|"
    "小石|小水|小应用|小和|老顾客|老房|老路|老方法|老年|老古|老牛|老乡|老和|老应"
)
_AMBIGUOUS = (
    "时成商项关位车等明解应计和党官席景全强包向万方白江高常于安文武易温华单连原台都游童甘古米池能计段史石金水花叶马牛龙谷管别"
    "容干何任空路查井宗通汤阳田季祁左经实同从要那公水终越步师巩"
)
# Surnames that are hardly ever part of a word: only behind these a given name may stand before the title.
_CLEAR = "".join(char for char in SURNAMES if char not in _AMBIGUOUS)
_TITLE = (
    r"(?:先生|女士|小姐|太太|夫妇|夫人|老师|大爷|大妈|大叔|大姐|大哥|阿姨|奶奶|爷爷|老汉|婆婆|阿嬷|阿婆|阿公|伯伯|老太|老人|姐|哥|妈妈|爸爸|同学|"
    r"师傅|某某?|家属|妈|爸|机长|教授|医师)"
)
_ROLE = (
    r"(?:客户|顾客|客人|用户|业主|消费者|旅客|乘客|患者|病人|家长|学员|住客|住户|会员|车主|投保人|持卡人|储户|市民|居民|村民|游客|买家|网友|租客|"
    r"房客|食客|读者|球迷|观众|投诉人|投诉者|举报人|申诉人|来电人|收件人|寄件人|货主|宾客|旅友|商户|店主|老人|男子|女子|男士|女士|先生|小姐|青年|"
    r"大学生|学生|老太太|老先生|老大爷|老伯|大叔|大妈|阿姨|夫妻|夫妇|情侣|妈妈|母亲|父亲|司机|农户|农民|退休职工|退休工人|退休教师|职工|教师|"
    r"中年人|年轻人|投资者|股民|考生|新娘|孕妇|产妇|代理商|经销商|母女|一家人|小伙|姑娘|女孩|男孩|病友|家属|同行)"
)
_CLASSIFIER = r"(?:位|名|个|对|批|桌|户|群|组|拨|行)"
# What makes "一个…的客户" anybody: 一个忠诚的客户, 每一位顾客, 作为一名客户.
_ANY = r"(?:忠诚|不满|潜在|普通|真正|愤怒|沉默|满意|理智|挑剔|抱怨的|投诉的|难缠|合格|优秀|重要|新客|新顾|老客|老顾|生气|发怒|正常|理性)"
# "顾客王某", "消费者李小姐", "投保人毛女士": a role and then a name; "原告", "当事人" in reports of court.
CUSTOMER = re.compile(
        rf"(?<![每任何另外作为成下])[一某有](?:用户|客户|顾客|业主|客人|市民|老人|女子|男子|旅客|乘客|患者)(?!会|都|的)|"
        rf"某[\u4e00-\u9fff]{{0,4}}?{_ROLE}|某{_CLASSIFIER}?{_ROLE}"
    rf"|(?<![每任何另外作为成下十百千万\d])(?:有|一|两|二|三|四|五|六|几|多|数|这|那|\d)\s?{_CLASSIFIER}(?![^,。;:!?\n]{{0,4}}{_ANY})[^,。;:!?\n]{{0,10}}?{_ROLE}"
    rf"|[{SURNAMES}]{_TITLE}(?!型)|[{_CLEAR}][\u4e00-\u9fff]{{1,2}}?{_TITLE}(?!型)"
    rf"|{_ROLE}[:]?\s?[{_CLEAR}](?:某某?|\*{{1,2}}|x{{1,2}}|[\u4e00-\u9fff]{{0,2}}?(?=[,(、。:]|[在于因向称反到购通来打去将以为从花提交][^,。]))"
        rf"|(?<![\u4e00-\u9fff])(?!{NO_NAME})[小老阿][{SURNAMES}](?![\u4e00-\u9fff]?[时心数])|(?:原告|上诉人|申请人)(?!应)|"
        rf"{_ROLE}\s?\([^)\n]{{1,30}}\)|家住[^,。;\n]{{2,16}}的[\u4e00-\u9fff]{{2,4}}"
    rf"|(?:客户|用户|顾客|客人|业主|住客|买家|患者|乘客)(?:反映(?!的|了?问题|情况时)|称|来电(?!时)|报警|离店|退房|取到|拍照|投诉称|反馈称)"
)
FIRST_PERSON = re.compile(
    r"我们?家|我妈|我爸|我老公|我老婆|我孩子|我儿子|我女儿|本人|我(?!们|国|司|行|市|局|县|区|院|校|公司|部|店|中心|省|街|镇|委|会|办|处|所)|咱家|"
    r"俺|楼主")
TIME = re.compile(
    r"(?:19|20)\d{2}\s?年|(?<!\d)\d{2,3}年\d{1,2}月|\d{1,2}\s?月\s?\d{1,2}\s?[日号]|\d{1,2}月(?:底|初|中旬|上旬|下旬|份|的)|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}"
        r"|之前在|以前在|有一?[次回](?=[,我他她一在去来到有客顾,])|前[阵段](?:子|时间)|刚刚|那时|昨[天晚日夜]|前[天晚]|今[早晨晚天]|当[天晚日时夜年场]"
        r"|次日|第[二三]天|翌日|[某有一]天(?!到晚)|某[日晚年月]|日前|近日|近期|最近|不久前|前不久|前些[年天日]|早[几些]年|去年|今年[^度]|上[周月]|"
        r"上个[月周]|那[天晚日年]"
        r"|凌晨|清晨|傍晚|深夜|半夜|(?:上午|下午|晚上|中午|早上)\d|春节|中秋|国庆|元旦|端午|五一|双十一|除夕|重阳|"
        r"[两三四五六七八九十\d几]\s?[天周年]后|[两三四五六\d]个月后|事后|随后|此后|过后|民国|\d{1,2}:\d{2}|\d{1,2}点"
)
# A time that can open a story; 第三天 and 七天后 only go on with one (and stand in procedures too).
OPENING_TIME = re.compile(
        r"(?:19|20)\d{2}\s?年|\d{1,2}\s?月\s?\d{1,2}\s?[日号]|\d{1,2}月(?:底|初|中旬|上旬|下旬|份)|昨[天晚日夜]|前天|[某有一]天(?!到晚)|某[日晚年月]|"
        r"日前|近日|近期|不久前|前不久|前[些几][年天日]|早[几些]年|去年|今年[^度]|上[周月]|上个[月周]|那[天晚年]|春节|中秋|国庆|元旦|民国|之前在|"
        r"以前在|有一?[次回](?=[,我他她一在去来到有客顾,])"
)
# What takes up a person or a matter that is already told of.
ANAPHOR = re.compile(
    r"[他她](?!人)|对方|双方|这时|此时|该(?:客户|公司|店|顾客|男子|女士|用户|业主|企业)|第[二三四五]次|客服代表|店员|营业员|服务员|经理|师傅|老板|"
    r"店长|记者|消协|消委会|消保[委官]|法院|我[告说问解想给]")
EVENT = re.compile(
        r"投诉|反映|举报|要求|索赔|退款|退货|退费|退还|退票|退房|退掉|拒绝|拒不|不予|不肯|发现|道歉|致歉|赔偿|补偿|赔付|维修|更换|购买|买了|办理了|"
        r"办了|入住|预订|订购|下单|告知|答复|回复|协商|调解|判决|起诉|报警|受伤|损坏|摔|坏了|故障|质疑"
        r"|推诿|拖延|误导|欺骗|差评|曝光|12315|12345|罚款|赔礼|催|嫌|抱怨|埋怨|数落|消协|消委|消保|工商|监管局|法院|媒体|申诉|理论|交涉|争执|争吵|骂|"
        r"发火|生气|愤怒|不满|气愤|扣款|扣了|多收|收取|漏|过敏|变质|异物|过期|丢失|遗失|延误|迟到|取消|爽约|失联|关门|跑路|停业|吵"
)
PAST = re.compile(
    r"了[,。;!?:]|[^路经通超]过[,。;]|已经?|曾|当即|立即|随即|后来|最终|最后|结果|终于|未[^来必免]|没有|没(?!有)|于是|便|原来|竟|却|仍|再次|多次|"
    r"两次|三次|第二次|只好|只得|[一-鿿]完[,。]|[不没]料|谁知|岂料|说[::“]|[答说问道写]:?[“「]|称[,:“]|表示|认为|得知|获悉|经查|经核|经了解|查明|"
    r"[打送寄拿买装修洗换赶回]了")
GENERIC = re.compile(
        r"应(?:该|当|尽|首先|立即|及时|主动|做|在|以|把|向|有|对|让|根据|注意)|必须|务必|不要|切忌|切勿|切莫|可以|尽量|如果|假如|倘若|万一|一旦|"
        r"当(?:客户|顾客|您|你|客人|用户|遇到|业主)|对于|这[类种些]|此类|一般来说|一般情况|通常|往往"
        r"|任何|所有的?|每一?[位个名](?:客|顾|员|人)|各种|要(?:让|把|使|做|有|以|学|善|及|认|了|注|真|对|站|用|先|能|想)|有的[^确是话]|有些|"
        r"[企员][业工](?:要|需|可|能)|服务[人员]{1,2}(?:要|需|可|应)|您|你(?!们)|能够|需要|只有|才能|学会|善于|尊重|技巧|方法|原则|提高|意识|我们(?:要"
        r"|应|必|不|需|可)|总之|因此,|不妨|最好|是指|就是|就会|也会|会[让使对不]|是一[种类]|主要(?:有|包括|表现)|属于|有助于|意味着|在于|不仅|而且|"
        r"只要|无论|不管|怎样|如何|哪些|应对|意义|本身|例如|[比譬]如|类型|研究表明|数据表明|调查(?:表明|显示|发现|统计)|据统计|统计|\d%的(?:顾客|客户|"
        r"人|消费者|用户)|客户[会的]|顾客[会的]|第[一二三四五六七八九十百]{1,4}条|\d%(?=[,;。的])|不得|应予|凡[^间夫]|本办法|本规定|面试"
)
# What turns a paragraph to everybody; the rest of GENERIC may stand in a story too (您, 可以, 需要 in what people say).
ADVICE = re.compile(
        r"应(?:该|当|尽|首先|立即|及时|主动)|必须|务必|不要|切忌|切勿|切莫|我们(?:应|要|必)|对于|这[类种]|此类|总之|可见|一般来说|通常|往往|任何|"
        r"每一?[位个名](?:客|顾|员|人)|研究表明|数据表明|[企员][业工](?:应|要|需)|意义|技巧|原则|学会|善于|尊重|说到底|不妨|有的[^确是话]|有些|一旦|"
        r"无论|不管|作为一[名个]|是指|就会|客户会|顾客会|第[一二三四五六七八九十百]{1,4}条|不得|应予|本办法|本规定|面试|你[会该怎要]|请你|如果你|假设"
)
REFERS = re.compile(r"本案|此案|该案|本例|此例|这个?案例|这起|该起|这件事|这次投诉|此次|此事|该投诉|本次|上述案例|这一案例|这一事件|该事件|从[这该本]|案例中")
PRAISE = re.compile(
    r"表扬|点赞|感谢信|锦旗|拾金不昧|好评|强烈推荐|安利|赞一个|五星好评|点个赞|非常感谢|特别感谢|衷心感谢|热情周到|贴心|服务很好|服务好|好吃|满意!"
    r"|很棒|太棒|推荐给|值得推荐|无微不至|没得说")
FAULT = re.compile(
        r"投诉|不满|差评|坏|破|漏|错|退|赔|拒|骗|拖|慢|难吃|变质|过期|异物|损|伤|吵|脏|臭|乱收|多收|扣|推诿|推脱|敷衍|态度|没人|不理|不管|失望|气|骂|"
        r"故障|假|虚假|霸王|违约|违规|噪|停[水电]|延误|等了|迟迟|不给|不肯|不让|未[^来必]|举报|要求|难道|凭什么|维权|纠纷|缺|少了|丢|掉了|无法|不能|"
        r"怎么回事|为什么|何时|能否|扰民|堵|异味|卡顿|取消|断|裂|扯皮|拉黑|垃圾|绕路|绕了|没[讲说写有]|不退|不卖|不会再|再也不|嫌|抱怨|埋怨"
)
IMPERATIVE = re.compile(
    r"^(?:应|要|不要|必须|须|不得|请|勿|切|加强|建立|完善|做好|提高|注意|保持|认真|及时|主动|严格|规范|定期|确保|强化|落实|开展|组织|制定|改进|"
    r"避免|尽量|学会|善于|了解|倾听|不)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts in a stretch of text (of different words, so that a repeated one does not carry the day)."""

    customer: int
    first: int
    time: int
    event: int
    past: int
    generic: int
    size: int

    @property
    def story(self) -> float:
        """Points for a told case less points for advice; about 0 where neither is to be seen.

        The weights are a choice: a particular customer counts most, advice counts by its density, since a long case may hold a lesson.
        """
        told = 2.0 * min(self.customer, 2) + min(self.first, 2) * 0.7 + min(self.time, 3) + 0.7 * min(self.event, 6) + 0.7 * min(self.past, 6)
        return told - min(8.0, 160.0 * self.generic / max(self.size, 60))

    @property
    def particular(self) -> bool:
        """Whether somebody, or some day, is told of."""
        return self.customer > 0 or (self.time > 0 and self.first > 0) or self.time > 1


def evidence(folded: str, start: int, end: int) -> Evidence:
    """Count the signs in ``folded[start:end]``."""

    def kinds(pattern: re.Pattern[str]) -> int:
        return len({found[0] for found in pattern.finditer(folded, start, end)})

    generic = sum(1 for _ in GENERIC.finditer(folded, start, end))
    return Evidence(kinds(CUSTOMER), kinds(FIRST_PERSON), kinds(TIME), kinds(EVENT), kinds(PAST), generic, end - start)


_PERSON = re.compile(rf"(?:^|(?<=[,。;:“”!?、\s的]))[{_CLEAR}][\u4e00-\u9fff]")


def persons(folded: str, start: int, end: int) -> set[str]:
    """First two characters of what may be a person's name: a surname at the head of a clause with what follows.

    Most are no names; only those that come back are of use.
    """
    return {found[0] for found in _PERSON.finditer(folded, start, end)}


def complains(folded: str, start: int, end: int) -> bool:
    """Whether a customer's own words (a review, a message, a ticket) complain, rather than praise or only ask."""
    told = faults(folded, start, end)
    praise = len({found[0] for found in PRAISE.finditer(folded, start, end)})
    return told > praise or (told >= 2 and folded.find("差评", start, end) >= 0)


def faults(folded: str, start: int, end: int) -> int:
    """How many different words of fault the stretch has."""
    return len({found[0] for found in FAULT.finditer(folded, start, end)})
