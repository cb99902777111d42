"""Which pieces are headings, and of what kind: of a case, of a part of a case, of several cases' shared comment, or any other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from caselib.lang.quick import Beginnings, quick
from caselib.segment.marks import CASE_WORD
from caselib.segment.pieces import Piece

# The parts of a case by the names that its headings go by; the first that fits wins.
PARTS: tuple[tuple[str, str], ...] = tuple(
    (name, rf"(?:{words})")
    for name, words in (
        ("demand", r"客户(?:诉求|要求)|投诉(?:诉求|要求|请求)|诉讼请求|消费者诉求|诉求(?!人)|申诉请求|要求(?=[:】])"),
        ("reply",
            r"(?:官方|部门|单位|办理|商家|酒店|企业|卖家|平台|店家|物业|我司|有关部门)?(?:回复|答复|回应)(?:内容|意见|情况|单位|时间|如下)?(?![^:】\s])|"
            r"[\u4e00-\u9fff]{0,4}(?:返单|回单)(?=:)|[回复]信(?![\u4e00-\u9fff])|答(?=[:】*])|办理(?:情况|意见)"),
        ("situation",
                r"[\u4e00-\u9fff]{0,6}(?:背景|经过|始末)(?=[:\s】]|$)|(?:基本|主要|简要|案件)(?:情况|事实|信息)(?=[:】])|情[景境]回放|情[景境]描述|情[景境]再现|(?:基本|主要|简要)?案情(?:简介|回顾|介绍|经过|"
                r"概要|摘要|回放|概述)?|案例(?:简介|概述|概况|背景|经过|"
            r"描述|回放|介绍|内容|情[况景])|事[件情](?:经过|背景|概述|概况|回放|始末|简介|描述|起因)|经过|背景|(?:客户|顾客|用户)?投诉(?:背景|内容|经过|"
            r"概述|事由|情况|详情|描述|事项)|问题(?:描述|背景|经过)|情况(?:描述|简介|说明)|反映(?:事项|内容|问题|情况)(?=[:】])|概述|起因|案由|留言(?:内容|详情)|来信内容|网友留言|事由|"
            r"情[景境](?=[:】])|(?:客户|用户)反映(?=[:】])"),
        ("lesson",
            r"(?:案例|事件|几点|工作|本案)?启[示迪]|教训|典型意义|经验(?:小结|总结|教训)|改进(?:措施|方向|建议|方案|计划)?(?![^:】\s])|整改(?:措施|要求|"
            r"方案|情况)?|内部改进|预防(?:措施|再发)?|反思|心得|体会|(?:风险|消费|温馨|友情|特别)提示|消费(?:警示|提醒)|消[费保][^:]{0,4}提[示醒]|管理思考"
            r"|想到的|小结|由此想到|小?叮[嘱咛]|防范措施|长效机制|警示|改善(?:措施|建议|对策)?|思考"),
        ("advice",
            r"正确(?:的)?(?:做法|处理|应对|答案)|参考(?:做法|答案|话术|处理)|(?:解决|处理|应对|改进)?(?:方案|方法|对策|措施)?(?:和|及|与)?建议|应对(?:要点"
            r"|策略|方法|方式|措施|技巧|重点)?|解决(?:方案|方法|办法|对策|思路)|处理(?:要点|方案|建议|技巧|思路|方法|问题的关键点|重点)|怎么(?:应对|办|"
            r"处理)|(?:可供|供)参考|专家(?:支招|建议|意见)|支招|对策|补救(?:措施|方法)|话术|(?:关键|处置|工作)要点|基本对应|应对重点|底线|如何(?:处理|应对"
            r"|避免)"),
        ("outcome",
            r"(?:处理|调解|裁判|判决|最终|投诉|办理|回访|案件)?结果|裁判|判决|结局|后续(?:情况|跟进)?|客户(?:反馈|意见|满意度)|回访(?:情况|结果)?|"
            r"处罚(?:情况|结果)"),
        ("handling",
            r"(?:投诉|案件|事件|客诉|现场|工单)?(?:处理|处置|调查|调解|协调|核实|查处|办理)(?:过程|经过|情况|结果|措施|流程|方式|记录|及结果|意见|"
                r"与结果)?(?:[及和与、](?:处理|调解)?(?:结果|情况|意见|经过|分析))?(?![^:】\s的])|采取(?:的)?措施|履职(?:情况|过程)|服务补救|裁判(?:理由|要旨)|法院(?:认为|审理)"
                r"|审理(?:过程|情况|查明)|消保委(?:介入|调解)|临时措施|"
            r"永久措施|纠正措施|补救(?=[:】])"),
        ("analysis",
            r"(?:案例|原因|问题|案情|投诉|事件|成因|责任|法律|深度|综合|经典|简要|处理)?(?:分析|剖析|解析|评析|评论|析评)|(?:根本|主要|直接|投诉|产生|"
            r"具体)原因|原因(?=[:】])|(?:处置|处理|本案)?评估|根因|症结|问题所在|法理|焦点|争议焦点|失误(?:在|之处)|存在(?:的)?问题|怎么想"),
        ("comment",
            r"(?:专家|律师|编辑|编者|记者|记者手|案例|简要|综合|法官|消[委保]会?|教师|老师|本案|消协|工商|主编|校长|经理)?(?:点评|评析|短评|手记|说法|后语"
            r"|观察|寄语|简评|总评|锐评|感言)|编后|按语|编者?按|法官[说寄]|律师说|讨论(?=[:】]|$)|思考题|(?:讨论|思考)?问题(?=[:】])|(?:讨论|互动)问题"),
    )
)  # fmt: skip
_NAMES = Beginnings(PARTS)
_AND = re.compile(r"[及和与、](?:处理|调解)?(?:结果|分析|建议|意见|经过|启示|点评|措施|情况|对策|评析)")
_COMMENT_ONLY = re.compile(r"(?:综合|总体|专家|律师)?(?:点评|评析|短评|总评|简评)(?![\u4e00-\u9fff])")
_TURN = re.compile(r"([\u4e00-\u9fffa-z*]{1,8}(?:-[\u4e00-\u9fffa-z]{1,6})?\d?)(?:\([^)\n]{1,8}\))?:")
_CASE_TITLE = re.compile(rf"{CASE_WORD}(?![\u4e00-\u9fff])|.{{0,12}}(?:案例|投诉)(?:\d{{1,2}}|[一二三四五六七八九十])$")
# Longer lines are paragraphs: of the headings in the corpus 95 % have at most 30 characters.
TITLE = 34
_TITLE_END = re.compile(r"[。!;:,、…”」)~>]$|\.\.$")
_BRACKETED = re.compile(r"[^。,!;:]\([^()]{1,16}\)$")
_KEYED = re.compile(r"[a-z][a-z _-]{1,18}:\s|@[^:@]{1,20}:")
_EXERCISE = re.compile(
    r"(?:思考|练习|讨论|习题|作业|演练|课堂|自测|情景模拟|想一想|议一议)(?:题|与讨论|练习)?[一二三四五六七八九十\d]{0,2}\s?[:、.]"
)
_CLOSING = quick(
    r"(?:感谢|谢谢)(?:聆听|观看|大家|阅读|收看|各位|观赏)?[!。]?$|(?:\(?完\)?|the end|未完待续|全文完)$|(?:相关|推荐|延伸|更多|猜你喜欢|"
    r"热门)(?:阅读|文章|链接|推荐|新闻|内容)|网友?评论|(?:最新|热门|全部|精彩)(?:评论|跟帖|留言|回复)|我要评论|发表评论|跟帖|(?:责任)?编辑[:/]|"
    r"审核[:]|供稿|来源:|转载|版权|免责|声明[::]|关于我们|联系(?:我们|方式|人|电话)|上一[篇页]|下一[篇页]|分享(?:到|至)|扫[码一]|关注(?:我们|"
    r"公众号)|附[录件表][:\s一]|附以?下?赠送|tag|标签:|没有更多|共\s?\d{1,4}\s?页\s|返回顶部|\d{1,3}人?(?:点赞|赞同)|(?:热线|咨询|投诉|举报)电话[::]|投稿|本文(?:系|"
    r"来自|由|转自)|\((?:以上|文中|案例|本案例?)[^)]{0,40}\)$|(?:end|—{2,}|-{3,}|={3,}|\*{3,})$"
)


_LONGEST = 5  # characters of thanks
_THANKS = re.compile(r"(?<=[^,。])(?:感谢|谢谢)(?:聆听|观看|收看|大家)[!。]?$")


def thanks(folded: str, piece: Piece) -> int:
    """Where the thanks begin with which a piece ends (感谢聆听!), or -1."""
    found = _THANKS.search(folded, max(piece.start + 1, piece.end - _LONGEST), piece.end)
    return found.start() if found else -1


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: index of its piece, kind (case, part, comment, head), part's name, and the key by which siblings know each other."""

    index: int
    kind: str
    key: str
    level: int = 0
    part: str = ""
    number: int = 0


