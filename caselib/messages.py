"""Every sentence that caselib says about problems, in Chinese and English.

A plain table, so that a translator needs no Python and a test can check that both languages fill
the same blanks. The language is the argument before ``CASELIB_LANG`` before Chinese.
"""

from __future__ import annotations

import os

LANGUAGES = ("zh", "en")

MESSAGES: dict[str, dict[str, str]] = {
    "empty_file": {
        "zh": "文件是空的，没有可读的内容；请确认下载或导出是否完整。",
        "en": "the file is empty; check that its download or export was complete.",
    },
    "unreadable": {
        "zh": "无法读取（{reason}）；{advice}。",
        "en": "it cannot be read ({reason}); {advice}.",
    },
    "encrypted": {
        "zh": "文件有密码保护；请去掉密码另存一份再读。",
        "en": "the file is password-protected; save a copy without the password and read that.",
    },
    "mislabelled": {
        "zh": "扩展名是 {suffix}，内容却是 {actual}；已按 {actual} 处理，建议改正扩展名。",
        "en": "it is named {suffix} but holds {actual}; it was read as {actual}: consider renaming it.",
    },
    "binary": {
        "zh": "不是文本也不是支持的文档格式，已跳过；请转成 txt、docx、pdf、pptx、xlsx、csv 或 html。",
        "en": "it is neither text nor a supported document and was skipped; convert it to txt, docx, pdf, pptx, xlsx, csv or html.",
    },
    "too_large": {
        "zh": "大小 {size}{unit} 超过上限 {limit}{unit}，已跳过；可拆分文件，或提高上限{option}。",
        "en": "its size of {size}{unit} is over the limit of {limit}{unit} and it was skipped; split the file, or raise the limit{option}.",
    },
    "scanned_pdf": {
        "zh": "PDF 没有文字层（{pages} 页，像是扫描件）；请先做文字识别（OCR）。",
        "en": "the PDF has no text layer ({pages} pages, it looks scanned); run text recognition (OCR) first.",
    },
    "scanned_pages": {
        "zh": "{total} 页中有 {pages} 页只有图片、没有文字，没有读到；请对这些页做文字识别（OCR）。",
        "en": "{pages} of its {total} pages are pictures without text and were not read; run text recognition (OCR) on them.",
    },
    "needs_libreoffice": {
        "zh": "旧版办公文件（{suffix}）需要 LibreOffice 才能读取；请安装 LibreOffice，或另存为新格式。",
        "en": "old office files ({suffix}) are read through LibreOffice; install it, or save the file in the new format.",
    },
    "bad_bytes": {
        "zh": "有 {count} 个字节不符合 {encoding} 编码，已用 U+FFFD 代替；请核对该处原文。",
        "en": "{count} bytes do not fit {encoding} and were replaced by U+FFFD; compare these places with the original.",
    },
    "mixed_encodings": {
        "zh": "全文是 {encoding} 编码，但有 {count} 行是 {other}，已按 {other} 读出；请核对该处，最好统一编码后另存。",
        "en": "the file is in {encoding}, but {count} of its lines are in {other} and were read so; compare these places, and save the file in one encoding.",
    },
    "bad_zip_member": {
        "zh": "压缩包成员 {member} 被拒绝（{reason}）；其余成员照常读取。",
        "en": "the archive's member {member} was refused ({reason}); the others were read.",
    },
    "lost_digits": {
        "zh": "有 {count} 行的长数字存成了数值，第 16 位起已被 Excel 丢失；身份证号、订单号等请以文本格式重新导出。",
        "en": "{count} rows hold long numbers stored as numbers, whose digits from the 16th on Excel has lost; export such columns as text.",
    },
    "no_result": {
        "zh": "有 {count} 个公式单元格没有存下计算结果，按空白处理；请用 Excel 或 WPS 打开、保存一次再读。",
        "en": "{count} cells hold formulas without a stored result and were read as empty; open and save the file in a spreadsheet program, then read it again.",
    },
    "hidden_marks": {
        "zh": "有 {count} 个看不见的字符（改变书写方向的，或夹在汉字之间的零宽字符），分析时不计入，引文照旧；请核对该处原文。",
        "en":
            "{count} invisible characters (turning the direction of writing, or of no width between Chinese characters)"
            " are passed over in the analysis and kept in quotes; look at the original there."
        ,
    },
    "too_slow": {
        "zh": "读取超过时限 {limit} 秒，其余部分没有读；可拆分文件，或提高时限（--limit seconds=秒数）。",
        "en": "reading it took longer than the limit of {limit} s and the rest was left out; split the file, or raise the limit (--limit seconds=NUMBER).",
    },
    "no_column": {
        "zh": "表头里没有指定的列“{column}”，已按列名猜测；请核对列名。",
        "en": "no column is called '{column}' and it was guessed from the header; check the name given.",
    },
    "cut_table": {
        "zh": "表格超过上限（{rows} 行、{columns} 列），其余部分没有读；可拆分文件，或提高上限（--limit rows=行数 或 columns=列数）。",
        "en": "the table is over the limit of {rows} rows and {columns} columns and the rest was left out; "
        "split the file, or raise the limit (--limit rows=NUMBER or columns=NUMBER).",
    },
    "not_in_manifest": {
        "zh": "文件夹按 manifest.csv 读取，{count} 个未列出的文件没有读；需要的话请补进清单。",
        "en": "the folder is read by its manifest.csv and {count} files that it does not list were left out; list them if they are wanted.",
    },
    "changed_since_manifest": {
        "zh": "内容与 manifest.csv 登记的 sha256 不一致；请核对文件或更新清单。",
        "en": "its content differs from the sha256 in manifest.csv; check the file or update the manifest.",
    },
    "llm_failed": {
        "zh": "语言模型没有给出可用的回答（{reason}），该案例保持原有编码；可稍后重试。",
        "en": "the language model gave no usable answer ({reason}) and the case stays as it was coded; try again later.",
    },
    "llm_refused": {
        "zh": "语言模型的 {count} 处编码没有采用：引文不在原文里，或不合编码手册。",
        "en": "{count} codings of the language model were refused: their quote is not in the text, or they do not fit the codebook.",
    },
    "missing_file": {
        "zh": "找不到该文件；请检查路径。",
        "en": "the file is not there; check the path.",
    },
    "failed_stage": {
        "zh": "在“{stage}”一步出错（{reason}），这份文件没有结果；请把文件和这句话一起反馈。",
        "en": "the step '{stage}' failed ({reason}) and the file has no result; please report the file with this sentence.",
    },
    "torn_event": {
        "zh": "日志的最后一行没有写完（程序中途停止），已跳过；前面的决定都在，请补做最后一次操作。",
        "en": "the last line of the log was not finished (the program stopped while writing) and was skipped; all earlier decisions stand: take the last one again.",
    },
    "bad_event": {
        "zh": "日志的这一行读不懂，已跳过；如果手工改过，请恢复原样。",
        "en": "this line of the log cannot be understood and was skipped; if it was edited by hand, restore it.",
    },
    "changed_event": {
        "zh": "日志的这一行与它的编号不符，可能被手工改过；已照现在的内容使用，请核对。",
        "en": "this line of the log does not fit its id and was probably edited by hand; it was used as it stands: check it.",
    },
    "stale_decision": {
        "zh": "{coder} 的决定（{kind}：{words}）在现在的文本里找不到位置，没有应用；请重新决定。",
        "en": "a decision of {coder} ({kind}: {words}) has no place in the text as it is now and was not applied; decide again.",
    },
    "bad_border": {
        "zh": "{coder} 移动的案例边界会使一个案例变空或越出文本，没有应用；请重新划定。",
        "en": "a border moved by {coder} would empty a case or leave the text and was not applied; draw it again.",
    },
    "unknown_code": {
        "zh": "编码“{code}”不在编码手册里，它的 {count} 处编码没有导入；请在导入时指明对应的编码。",
        "en": "the code '{code}' is not in the codebook and its {count} codings were not imported; name the code that it stands for when importing.",
    },
    "recoded": {
        "zh": "旧编码“{code}”现名“{to}”，{count} 处已改用现名；请抽查几处。",
        "en": "the older code '{code}' is now called '{to}' and its {count} mentions carry the new name; look at some of them.",
    },
    "given_up_code": {
        "zh": "编码“{code}”在现行编码手册里已取消，{count} 处照旧保留；请重新编码。",
        "en": "the code '{code}' was given up and its {count} mentions were left as they are; code them anew.",
    },
    "no_plain_text": {
        "zh": "项目里的“{source}”没有纯文本，它的编码没有导入；请在原软件里以文本形式导出。",
        "en": "the project's source '{source}' has no plain text and its codings were not imported; export it as text from the other program.",
    },
    "bad_selection": {
        "zh": "“{source}”里有 {count} 处选段的位置不在文本之内，没有导入；请在原软件里核对。",
        "en": "{count} selections of '{source}' lie outside its text and were not imported; check them in the other program.",
    },
    "outside_cases": {
        "zh": "有 {count} 处编码不在任何案例的边界之内，没有导入；请在原软件里补划案例边界。",
        "en": "{count} codings lie outside all case borders and were not imported; mark the cases in the other program.",
    },
    "bad_submission": {
        "zh": "学员文件读不懂（{reason}），没有计入；请让学员用练习页面重新保存。",
        "en": "the student's file cannot be understood ({reason}) and was left out; ask for it to be saved anew from the exercise.",
    },
    "other_exercise": {
        "zh": "这是另一次练习的文件，没有计入；请核对学员交的是哪一份。",
        "en": "it belongs to another exercise and was left out; check which file the student handed in.",
    },
    "unknown_codings": {
        "zh": "有 {count} 项编码不在这次练习之内，没有计入；其余照常评分。",
        "en": "{count} of its codings are no part of this exercise and were left out; the others count.",
    },
    "second_submission": {
        "zh": "{student} 交了不止一份，以文件名排在最后的为准；请核对。",
        "en": "{student} handed in more than one file and the one that sorts last counts; check it.",
    },
}

