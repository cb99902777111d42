"""Words behind which a name stands: labels of forms, and people's parts in a complaint."""

from __future__ import annotations

# Labels of a form: what stands behind the colon is a name, whatever its characters.
LABELS = tuple((
    "姓名|名字|联系人|收件人|收货人|寄件人|发件人|取件人|投诉人|来电人|来访人|申请人|被申请人|申诉人|举报人|反映人|陈情人|委托人|委托代理人|代理人|法定代表人|法人代表|法人|负责人|经办人|承办人|受理人|处理人|接待人|"
    "回访人|审核|审核人|审批|审批人|记录人|登记人|填表人|制表|制表人|复核|复核人|签发人?|户名|账户名|机主|车主|房东|房主|业主|出租人|承租人|投保人|被保险人|受益人|购车人|下单人|开户人|付款人|收款人|当事人|监护人|证人|店主|摊主|经营者|"
    "原告|被告|上诉人|第三人|工程师|师傅|责任人|被投诉人|客户姓名|客户名称|顾客姓名|用户姓名|customer|name|contact|客户名|真实姓名|签名|签字|署名|作者|编辑|校对"
).split("|"))
# Words for somebody's part in the matter; they also head spoken lines, so what follows must look like a name.
ROLES = tuple((
    "客户|顾客|用户|买家|卖家|消费者|会员|旅客|乘客|游客|患者|病人|家属|家长|住户|租客|租户|储户|网友|市民|村民|居民|老人|读者|学员|学生|考生|员工|店员|服务员|客服|客服代表|客服人员|客服专员|坐席|话务员|营业员|导购|导购员|"
    "收银员|柜员|前台|管家|保安|保安队长|司机|驾驶员|快递员|快递小哥|派件员|配送员|骑手|外卖员|送货员|安装工|维修工|维修员|技师|美容师|理发师|摄影师|设计师|监理|项目经理|工程主管|销售|销售员|销售顾问|推销员|业务员|中介|"
    "经纪人|教练|私教|课程顾问|老师|导游|领队|领班|店长|值班店长|店经理|经理|总经理|副总经理|值班经理|大堂经理|大堂副理|客户经理|主管|主任|科长|处长|局长|所长|站长|院长|校长|园长|队长|护士|护士长|医生|医师|律师|记者|"
    "通讯员|调解员|民警|警官|法官|书记员|审判员|审判长|定损员|理赔员|查勘员|抄表员|安检员|列车长|空姐|乘务员|地服|老板|老板娘|股东|团长|房客|邻居|丈夫|妻子|儿子|女儿|父亲|母亲|哥哥|弟弟|姐姐|妹妹|女婿|儿媳|母女|"
    "行李查询|管理员|市场管理员|值班人员|工作人员|售后|售后人员|专员|徒弟|同事|朋友|同学|翻译|负责人|联系人|投诉人|来电人"
).split("|"))
BOTH = tuple(sorted({*LABELS, *ROLES}, key=len, reverse=True))


def _by_last_character() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in BOTH:
        found[word[-1]] = (*found.get(word[-1], ()), word)
    return found


# Last character → words, so that looking back from a position costs a few comparisons.
ROLE_ENDS = _by_last_character()
