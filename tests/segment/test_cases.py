"""Which stretches are cases: filed by where the shape comes from. All texts are written for the tests."""

from __future__ import annotations

import pytest

from caselib.clean import clean
from caselib.model import SourceText
from caselib.segment import segment

from .marked import found, unmark

WRITTEN = {
    # numbered headings, parts inside, a shared list of links behind
    "case_headings": "典型案例\n\n⟦incident 案例一：浴室滑倒\n11月20日，龚女士在2107房浴室滑倒，右手腕骨裂。酒店起初不肯赔偿，经协商赔付1.9万元，龚女士表示接受。\n"
    "教训：先关心伤情，再谈责任。⟧\n\n⟦incident 案例二：房费重复扣款\n12月3日，常客尤先生退房时发现房费扣了两次，前台说要等财务上班。尤先生打了总部热线，"
    "次日退回698元，尤先生没有再追究。⟧\n相关阅读\n酒店预订指南",
    # headings without the word: most siblings tell a complaint
    "parallel": "一周投诉\n⟦incident 一、冰箱响了一夜\n3月4日，家住河东的彭先生把新冰箱搬回家，插上电就响。他打了三次售后，师傅都说正常。彭先生投诉到市消委会，"
    "经调解商家换了新机。⟧\n⟦incident 二、婚纱照拖了一年\n去年国庆，邹女士在某影楼花5999元拍照，说好两个月取片，一年还没修完。消委会约谈后影楼退款一半，"
    "邹女士表示接受。⟧\n三、工作要求\n各单位要举一反三。\n要加强回访。\n要定期检查。",
    # parts alone: a title, then 案情 and 处理结果
    "parts": "⟦incident 一张用不掉的会员卡\n基本案情：2022年5月，消费者闵女士在某健身房办卡，三个月后门店关门，电话无人接听，闵女士要求退款被拒绝。\n"
    "处理结果：经调解，公司退还剩余费用2100元，闵女士撤诉。⟧",
    # paragraphs of a report, each with somebody of its own
    "prose": "市消委会公布一批投诉。\n⟦incident 4月2日，市民苏女士在步行街一家眼镜店配了一副1280元的眼镜，戴了三天头晕，到医院一查，左右眼度数装反了。"
    "店员却说验光单是她自己签的字。经消保委调解，眼镜店全额退款并道歉。⟧\n⟦incident 5月中旬，大学生小林通过直播"
    "间买了一件标称纯羊毛的大衣，收到后送检，羊毛含量不足三成。"
    "商家以“已剪吊牌”为由拒绝退货。平台介入后退还699元，并补偿300元。⟧\n⟦incident 6月9日，退休职工汤大爷在某健康讲座上花两万元买了一张床垫，"
    "子女发现后向派出所报案，要求退款。目前警方已立案，款项尚未追回，汤大爷一家仍在等消息。⟧",
    # a story that goes on over paragraphs is one case, with its comment
    "story": "⟦incident 去年9月，家住西苑的穆先生花14.98万元买了一辆新车，头一场雨就漏水，4S店说是排水管松脱，卡紧了事。\n"
    "穆先生又跑了三趟，店里换过密封条，仍旧漏水。穆先生要求换车，经理当面拒绝，还说他没事找事。\n"
    "今年3月，穆先生把4S店告上法院，法院判决店方更换天窗并赔偿1.2万元，穆先生没有上诉。\n"
    "点评：本案中，第二次返修就应当拆开检查。⟧",
    # the number again and again makes the entries
    "tickets": "工单导出\n⟦incident TS20230602-0117 受理 类别：费用\n客户来电反映漫游费1312元，称没人讲清楚规则，要求退费。\n退还1116元，客户无异议。⟧\n"
    "⟦incident TS20230603-0552 受理 类别：网络\n用户反映村里无信号，报过两次没人管，老伴生病都叫不出救护车。\n网优测试后答复明年建站，用户不满意。⟧\n"
    "⟦incident TS20230605-0208 受理 类别：合约\n客户要求取消靓号协议，称当初未告知期限，营业员没有讲明。\n不予免除违约金，客户携转。⟧",
    # a dialogue with its heading line
    "dialogue": "⟦incident 【第1通】工号6207\n坐席：您好，请问有什么可以帮您？\n客户：我上周买的热水壶漏电，手都麻了。"
    "\n坐席：您是说漏电吗？\n客户：对，我要求退货，还要赔医药费。\n"
    "坐席：退货可以，医药费要有票据。\n客户：票据我有，一共86元。\n坐席：好的，三天内退款。\n客户：那行吧。⟧",
    # a judgment told party by party: what is pleaded, found and decided goes on with the one case
    "court": "⟦incident 某物业服务合同纠纷案\n\n原告周某系某小区业主，2021年3月起，原告家中卫生间顶棚多次渗水，原告多次向物业公司投诉，物业公司仅派人看过一次，未作维修，"
    "原告家中地板、家具受损，故诉至法院，要求物业公司赔偿损失3.2万元。\n\n"
    "被告某物业公司主张，渗水系楼上业主王某装修破坏防水层造成，与物业无关，其已尽到通知义务，不同意赔偿。\n\n"
    "第三人王某认为，其装修时已做防水，2021年5月物业人员曾上门查看，未发现漏点，原告要求其赔偿没有依据。\n\n"
    "法院查明，2021年3月至8月，原告先后七次拨打物业电话报修，物业公司仅有一次上门记录，且未通知王某配合检查，致使渗水持续，损失扩大。\n\n"
    "法院遂判决被告物业公司赔偿原告损失1.1万元，王某赔偿1.6万元，并于三十日内修复防水层。被告不服提起上诉，二审维持原判。⟧",
    # ratings: the complaint is a case, the praise is not
    "ratings": "用户评价\n⟦incident ①阿木 ★☆☆☆☆ 7月30日 寿司里吃出一截牙签，服务员瞥了一眼转身就走，直到结账都没人再过来。⟧\n"
    "②小舟 ★★★★★ 7月29日 从小吃到大的老店，汤圆还是那个味，强烈安利！\n⟦incident ③橘子 ★☆☆☆☆ "
    "7月28日 三百多的凉鞋穿了六天断底，商场和厂家互相推，扯皮一下午，拉黑。⟧\n"
    "⟦incident ④麦浪 ★★☆☆☆ 7月27日 司机绕了六公里，找客服申诉退了18块，司机还发短信骂人。⟧",
    # a report in eight disciplines is one case
    "eight": "⟦incident 8D-118：客户史先生冷链化冻投诉\nD1 成立小组 组长为分拨主任。\nD2 问题描述 11月1"
    "4日到达的12件货有9件化冻，史先生要求按货值赔偿，客服称概不负责。\n"
    "D3 临时措施 主管登门道歉，先行垫付1.5万元。\nD4 根因 卸车后露天停放三小时。\nD8 关闭 再赔1.1万元，史先生签回认可单。⟧",
    # a heading that puts a situation, nobody in particular, and what to do
    "scenarios": "门店手册\n5.1 上菜慢，客人催了三遍\n多半是漏单。先道歉，马上去后厨看，三分钟内回来告诉客人还要多久，超过三十分钟的送一份小菜。\n"
    "5.2 菜里吃出头发\n不许说不可能。连盘端走留样，重做一份，把这道菜从账单里拿掉，客人说不舒服的陪去医院看。\n"
    "5.3 客人说优惠券不能用\n券面上那行小字客人没看见，第一次一律给抵，同时指给他看，下回就不好意思了，点单时也要先问一句。\n"
    "5.4 结账时发现多收了钱\n当着客人的面对单，错了马上退，再道一声歉；没有错的，把每一道菜念给他听，不要露出不耐烦的样子。",
    # a message and its answer in running text
    "message": "⟦incident 网友留言：\n小区旁边的工地每天凌晨三点还在打桩，老人孩子都睡不着，打了几次热线也没人管，请领导过问。\n"
    "官方回复：\n您好，您的留言已收悉。经住建局现场核查，该工地夜间施工未办理许可，已责令停工并罚款两万元。⟧",
}
SCENARIOS = {"scenarios": 4}
NEGATIVE = {
    "fiction": "第一章 雨夜\n老周推开客栈的门，雨水顺着斗笠往下淌。掌柜抬头看了他一眼。\n“住店。”老周把刀放在桌上。\n掌柜的手抖"
    "了一下。三年前，也有一位客人说过同样的话，"
    "第二天早上，客栈里就少了一匹马。\n老周没有回答，他望着窗外，想起了那个穿红衣的女子。她曾说过，等桂花开了就回来，可他等了七年。",
    "praise": "感谢信\n我是上周三入住贵店806房的客人。那天晚上我突然发烧，前台小王姑娘帮我买药、送热粥，一直忙到凌晨。这样热情周到"
    "的服务让我深受感动，特此表示衷心的感谢。",
    "how_to": "怎样挑选空调\n买空调先看房间面积，十五平方米以下选一匹就够了。\n第一步，量房间。层高超过三米的，要选大一号的。\n第"
    "二步，看能效。一级能效贵几百块，两个夏天就能省回来。\n"
    "第三步，问安装。高空作业费要在付款前问清楚，很多人都是装完才发现多收了钱。",
    "advert": "招聘启事\n现面向社会招聘投诉处理专员三名。\n岗位职责：\n1、受理客户来电投诉，做好记录；\n2、协调相关部门处理客户诉求；\n3、定期回访。\n薪资面议。",
    "statute": "消费者投诉处理办法\n第一条 为了规范投诉处理工作，保护消费者合法权益，制定本办法。\n第二条 消费者与经营者发生争议的，可以向市场监督管理部门投诉。\n"
    "第三条 有下列情形之一的，不予受理：（一）法院已经受理的；（二）超过三年的。",
    "exercise": "课后练习\n思考一：客户打电话说寄出的文件丢了，要求今天解决，你该怎么办？\n思考二：客户称业务员答应三天回话，已经第五"
    "天了，你该怎么办？\n思考三：客户要投诉某位员工，但经查没有问题，你该怎么办？",
    "statistics": "上半年共受理投诉18305件，同比增长23.7%，其中商品类投诉10266件，占56%，服务类投诉8039件，占44%。调解成功率81.2%，为消费者挽回损失420万元。",
    "invented": "处理投诉要先听。比如有些客户一进门就拍桌子，您不要跟他争，让他把话说完，再问他想要什么结果，这样大多数问题都能解决。",
    "menu": "首页\n产品\n投诉指南\n关于我们\n联系我们\n400-000-0000",
    "empty": "",
    "blank": " \n\u3000\n",
}
KNOWN_FAILURES = {
    # one clause alone: too little to tell a case from a heading
    "one_clause": "⟦incident 客户投诉空调不制冷，上门加氟后恢复，客户满意。⟧",
    # two incidents in one entry, told apart only by 前一件 and 后一件
    "two_in_one": "会议纪要\n编号3-039 面单\n收件人反映面单上的手机号泄露，接到三个贷款电话，要求道歉，已换隐私面单。\n编号3-040（合并）\n"
    "⟦incident 前一件：钢琴上楼磕掉一块漆，师傅让人签完好，客户不签，赔偿两千元。⟧\n⟦incident 后一件：一幅字画没有保价，筒被压扁，寄件人索赔八万元，只赔了运费。⟧\n"
    "编号3-041 驿站\n学生投诉驿站过两天每件收1元，墙上没公示，已取消收费并退还。",
}


