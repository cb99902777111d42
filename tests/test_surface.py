"""What ``import caselib`` offers: names on first use, cases that show themselves."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys

import pytest

import caselib
from caselib.casebase import Cases
from caselib.casebase.cases import source_of
from caselib.model import SourceText
from tests.coding.make import base

TOLD = "事由：[m1 cause:delay|晚了三天]，店方[m2 action:refund/done|<b>退款</b>]，[m3 outcome:satisfied|满意]。"


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout.strip()


@pytest.mark.parametrize("name", caselib.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    assert inspect.getdoc(getattr(caselib, name))
    assert name in dir(caselib)


def test_importing_loads_nothing_heavy():
    heavy = "{'pandas', 'numpy', 'networkx', 'scipy', 'matplotlib', 'jieba', 'opencc', 'docx', 'jinja2', 'yaml'}"
    assert python(f"import sys, caselib; print(sorted({heavy} & set(sys.modules)))") == "[]"


@pytest.mark.parametrize("first", ["import caselib.mine.graph", "from caselib.clean.spaces import stray_spaces", "import caselib.cli", "pass"])
def test_a_function_keeps_its_name_when_the_package_of_that_name_is_imported(first):
    told = python(f"{first}\nimport caselib as cl\nprint(*(type(getattr(cl, n)).__name__ for n in ('mine', 'clean', 'read', 'segment', 'report')))")
    assert told == "function function function function module"


def test_what_type_checkers_see_is_what_there_is():
    """The names imported for type checkers only are the public ones, from where they are loaded."""
    tree = ast.parse(inspect.getsource(caselib))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    told = {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert told == set(caselib.__all__)


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(AttributeError, match="has no attribute 'pars'; it offers: Case, Cases"):
        _ = caselib.pars


def test_cases_show_one_line_in_a_terminal_and_a_table_in_a_notebook():
    cases = base("---".join([TOLD] * 12))
    assert repr(cases) == "Cases(12 cases, 12 clusters, 1 document, 36 mentions, 0 guides, 0 problems)"
    html = cases._repr_html_()
    assert html.count("<tr") <= 12
    assert "<b>退款" not in html


def test_a_case_shows_itself_with_its_spans_marked():
    cases = base(TOLD)
    assert repr(cases[0]) == "<Case a.txt#0-23 incident '案例1': 3 mentions, 1 episodes>"
    html = cases[0]._repr_html_()
    assert "&lt;b&gt;退款&lt;/b&gt;" in html
    assert "，店方" in html
    assert source_of(cases[0]) is cases.texts["a.txt"]


def test_a_case_whose_text_is_gone_or_changed_shows_its_quotes_alone():
    case = base(TOLD, "gone.txt")[0]
    assert source_of(case) is None
    other = Cases((case,), (), {"gone.txt": SourceText("gone.txt", "事由：晚了几天，店方<b>退款</b>，满意。")})
    assert source_of(other[0]) is None
    html = other[0]._repr_html_()
    assert "晚了三天" in html
    assert "，店方" not in html


def test_a_figure_shows_itself_without_pyplot():
    assert caselib.plot.flow(caselib.mine(base(TOLD), draws=0))._repr_png_().startswith(b"\x89PNG")


def test_a_year_is_a_whole_number_in_the_table():
    assert str(base(TOLD).table["year"].dtype) == "Int64"