# Reasons that fill the blank {reason}: a name stands in the problem, its words in the language asked for.
REASONS: dict[str, dict[str, str]] = {
    "no_permission": {"zh": "没有读取权限", "en": "no permission to read it"},
    "vanished": {"zh": "文件在读取前消失了", "en": "it vanished before it was read"},
    "damaged": {"zh": "文件损坏或不完整", "en": "it is damaged or incomplete"},
    "killed": {"zh": "读它的进程被终止了，可能是内存不足", "en": "the process that read it was ended, perhaps for want of memory"},
    "no_memory": {"zh": "内存不足", "en": "not enough memory"},
    "nested": {"zh": "嵌套层数过多", "en": "it is nested too deeply"},
    "not_regular": {"zh": "不是普通文件", "en": "it is not an ordinary file"},
    "link_loop": {"zh": "链接绕成了圈", "en": "its links lead in a circle"},
    "long_name": {"zh": "文件名或路径过长", "en": "its name or path is too long"},
    "climbs": {"zh": "路径越出所在文件夹", "en": "its name leads out of its folder"},
    "repeated": {"zh": "与另一成员同名", "en": "another member has the same name"},
    "member_large": {"zh": "解压后过大", "en": "it unpacks to too much"},
    "member_ratio": {"zh": "压缩比异常，疑似压缩炸弹", "en": "it is packed suspiciously tight, like a zip bomb"},
    "archives": {"zh": "压缩包嵌套层数过多", "en": "archives lie too deep within archives"},
    "entities": {"zh": "含有 XML 实体声明，出于安全已拒绝", "en": "it declares XML entities and was refused for safety"},
    "office_time": {"zh": "LibreOffice 转换超时", "en": "LibreOffice took too long to convert it"},
    "office_failed": {"zh": "LibreOffice 无法转换", "en": "LibreOffice could not convert it"},
}