def words(folded: str, piece: Piece) -> str:
    """The piece's words behind its mark; what a bracket 【…】 holds, where that is the mark."""
    if piece.style == "bracket":
        return piece.sign + folded[piece.words : piece.end]
    return folded[piece.words : piece.end]


def part_name(text: str) -> str:
    """The part that ``text`` opens, or an empty string; the name must end there or be followed by its text.

    Examples
    --------
    >>> [part_name(text) for text in ("情景回放 某客户到店", "处理结果:退款", "处理投诉的流程", "教训")]
    ['situation', 'outcome', '', 'lesson']
    """
    text = text.strip("* ").lstrip(" *【[(《<◎●■·")
    for name, pattern in _NAMES.at(text[0]) if text else ():
        found = pattern.match(text)
        if found and _AND.match(text, found.end()):
            return name
        if found and (len(text) == found.end() or not "\u4e00" <= text[found.end()] <= "\u9fff" or found.end() >= 4):
            if (
                found.end() < len(text)
                and "\u4e00" <= text[found.end()] <= "\u9fff"
                and text[found.end() : found.end() + 1] in "的是和与及了"
            ):
                continue
            if (
                text.startswith("处理")
                and found[0] in ("处理", "处理方法", "处理流程", "处理技巧")
                and len(text) > found.end()
                and text[found.end()] not in ":】 "
            ):
                continue
            return name
    return ""


