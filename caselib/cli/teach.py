"""``caselib teach``: teaching material from a case file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caselib.casebase import Cases
from caselib.cli import options as o
from caselib.cli.opened import Opened
from caselib.cli.speech import complain, say

app = typer.Typer(help="教学材料：教学案例、测验、逐步展示、编码练习、角色扮演 / teaching material", no_args_is_help=True)
Base = Annotated[Path, typer.Argument(help="caselib parse 写出的案例 / cases written by caselib parse")]
Folder = Annotated[Path, typer.Option("-o", "--output", help="结果文件夹 / folder for the results")]
Ids = Annotated[list[str] | None, typer.Option("--case", help="案例编号，可重复 / id of a case, may be repeated")]
Cause = Annotated[str | None, typer.Option("--cause", help="有这一原因的案例 / cases with this cause")]
Industry = Annotated[str | None, typer.Option("--industry", help="这一行业的案例 / cases of this industry")]
One = Annotated[str, typer.Option("--case", help="案例编号 / id of the case")]
Anonymise = Annotated[bool, typer.Option("--anonymise", help="人名、电话等一律换成代称 / aliases for all personal data")]
Key = Annotated[
    Path | None, typer.Option("--key", help="对照表，仅本人可读；缺省放在案例文件旁 / key of the aliases, for you alone; by default beside the case file")
]


@app.command("pack")
def pack(
    cases: Base, output: Folder = Path("teaching"), case: Ids = None, cause: Cause = None, industry: Industry = None,
    theme: Annotated[str, typer.Option("--theme", help="题目 / a title")] = "",
    minutes: Annotated[int, typer.Option("--minutes", min=20, help="课时（分钟）/ minutes of the class")] = 90, anonymise: Anonymise = False,
    key: Key = None, lang: o.Lang = None,
) -> None:  # fmt: skip
    """案例正文与案例使用说明，不指定 --lang 时中英文都写 / the case for students and the teaching note, in both languages unless --lang is given."""
    from caselib.teach import pack as write

    opened = Opened(cases, output, anonymise=anonymise, key=key)
    opened.told(write(_chosen(opened, case, cause, industry), output, theme=theme, lang=lang, minutes=minutes), lang)


@app.command("reveal")
def reveal(cases: Base, case: One, output: Folder = Path("teaching"), anonymise: Anonymise = False, key: Key = None, lang: o.Lang = None) -> None:
    """逐步展示：教师版与不含结局的学员版 / step by step: the teacher's page, and the students' without the ending."""
    from caselib.teach import reveal as write

    opened = Opened(cases, output, anonymise=anonymise, key=key)
    files = (("reveal.html", False), ("reveal-student.html", True))
    opened.told([write(opened[case], output / name, base=opened.shown, student=student, lang=lang) for name, student in files], lang)


@app.command("quiz")
def quiz(
    cases: Base, output: Folder = Path("teaching"), kind: Annotated[list[str] | None, typer.Option("--kind", help="题型，可重复 / kind, may be repeated")] = None,
    most: Annotated[int, typer.Option("--most", min=0, help="每种题型最多几题，0 为不限 / at most so many of each kind, 0 for all")] = 10,
    anonymise: Anonymise = False,
    key: Key = None, lang: o.Lang = None,
) -> None:  # fmt: skip
    """测验：GIFT、Moodle XML、网页、试卷与答案 / a quiz as GIFT, Moodle XML, page, paper and key."""
    from caselib import teach
    from caselib.teach.quiz import KINDS

    opened = Opened(cases, output, anonymise=anonymise, key=key)
    made = teach.quizzes(opened.shown, kind or KINDS, most=most, lang=lang)
    written = [teach.gift(made, output / "quiz.gift", lang), teach.moodle_xml(made, output / "quiz.xml", lang), teach.quiz_page(made, output / "quiz.html", lang)]
    opened.told([*written, *teach.paper(made, output / "quiz.docx", lang)], lang)


@app.command("exercise")
def exercise(
    cases: Annotated[Path | None, typer.Argument(help="案例文件；评分时不需要 / case file; not needed for scoring")] = None,
    output: Folder = Path("exercise"), case: Ids = None, cause: Cause = None, industry: Industry = None,
    merge: Annotated[Path | None, typer.Option("--merge", help="学员文件所在文件夹：评分 / folder of what students handed in: score it")] = None,
    names: Annotated[bool, typer.Option("--names", help="结果中显示姓名 / show names in the result")] = False, anonymise: Anonymise = False,
    key: Key = None, lang: o.Lang = None,
) -> None:  # fmt: skip
    """编码练习：生成练习，或合并学员文件并评分 / a coding exercise: make it, or merge and score what was handed in."""
    from caselib import teach
    from caselib.errors import InputError

    if merge is not None:
        right = teach.load_key(output / "teacher" / "key.json")
        found, problems = teach.merge(merge, right)
        for problem in problems:
            complain(f"{problem.address}  {problem.message(lang)}", lang)
        written = teach.class_report(teach.score(found, right), right, output / "class", anonymous=not names, lang=lang)
        typer.echo("\n".join([say("written", lang), *(f"  {path}" for path in written)]))
    elif cases is None:
        raise InputError("name the case file to make an exercise, or --merge FOLDER to score one")
    else:
        opened = Opened(cases, output, anonymise=anonymise, key=key)
        opened.told(teach.exercise(_chosen(opened, case, cause, industry), output, lang=lang), lang)


@app.command("roleplay")
def roleplay(cases: Base, case: One, output: Folder = Path("roleplay"), anonymise: Anonymise = False, key: Key = None, lang: o.Lang = None) -> None:
    """角色扮演：顾客卡、员工卡、观察表、讲评 / cards for customer and employee, checklist, debriefing."""
    from caselib.teach import roleplay as write

    opened = Opened(cases, output, anonymise=anonymise, key=key)
    opened.told(write(opened[case], output, base=opened.shown, lang=lang), lang)


def _chosen(opened: Opened, ids: list[str] | None, cause: str | None, industry: str | None) -> Cases:
    base = opened.shown
    if ids:
        wanted = {opened[each].id for each in ids}
        base = base.keep(lambda case: case.id in wanted)
    if cause:
        base = base.where(cause=cause)
    return base.where(industry=industry) if industry else base

