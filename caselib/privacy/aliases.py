"""Aliases: the same person is the same 客户甲 through a whole case base, and the key lies in a file of its own."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from caselib.casebase.lines import not_newer
from caselib.errors import FormatError, InputError
from caselib.files import written_whole
from caselib.lang.fold import fold
from caselib.privacy.finding import KINDS
from caselib.privacy.names_data import COMPOUND, SURNAMES

FORMAT = 1
# The ten stems without 丁 and 辛, which are surnames: of 客户丁明天来 nobody could say whether it is an alias.
_STEMS = "甲乙丙戊己庚壬癸"
PEOPLE = {"customer": "客户", "staff": "员工"}
_STAFF = re.compile(
    "师傅|师父|老师|教授|医[生师]|大夫|护士|律师|法官|警[官员]|民警|经理|主任|主管|店长|老板|[科处局所院校队组站行厂部园馆股]长|教练|导游|顾问|专员|会计|秘书|领班|总监|董事|书记|工程师|技师|管家|博士|药师|调解员|总$|工$|董$"
)
_TITLE = re.compile(
    "先生|女士|小姐|太太|夫人|女仕|阿姨|大[爷妈娘姐哥叔伯嫂]|奶奶|爷爷|叔叔|伯伯|婆婆|老伯|姑娘|同学|同志|(?<=.)[姐哥叔嫂姨婶爷伯总工董太]$"
    "|师傅|师父|老师|教授|医[生师]|大夫|护士长?|律师|法官|警[官员]|民警|(?:总)?经理|主任|主管|店长|老板娘?|[科处局所院校队组站行厂部园馆股]长|教练|导游|顾问|专员|会计|秘书|领班|总监|董事长?|书记|工程师|技师|管家|博士|药师|调解员"
)
_STAFF_BEFORE = re.compile(
    "(?:员工|店员|服务员|客服|客服代表|专员|坐席|话务员|营业员|导购|收银员|柜员|前台|管家|保安|队长|司机|驾驶员|快递员|小哥|派件员|配送员|骑手|送货员|技师|美容师|销售|销售顾问|业务员?|推销员|中介|教练|导游|领队|店长|经理|主管|主任|"
    "医生|护士|律师|记者|民警|定损员|理赔员|抄表员|安检员|老板|负责人|法定代表人|经办人|承办人|处理人|受理人|审核|接待人|师傅|会计)[:： ]?$|工号[a-z0-9-]{2,10}的$"
)
_SEX = {"先生": "m", "女士": "f", "小姐": "f", "太太": "f", "夫人": "f", "女仕": "f"}
# White space and characters without width, which a line break or a web page puts into a name.
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]")
_SPOKEN = str.maketrans("零〇○一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖", "00011223456789123456789")


@dataclass(eq=False)
class Aliases:
    """What each piece of personal data is called instead; grows while texts are masked, in order of first appearance.

    Attributes
    ----------
    entries
        ``(kind, identity)`` → alias. The identity is the folded text: 張先生 and 张先生 are one person, 138 0000 1234
        and 13800001234 one telephone.

    Examples
    --------
    >>> aliases = Aliases()
    >>> [aliases.of("name", name) for name in ("王先生", "李女士", "王先生", "张师傅")]
    ['客户甲', '客户乙', '客户甲', '员工甲']
    """

    entries: dict[tuple[str, str], str] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)
    also: dict[str, list[str]] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)

    def of(self, kind: str, text: str, before: str = "") -> str:
        """The alias of a text; ``before`` are the words before it, which tell staff from customers."""
        key = (kind, identity(kind, text))
        if key not in self.entries:
            alias = self._new(kind, text, before)
            self.entries[key] = alias
            self.originals[alias] = text
        return self.entries[key]

    def note(self, alias: str, text: str) -> None:
        """Keep with the key that in some document ``text`` was another way to name ``alias``."""
        if text != self.originals.get(alias) and text not in self.also.setdefault(alias, []):
            self.also[alias].append(text)

    def part(self, name: str, before: str = "") -> str:
        """客户 or 员工: as the person is called already, else by title and by the words before."""
        known = self.entries.get(("name", identity("name", name)), "")
        if known:
            return known[:2]
        return PEOPLE["staff" if _STAFF.search(fold(name)) or _STAFF_BEFORE.search(fold(before)) else "customer"]

    def _new(self, kind: str, text: str, before: str) -> str:
        part = self.part(text, before) if kind == "name" else KINDS[kind]
        self._counts[part] += 1
        # The dot keeps a label (单号) from its number, else a second look would take it for an order number.
        return part + stem(self._counts[part] - 1) if kind == "name" else f"〔{part}·{self._counts[part]}〕"

    def save(self, path: Path | str) -> Path:
        """Write the key: which alias stands for whom. Only the owner may read it (mode 0600); keep it apart from what is given away."""
        path = Path(path)
        rows = [
            {"kind": kind, "identity": name, "alias": alias, "text": self.originals.get(alias, name), "also": self.also.get(alias, [])}
            for (kind, name), alias in self.entries.items()
        ]
        with written_whole(path, private=True) as temporary:
            temporary.write_text(json.dumps({"format": FORMAT, "aliases": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
        return path


def load_aliases(path: Path | str) -> Aliases:
    """The key that :meth:`Aliases.save` wrote, to go on with the same names.

    Raises
    ------
    InputError
        If there is no such file.
    FormatError
        If it is no key of this release.
    """
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
        not_newer(path, data["format"], FORMAT)
        aliases = Aliases()
        for row in data["aliases"]:
            aliases.entries[row["kind"], row["identity"]] = row["alias"]
            if aliases.originals.setdefault(row["alias"], row["text"]) is row["text"]:
                aliases._counts[re.sub(rf"[〔〕·0-9{_STEMS}]", "", row["alias"])] += 1
            aliases.also.update({row["alias"]: list(row["also"])} if row["also"] else {})
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); name the key file that an earlier run wrote") from error
    except (ValueError, KeyError, TypeError) as error:
        raise FormatError(f"{path} is no key file ({type(error).__name__}); name the file that an earlier run wrote") from error
    return aliases


def stem(index: int) -> str:
    """甲, 乙 … 癸, 甲甲, 甲乙 …: counting in eight signs without a zero.

    Examples
    --------
    >>> [stem(i) for i in (0, 7, 8, 71, 72)]
    ['甲', '癸', '甲甲', '癸癸', '甲甲甲']
    """
    signs = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, len(_STEMS))
        signs = _STEMS[rest] + signs
    return signs


def identity(kind: str, text: str) -> str:
    """What makes two texts the same person or number.

    Examples
    --------
    >>> identity("name", "張先生") == identity("name", "张先生"), identity("mobile", "+86 138 0000 1234")
    (True, '13800001234')
    """
    folded = _BLANK.sub("", fold(text))
    if kind == "name":
        family, sex = surname_and_title(folded)
        return family + ("女士" if sex == "f" else "先生") if sex in {"m", "f"} else bare_name(folded) if not family else folded
    if kind in {"mobile", "landline"}:
        return re.sub(r"[^0-9*x]", "", re.sub(r"^(?:\+|00)86", "", folded.translate(_SPOKEN)))
    return folded if kind in {"email", "wechat", "address"} else re.sub(r"[·.•-]", "", folded)


def surname_and_title(name: str) -> tuple[str, str]:
    """``(surname, sex)`` of a name that is a surname with a title only, else ``("", "")``."""
    folded = fold(name)
    family = 2 if folded[:2] in COMPOUND else 1
    rest = folded[family:]
    if folded[:family] in SURNAMES or family == 2:
        match = _TITLE.fullmatch(rest)
        if match:
            return folded[:family], _SEX.get(rest, "?")
    return "", ""


def bare_name(name: str) -> str:
    """The folded name without its title."""
    folded = fold(name)
    found = [match for match in _TITLE.finditer(folded) if match.end() == len(folded) and match.start() > 0]
    return folded[: found[0].start()] if found else folded
