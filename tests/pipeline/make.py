"""Small documents with duplicates among them, for runs in parts."""

from __future__ import annotations

import random
from pathlib import Path

from caselib.casebase import Cases, case_to_dict
from caselib.casebase.records import guide_to_dict, problem_to_dict, text_to_dict

WHO = ("王女士", "李先生", "周太太", "林小姐", "郑先生", "何女士", "苏先生", "卢女士")
WHAT = ("空调", "冰箱", "热水器", "洗衣机", "电视机", "净水器", "抽油烟机", "电动车")
TOLD = (
    "{year}年{month}月，{who}买的{what}用了{days}天就坏了，商场上门两次都没修好。经消协调解，商场退还货款{paid}元并道歉，{who}表示满意。\n",
    "{who}投诉快递公司把{what}摔坏了，等了{days}天没有人处理。客服反复推诿，{who}只好向邮政部门申诉，最后赔偿{paid}元。\n",
    "{who}入住酒店时被多收了{paid}元，前台态度很差。经理核对后当场道歉并退款，另送了一份{what}抽奖券，住了{days}天后{who}满意离店。\n",
)
GUIDE = "处理投诉要分四步。\n1. 耐心倾听客户的诉求。\n2. 真诚道歉。\n3. 查明原因。\n4. 三天内回访客户。\n"


def story(rng: random.Random) -> str:
    """One story with particulars of its own."""
    blanks = {"year": rng.randint(2008, 2024), "month": rng.randint(1, 12), "days": rng.randint(2, 90), "paid": rng.randint(60, 9000)}
    return rng.choice(TOLD).format(who=rng.choice(WHO), what=rng.choice(WHAT), **blanks)


def folder(root: Path, files: int = 24, seed: int = 0) -> Path:
    """Text files, a log, a guide and an empty file; every fifth text reprints an earlier one."""
    rng = random.Random(seed)
    root.mkdir(parents=True, exist_ok=True)
    told: list[str] = []
    for number in range(files):
        text = rng.choice(told).replace("，", ",") if number % 5 == 4 else story(rng)
        told.append(text)
        (root / f"a{number:03d}.txt").write_text(text, encoding="utf-8")
    rows = [f"T{n},{story(rng).strip()}" for n in range(12)] + [f"T{n + 12},{text.strip()}" for n, text in enumerate(told[:3])]
    (root / "log.csv").write_text("编号,投诉内容\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (root / "guide.md").write_text(GUIDE, encoding="utf-8")
    (root / "empty.txt").write_bytes(b"")
    return root


def everything(base: Cases) -> list[list[object]]:
    """All that a case base holds, in order, as it is written to files."""
    return [
        [case_to_dict(case) for case in base], [guide_to_dict(guide) for guide in base.guides],
        [text_to_dict(base.texts[doc]) for doc in base.texts], [problem_to_dict(problem) for problem in base.problems],
    ]  # fmt: skip


def files(root: Path) -> dict[str, bytes]:
    """Every file under a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
