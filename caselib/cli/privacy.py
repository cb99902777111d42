"""``caselib privacy``: look for personal data, and replace it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caselib.cli import options as o
from caselib.cli.speech import clean_for_terminal
from caselib.messages import language

if TYPE_CHECKING:
    from caselib.privacy import Sighting

app = typer.Typer(help="查找与替换个人信息 / find and mask personal data", no_args_is_help=True)

Kinds = Annotated[str | None, typer.Option("--kinds", help="只看这些种类，逗号分隔 / only these kinds, separated by commas")]
Out = Annotated[Path, typer.Option("-o", "--out", help="结果：案例文件给文件名，材料给文件夹 / a case file, or a folder for documents")]
Key = Annotated[
    Path,
    typer.Option(
        "--key", help="别名对照表，单独保存，仅本人可读；已存在则沿用 / key of the aliases, kept apart; an existing one is continued"
    ),
]
Logs = Annotated[
    list[Path] | None,
    typer.Option("--log", help="案例库的修订日志，一并替换，写在结果旁；可重复 / log of decisions, masked too, beside the result; repeatable"),
]

_SENTENCES = {
    "clean": {"zh": "没有发现个人信息。", "en": "no personal data was found."},
    "found": {"zh": "发现 {count} 处个人信息：{kinds}", "en": "{count} pieces of personal data: {kinds}"},
    "masked": {
        "zh": "已替换并写入 {out}；对照表 {key}（仅本人可读，请勿与结果一起交付）。",
        "en": "masked and written to {out}; the key is {key} (readable by you alone; do not hand it over with the result).",
    },
    "left": {"zh": "复查仍有 {count} 处，请人工处理：", "en": "a second look still finds {count}; mend these by hand:"},
}


def _say(name: str, lang: str | None, **blanks: object) -> None:
    typer.echo(clean_for_terminal(_SENTENCES[name][language(lang)].format(**blanks)))


@app.command("scan")
def scan(paths: o.Paths, kinds: Kinds = None, lang: o.Lang = None) -> None:
    """查找个人信息；有则以状态 1 退出 / look for personal data; exits with 1 where there is some."""
    from collections import Counter

    from caselib.privacy import KINDS
    from caselib.privacy import scan as look

    seen = look(paths, _kinds(kinds))
    if not seen:
        _say("clean", lang)
        return
    _list(seen)
    counts = Counter(sighting.finding.kind for sighting in seen)
    names = (f"{KINDS[kind] if language(lang) == 'zh' else kind} {count}" for kind, count in counts.most_common())
    _say("found", lang, count=len(seen), kinds=" · ".join(names))
    raise typer.Exit(1)


@app.command("mask")
def mask(paths: o.Paths, out: Out, key: Key, kinds: Kinds = None, log: Logs = None, lang: o.Lang = None) -> None:
    """替换个人信息；同一人同一别名 / replace personal data; one person has one alias."""
    from caselib.privacy import scan as look
    from caselib.privacy.masking import mask_paths

    written = mask_paths(paths, out, key, _kinds(kinds))
    written += _mask_logs(log or [], paths, written[0], key, _kinds(kinds))
    _say("masked", lang, out=out, key=key)
    if left := look(written, _kinds(kinds)):
        _say("left", lang, count=len(left))
        _list(left)
        raise typer.Exit(1)


def _mask_logs(logs: list[Path], paths: list[str], base: Path, key: Path, kinds: list[str] | None) -> list[Path]:
    """The logs masked as the case base was, beside it under their own names."""
    if not logs:
        return []
    from caselib.casebase import load
    from caselib.pipeline.masked import mask_log
    from caselib.privacy import load_aliases
    from caselib.privacy import mask as mask_text

    aliases = load_aliases(key)
    made = [mask_log(log, load(paths[0]), base.parent / mask_text(log.name, kinds, aliases).text, kinds, aliases) for log in logs]
    aliases.save(key)
    return made


def _kinds(given: str | None) -> list[str] | None:
    from caselib.errors import InputError
    from caselib.privacy import KINDS

    if given is None:
        return None
    kinds = [kind.strip() for kind in given.split(",") if kind.strip()]
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise InputError(f"--kinds: unknown {', '.join(unknown)}; known: {', '.join(KINDS)}")
    return kinds


def _list(seen: list[Sighting]) -> None:
    for sighting in seen:
        typer.echo(clean_for_terminal(str(sighting)))
