"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Paths = Annotated[list[str], typer.Argument(help="文件、文件夹、通配符，或 - 表示标准输入 / files, folders, globs, or - for stdin")]
Lang = Annotated[str | None, typer.Option("--lang", help="zh 或 en / zh or en")]
Least = Annotated[float | None, typer.Option("--least", min=0.0, max=1.0, help="提及的最低置信度 / least confidence of a mention")]
Codebook = Annotated[Path | None, typer.Option("--codebook", help="自己的编码手册文件夹 / folder of a codebook of your own")]
Model = Annotated[Path | None, typer.Option("--model", help="自己训练的打分模型 / a scorer of your own")]
Workers = Annotated[int, typer.Option("--workers", "-j", min=0, help="进程数，0 为按机器自动 / processes; 0: as many as the machine has")]
Strict = Annotated[bool, typer.Option("--strict", help="有任何问题即以状态 1 退出 / exit with 1 on any problem")]
Limit = Annotated[
    list[str] | None,
    typer.Option("--limit", help="读取上限，可多次给出，如 rows=5000、seconds=30 / limits of reading, may be repeated: rows=5000, seconds=30"),
]
Title = Annotated[str | None, typer.Option("--title", help="表格中作标题的列 / table column that is the title")]
Text = Annotated[str | None, typer.Option("--text", help="表格中作正文的列 / table column that is the text")]
Reply = Annotated[str | None, typer.Option("--reply", help="表格中作答复的列 / table column that is the reply")]
Time = Annotated[str | None, typer.Option("--time", help="表格中作时间的列 / table column that is the time")]
Id = Annotated[str | None, typer.Option("--id", help="表格中作编号的列 / table column that is the id")]
Llm = Annotated[
    str,
    typer.Option(
        "--llm",
        help=(
            "语言模型地址（OpenAI 兼容），如 http://localhost:8000/v1；先遮盖个人信息，密钥取自环境变量 CASELIB_LLM_KEY"
            " / address of a language model (OpenAI-compatible); personal data are masked first, the key is taken from CASELIB_LLM_KEY"
        ),
    ),
]
LlmModel = Annotated[str, typer.Option("--llm-model", help="该地址上的模型名 / name of the model there")]
LlmPrice = Annotated[float | None, typer.Option("--llm-price", min=0.0, help="每百万 token 的价格，用于估算费用 / price of a million tokens, for the estimate")]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问，同意发送 / send without asking again")]