# What to do about it; "" where nothing better is known.
ADVICE: dict[str, dict[str, str]] = {
    "": {"zh": "请检查文件是否完整、有无权限，再重新运行", "en": "check that it is complete and permitted, then run again"},
    "no_permission": {"zh": "请取得读取权限，或复制一份到自己的文件夹，再重新运行", "en": "get permission, or copy it to a folder of your own, then run again"},
    "vanished": {"zh": "请确认文件还在原处，再重新运行", "en": "see that it is in its place, then run again"},
    "damaged": {"zh": "请重新下载或导出一份，确认能打开，再重新运行", "en": "download or export it again, see that it opens, then run again"},
    "killed": {"zh": "请拆分文件，或关闭别的程序，再重新运行", "en": "split the file, or close other programs, then run again"},
    "no_memory": {"zh": "请拆分文件，或关闭别的程序，再重新运行", "en": "split the file, or close other programs, then run again"},
    "nested": {"zh": "请用原来的程序打开，另存为普通文档再读", "en": "open it in its own program and save it as a plain document"},
    "not_regular": {"zh": "请给出普通的文档文件", "en": "name an ordinary document"},
    "climbs": {"zh": "请把文件放进该文件夹，并改正 manifest.csv 里的路径", "en": "put the file into the folder and correct its path in manifest.csv"},
    "link_loop": {"zh": "请给出链接所指的文件本身", "en": "name the file that the link was meant for"},
    "long_name": {"zh": "请改短名称，或移到浅一些的文件夹，再重新运行", "en": "shorten the name, or move it to a folder nearer the top, then run again"},
    "archives": {"zh": "请先把里层的压缩包解压，再重新运行", "en": "unpack the inner archives first, then run again"},
    "entities": {"zh": "来源可靠的话，请用 Word、Excel 或 WPS 打开另存一份再读", "en": "if you trust it, open it in Word, Excel or WPS and save a copy to read"},
    "office_time": {"zh": "请用 Word、Excel 或 WPS 另存为 docx、xlsx 或 pptx 再读", "en": "save it as docx, xlsx or pptx in Word, Excel or WPS and read that"},
    "office_failed": {"zh": "请用 Word、Excel 或 WPS 另存为 docx、xlsx 或 pptx 再读", "en": "save it as docx, xlsx or pptx in Word, Excel or WPS and read that"},
}  # fmt: skip
# What a size counts, and how its limit is raised on the command line (in Python: Limits(NAME=…)).
UNITS = {"text_chars": {"zh": " 字", "en": " characters"}, "zip_members": {"zh": " 个成员", "en": " members"}}
_OPTION = {"zh": "（--limit {name}=数值）", "en": " (--limit {name}=NUMBER)"}