@pytest.mark.parametrize("marked", WRITTEN.values(), ids=WRITTEN)
def test_written(marked: str) -> None:
    text, expected = unmark(marked)
    if expected:
        assert found(text, "incident", "scenario") == expected
    else:
        assert [kind for kind, _ in found(text, "incident", "scenario")] == ["scenario"] * 4


@pytest.mark.parametrize("text", NEGATIVE.values(), ids=NEGATIVE)
def test_no_case(text: str) -> None:
    assert found(text, "incident", "scenario") == []


@pytest.mark.parametrize("marked", KNOWN_FAILURES.values(), ids=KNOWN_FAILURES)
@pytest.mark.xfail(strict=True)
def test_known_failures(marked: str) -> None:
    text, expected = unmark(marked)
    assert [each for each in found(text, "incident", "scenario") if each in expected] == expected


def test_unmark() -> None:
    assert unmark("甲⟦incident 乙⟧丙") == ("甲乙丙", [("incident", "乙")])


def test_a_case_that_begins_inside_of_the_last_piece_can_be_weighed():
    text = (
        "原告某商户承租被告商场一楼铺位，合同约定商场“统一招商、引进主力超市”。开业时超市未引进，代之以一家按摩店，客流不足，原告三个月亏损九万余元。"
        "原告要求解除合同、退押金租金，被告以“合同未写引进哪一家超市”拒绝。原告起诉。\n"
        "被告主张，超市撤约系总部资金问题；且原告自身装修延误一个月。\n"
        "法院查明：被告招商手册写有“某超市已签约进驻”，实际仅为意向书；业务经理明知未签约，仍在微信中答复“签了”。被告负主要责任，原告自身延误应担部分损失。"
        "判决：解除合同，退还剩余押金租金五万八千元，赔偿损失三万六千元。原告拿到判决后，被告公司因其他案件被查封，执行未果。"
    )
    assert segment(clean(SourceText("a.txt", text)))
