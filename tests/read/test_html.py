"""Web pages: what a browser shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from caselib.read.html import visible

from .helpers import kinds, of, sound


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n乙"),
        ("<p>甲<br>乙<br/><br/>丙", "甲\n乙\n丙"),
        ("<div>甲<span>乙</span><b>丙</b>\n</div>丁", "甲乙丙\n丁"),
        ("<p>客户\n   投诉</p>", "客户投诉"),  # no space between wide characters
        ("<p>call\n  center  12</p>", "call center 12"),
        ("<p>　　缩进&nbsp;一</p>", "　　缩进\u00a0一"),
        ("<pre>一\n 二  三\n</pre>四", "一\n 二  三\n四"),
        ("<p>甲<!-- 注 --><script>x()</script><style>p{}</style><template><p>样</p></template><noscript>无</noscript>乙", "甲乙"),
        ("<p hidden>藏</p><div style='color:red; DISPLAY : none'><p>藏</p></div><p style=visibility:hidden>藏<p>见", "见"),
        ("<ruby>漢<rp>(</rp><rt>ㄏㄢˋ</rt><rp>)</rp></ruby>字", "漢字"),
        ("<ol><li>甲<li>乙<ol type=a><li>丙</ol><li value=9>丁</ol>", "1. 甲\n2. 乙\na. 丙\n9. 丁"),
        ("<ol start=3><li><p>甲</p><p>续</p></ol><ul><li>乙</ul>", "3. 甲\n续\n乙"),
        ("<table><tr><th>时间<th>内容<tr><td>5月<td>空调<br>不制冷</table>", "时间\t内容\n5月\t空调\n不制冷"),
        ("<table><tr><td>甲<td><td>丙<tr><td><td>乙</table>", "甲\t\t丙\n\t乙"),
        ("<table><tr><td><h2>题</h2><td>旁</table>", "题\n旁"),  # a table that only arranges the page
        ("<table><tr><td>左<table><tr><td>内一<td>内二</table><td>右</table>", "左\n内一\t内二\n右"),
        ("<q>好</q>说", "“好”说"),
        ("<title>题</title><body>文&lt;b&gt;&amp;&#x6295;&#xD800;", "文<b>&投\ufffd"),
        ("甲</p></div></b>乙<p>丙", "甲\n乙\n丙"),
    ],
)
def test_text(html: str, text: str) -> None:
    assert visible(html).text == text


def test_kinds(tmp_path: Path) -> None:
    html = (
        "<html><ul><li><a href=1>首页</a><li><a href=2>投诉</a></ul><p><a href=1>上一篇</a> | <a href=2>下一篇</a></p><h1><a href=3>标题</a></h1>"
        "<p>见<a href=4>此处</a></p><ul><li>甲<ul><li>乙</ul></ul><table><caption>表<tr><td>丙<td>丁</table>"
    )
    (text,), _ = of(tmp_path, "a.html", html)
    assert [(kind, words) for kind, _, words in kinds(text)] == [
        ("link", "首页"),
        ("link", "投诉"),
        ("link", "上一篇 | 下一篇"),
        ("heading", "标题"),
        ("paragraph", "见此处"),
        ("item", "甲"),
        ("item", "乙"),
        ("caption", "表"),
        ("cell", "丙"),
        ("cell", "丁"),
    ]
    assert [block.level for block in text.blocks] == [0, 0, 0, 1, 0, 1, 2, 0, 0, 0]
    sound(text)


def test_saved_with_pictures(tmp_path: Path) -> None:
    mht = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; charset=gb2312\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>=CD=B6=CB=DF</p>\r\n--B--\r\n"
    )
    (text,), problems = of(tmp_path, "a.mht", mht)
    assert (text.text, problems) == ("投诉", [])


def test_bad_byte_in_a_page(tmp_path: Path) -> None:
    (text,), (problem,) = of(tmp_path, "a.html", "<p>客户投诉".encode("gbk") + b"\xff" + "<p>处理结果".encode("gbk"))
    assert (text.text, problem.code) == ("客户投诉\ufffd\n处理结果", "bad_bytes")