def language(lang: str | None = None) -> str:
    """The language to speak: the argument, else ``CASELIB_LANG``, else Chinese.

    Raises
    ------
    ValueError
        If the language asked for is neither ``"zh"`` nor ``"en"``.
    """
    chosen = lang or os.environ.get("CASELIB_LANG") or "zh"
    if chosen not in LANGUAGES:
        raise ValueError(f"language {chosen!r} is not known; choose one of {', '.join(LANGUAGES)}")
    return chosen


class _Blanks(dict[str, "str | int"]):
    """What fills the blanks; a stored problem may come from anybody, and one that lacks a blank is told all the same."""

    def __missing__(self, name: str) -> str:
        return "…"


def message(code: str, lang: str | None = None, /, **blanks: str | int) -> str:
    """The sentence of ``code`` with its blanks filled."""
    spoken = language(lang)
    reason, option = str(blanks.get("reason", "")), str(blanks.get("option", ""))
    filled = _Blanks(blanks)
    if reason in REASONS:
        filled["reason"] = REASONS[reason][spoken]
    filled["advice"] = ADVICE.get(reason, ADVICE[""])[spoken]
    filled["unit"] = UNITS.get(option, {}).get(spoken, "")
    filled["option"] = _OPTION[spoken].format(name=option) if option else ""
    return MESSAGES[code][spoken].format_map(filled)
