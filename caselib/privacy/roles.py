"""Roles and labels: the words behind which a name stands without a title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from caselib.privacy.finding import Hit
from caselib.privacy.given import MORE, boundary, name_end, preceded_well
from caselib.privacy.names_data import AMBIGUOUS, COMPOUND, SURNAMES
from caselib.privacy.roles_data import BOTH, LABELS
from caselib.privacy.words import is_word, opens_predicate, tags

_TO = r"(?:[\"'”]?[:：][\"'“ ]{0,3}|[\t|=]| {1,3})"
_LABEL = re.compile(rf"(?:{'|'.join(sorted(LABELS, key=len, reverse=True))})(?:\([^()\n]{{0,8}}\))?{_TO}")
_ROLE = re.compile(rf"({'|'.join(BOTH)})(?:名叫|叫做?|是|为|:| |“|\(|名)?")
_CALLED = re.compile("(?:我叫|名叫|叫做|他叫|她叫|本名|真名叫?|实名|自称是?|名为|署名|签名是?|名字[叫是]|写着“|户名[是为]?|我是)[“:： ]?")
_SPEAKER = re.compile(r"(?m)^[ \t>*\-\[\]0-9:./]{0,24}(?P<n>[一-龥]{2,4})[:：]")
# One speaker by the surname alone: 曹:我来处理.
_ONE = re.compile(rf"(?m)^(?P<n>[{''.join(sorted(SURNAMES - AMBIGUOUS))}]):")
_ENTRY_ENDS = re.compile(r"$|[\n\t,，、;)\"<|。]| {1,40}(?=[一-龥])")
_RUN = re.compile(r"[一-龥·]{2,8}")
_NICK = re.compile(r"[小阿](?![里姨婆公伯哥弟妹])[一-龥]")
_NOT_A_NAME = re.compile(
    "公司|商[场店家行户]|门店|超市|酒店|部门?$|中心|银行|医院|学校|集团|[号码证件额时间日期称型量]$|"
    "不详|未知|匿名|保密|本人|无$|同上|暂无|先生$|女士$|小姐$|[男女]$|某|[年月]"
)
_BARE_VERB = re.compile(
    "反映|投诉|诉称|称|表示|说|来电|来信|致电|购买|要求|认为|发现|告诉|向(?!阳)|于\\d|花(?:了|费)|持|拨打|在(?!线)|与(?=[一-龥])|申请|起诉|签收|办理|预订|报名|入住|收到|提出|不同意|同意|拒绝|告知|承诺|道歉|对此|到(?=[一-龥])|将|把|从|因|打电话|联系|接受|质疑"
)
_SEX = re.compile(r"[,，、( ]{1,2}[男女](?=[,，、;。) \n]|性)")
_BESIDE = re.compile(
    r"(?P<n>[一-龥·]{2,6})(?:[ ,，、:：;(（\"\t|]|电话|手机号?码?|联系方式|联系电话|护照号?码?|身份证号?码?|"
    r"号码|微信|qq号?|(?:银行)?(?:卡号?|账号|账户)|[为是]){1,5}$"
)


def labelled(folded: str) -> Iterator[Hit]:
    """Behind 姓名：, 联系人：, 收件人 and the like.

    Examples
    --------
    >>> text = "联系人:甘霖 姓名:阿依古丽;负责人:某某公司"
    >>> [text[hit.start:hit.end] for hit in labelled(text)]
    ['甘霖', '阿依古丽']
    """
    for match in _LABEL.finditer(folded):
        start = match.end()
        end = name_end(folded, start)
        marked = match.group()[-1] not in " \t" or ":" in match.group()
        if end is not None and not marked and not boundary(folded, end, after=True):
            continue
        if end is None:
            run = _RUN.match(folded, start)
            if not run or len(run.group()) > 6 or _NOT_A_NAME.search(run.group()) or is_word(run.group()) or not marked:
                continue
            # A sentence goes on behind a name only where a form has one entry a line; a run of four or more must be a foreign name.
            if (len(run.group()) > 3 and not _foreign(run.group())) or any(
                is_word(run.group()[i : i + 2]) for i in range(len(run.group()) - 1)
            ):
                continue
            end = run.end()
            if not _ENTRY_ENDS.match(folded, end):
                continue
        if not _NOT_A_NAME.search(folded[start:end]):
            yield Hit("name", start, end, 0.93, "labelled")


def _foreign(run: str) -> bool:
    return "·" in run or not any(is_word(run[i : i + 2]) for i in range(len(run) - 1))


def roles(folded: str) -> Iterator[Hit]:
    """Behind a role: 客户罗志远, 店员小张, 经理王强."""
    for match in _ROLE.finditer(folded):
        start = match.end()
        # 老师|傅处理, 家属|于: where the role's last character makes a word with the next, the name must be surer.
        crossing = folded[start - 1] == match.group(1)[-1] and is_word(folded[start - 1 : start + 1])
        end = name_end(folded, start, MORE if crossing else 2.0)
        if end is not None:
            yield Hit("name", start, end, 0.88, "role")
        elif _NICK.match(folded, start) and not is_word(folded[start : start + 2]) and _free(folded, start + 2):
            yield Hit("name", start, start + 2, 0.85, "nickname")


def _free(folded: str, end: int) -> bool:
    return boundary(folded, end, after=True) or opens_predicate(folded, end) or is_word(folded[end : end + 2])


def called(folded: str) -> Iterator[Hit]:
    """我叫李秀芬, 自称小田, 真名苏志强."""
    for match in _CALLED.finditer(folded):
        start = match.end()
        end = name_end(folded, start, 2.0)
        if end is not None:
            yield Hit("name", start, end, 0.9, "called")
        elif _NICK.match(folded, start) and not is_word(folded[start : start + 2]):
            yield Hit("name", start, start + 2, 0.85, "nickname")


def speakers(folded: str) -> Iterator[Hit]:
    """A name that heads a spoken line."""
    for match in _SPEAKER.finditer(folded):
        start, end = match.span("n")
        if name_end(folded, start) == end and tags().get(folded[start + 1 : end], " ") not in "vdpc":
            yield Hit("name", start, end, 0.85, "speaker")
    for match in _ONE.finditer(folded):
        yield Hit("name", *match.span("n"), 0.8, "speaker")


def bare(folded: str) -> Iterator[Hit]:
    """A full name between a border and a predicate, or before a sex: 李建国反映, 程敏,女,."""
    for start, char in enumerate(folded):
        if char not in SURNAMES and folded[start : start + 2] not in COMPOUND:
            continue
        if not boundary(folded, start) and folded[start - 1] not in "和与由被让给找即及派请":
            continue
        end = name_end(folded, start)
        if end is None or not preceded_well(folded, start):
            continue
        if _SEX.match(folded, end) or (end - start >= 3 and _BARE_VERB.match(folded, end)):
            yield Hit("name", start, end, 0.8, "bare")


def beside(folded: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """A name directly before somebody's telephone, identity number, passport or e-mail."""
    for hit in hits:
        if hit.kind not in {"mobile", "landline", "id_card", "passport", "email", "bank_card"}:
            continue
        line = folded[max(0, hit.start - 24) : hit.start]
        line = line[line.rfind("\n") + 1 :]
        match = _BESIDE.search(line)
        if not match:
            continue
        offset = hit.start - len(line)
        start, end = offset + match.start("n"), offset + match.end("n")
        # The run may hold words before the name (同行的董欣): its last two to four characters are tried.
        found = next(
            (
                at
                for at in range(max(start, end - 4), end - 1)
                if name_end(folded, at, 1.0) == end and (at == start or _word_ends(folded, at))
            ),
            None,
        )
        if found is None and hit.kind == "id_card" and _foreign_name(folded[start:end]) and boundary(folded, start):
            found = start
        if found is not None:
            yield Hit("name", found, end, 0.85, "beside_number")


def _word_ends(folded: str, at: int) -> bool:
    """Whether what stands before is a word of its own: 同行的|董欣, 收款方|佟伟业, but not 阿依|古丽."""
    return folded[at - 1] in "的方人是叫为" or boundary(folded, at) or is_word(folded[at - 2 : at]) or is_word(folded[at - 3 : at])


def _foreign_name(run: str) -> bool:
    return len(run) >= 3 and not _NOT_A_NAME.search(run) and not re.search("[号码证件]", run) and _foreign(run)