_NO_SPEAKER = frozenset(
    ("附", "注", "备注", "说明", "提示", "摘要", "关键词", "时间", "地点", "来源", "编者按", "例", "如", "即", "答案", "题目")
)


def is_turn(folded: str, piece: Piece) -> str:
    """The speaker, if the piece is a turn of a dialogue (客服：…), else an empty string."""
    found = _TURN.match(folded, piece.start, piece.end)
    return found[1] if found and found[1] not in _NO_SPEAKER else ""


def is_closing(text: str) -> bool:
    """Whether a line belongs to what follows a text: thanks, credits, related links, comments of readers."""
    return bool(_CLOSING.match(text.lstrip(" (【[·—*-")))


def head(folded: str, pieces: list[Piece], i: int) -> Head | None:
    """What kind of heading piece ``i`` is, or ``None`` for text."""
    piece = pieces[i]
    text = words(folded, piece)
    levelled = piece.level if piece.block == "heading" else 0
    if piece.style == "case":
        return Head(i, "case", "case", levelled, number=piece.number)
    if piece.style == "eight":
        return Head(i, "part", "eight", 0, _EIGHT.get(piece.number, "handling"))
    if piece.opens and _EXERCISE.match(text):
        return Head(i, "comment", "line", levelled, "comment")
    part = part_name(piece.sign + "】" if piece.style == "bracket" else text)
    if piece.style and not (piece.style == "bullet" and piece.sign in "-·" and not levelled):
        if piece.style in ("bullet", "bracket") and _COMMENT_ONLY.match(text):
            return Head(i, "comment", piece.style + piece.sign[:1] * (piece.style == "bullet"), levelled, "comment")
        key = f"bullet{piece.sign}" if piece.style == "bullet" else piece.style
        if piece.style == "bracket" and piece.closes and piece.words >= piece.end:
            key = "bracket"
        return Head(i, "part" if part else "head", key, levelled, part)
    if levelled:
        kind = "part" if part else "case" if _CASE_TITLE.fullmatch(text) else "head"
        return Head(i, kind, f"h{levelled}", levelled, part)
    if is_row(folded, piece):
        return Head(i, "head", "row")
    if _RATES.search(folded, piece.start, min(piece.end, piece.start + 31)) and REVIEW.match(folded, piece.start, piece.end):
        return Head(i, "head", "review")
    if part and (piece.opens or folded[piece.start - 1] in "。!?; \n"):
        return Head(i, "part", "line", 0, part)
    if is_title(folded, pieces, i):
        return Head(i, "head", "title")
    return None


def is_row(folded: str, piece: Piece) -> bool:
    """Whether a piece is the row of a table: cells divided by tabs or by upright lines."""
    text = folded[piece.start : piece.end]
    return (piece.block in ("cell", "row") and " " in text and len(text) > 30) or text.count("|") >= 3 or text.count("\t") >= 2


REVIEW = re.compile(
    r"[^\n★☆⭐]{0,30}[★☆⭐]{1,5}|[^\n。,]{0,20}(?:评分|打分|星级)[:\s]?\d|[^\n。,]{0,16}\s[1-5](?:\.\d)?[星分]\s|"
    r"[1-5](?:\.\d)?[星分](?![级钟之期店])|[好中差]评[\s:|、]"
)
_RATES = re.compile("[★☆⭐星分评]")  # what REVIEW needs among the first 31 characters
_EIGHT = {0: "situation", 1: "handling", 2: "situation", 3: "handling", 4: "analysis", 5: "lesson", 6: "lesson", 7: "lesson", 8: "outcome"}


def is_title(folded: str, pieces: list[Piece], i: int) -> bool:
    """Whether an unmarked line stands as a title above what follows."""
    piece = pieces[i]
    text = folded[piece.start : piece.end]
    if not (piece.opens and piece.closes and 2 <= len(text) <= TITLE) or piece.block in ("cell", "row", "item", "notes", "link", "caption"):
        return False
    if (
        piece.place.startswith("slide")
        or text[0] in "—-~>"
        or is_turn(folded, piece)
        or (_TITLE_END.search(text) and not _BRACKETED.search(text))
    ):
        return False
    if sum("\u4e00" <= char <= "\u9fff" for char in text) < 2:
        return False
    if "。" in text or (text.count(",") > 1 and not (text.endswith("?") and piece.gap)) or i + 1 >= len(pieces) or _KEYED.match(text):
        return False
    return any(len(following) > len(piece) or following.style for following in pieces[i + 1 : i + 3])
