"""What every widget promises: one module, a snapshot, a page that asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("anywidget", reason="anywidget is missing: pip install 'caselib[notebook]'")

import caselib as cl
from caselib.casebase import Cases
from caselib.errors import CaselibError, InputError
from caselib.view.widgets import base as widgets
from caselib.view.widgets.caseview import CaseView
from caselib.view.widgets.tables import TableView
from tests.coding.make import base

HOSTILE = "事由：[m1 cause:delay|</script><img src=x onerror=alert(1)>晚了]，店方[m2 action:refund/done|😀退款]，[m3 outcome:satisfied|满意\ud800]。"
VIEWS = {"CaseView": cl.show, "TableView": cl.table}


@pytest.fixture(params=sorted(VIEWS))
def view(request: pytest.FixtureRequest) -> widgets.View:
    return VIEWS[request.param](base(HOSTILE))


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_module_is_one_and_imports_nothing(view: widgets.View) -> None:
    source = view._esm
    assert source.count("export default") == 1
    assert not re.findall(r"^\s*import\b|\bimport\(|https?://(?!www\.w3\.org)", source, re.MULTILINE)
    assert "innerHTML" not in source
    assert "eval(" not in source


def test_the_style_fetches_nothing(view: widgets.View) -> None:
    assert not re.findall(r"url\(|@import", view._css)


def test_a_bundle_has_the_widget_and_a_snapshot(view: widgets.View) -> None:
    data, _ = view._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"} <= set(data)
    tags = Tags(data["text/html"]).found
    assert not [tag for tag, _ in tags if tag in {"script", "img", "link", "iframe"}]
    assert not [attrs for _, attrs in tags if any(name.startswith("on") for name in attrs)]
    assert "案例1" in data["text/html"]


def test_a_snapshot_that_would_bloat_the_notebook_is_a_sentence(view: widgets.View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widgets, "SNAPSHOT_CHARACTERS", 10)
    assert "内容较多" in view._repr_mimebundle_()[0]["text/html"]


def test_displaying_gives_the_snapshot_an_output_of_its_own(view: widgets.View, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.append(data))
    view._ipython_display_()
    first, second = shown
    assert set(first) == {"text/html", "text/plain"}
    assert "application/vnd.jupyter.widget-view+json" in second
    assert "案例1" not in second["text/html"]


def test_the_page_stands_alone(view: widgets.View, tmp_path: Path) -> None:
    page = view.to_html(tmp_path / "view.html").read_text(encoding="utf-8")
    tags = Tags(page).found
    (policy,) = [attrs["content"] for tag, attrs in tags if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not [attrs for _, attrs in tags if "src" in attrs or "href" in attrs]
    (script,) = re.findall(r'<script type="module">(.*?)</script>', page, re.DOTALL)
    assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy
    (state,) = re.findall(r'<script type="application/json" id="state">(.*?)</script>', page, re.DOTALL)
    assert json.loads(state)["lang"] == "zh"
    assert "<img src=x" not in page


def test_a_page_over_the_limit_says_what_to_do(view: widgets.View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widgets, "PAGE_BYTES", 1000)
    with pytest.raises(InputError, match=r"more than the .* cases\.where"):
        view.to_html(tmp_path / "view.html")
    assert list(tmp_path.iterdir()) == []


def test_the_state_can_be_sent(view: widgets.View) -> None:
    """Comm messages are UTF-8: a lone surrogate of a broken file must not stop the view."""
    json.dumps(view.get_state(), ensure_ascii=False, default=str).encode("utf-8")


def test_a_wrong_request_is_answered_with_a_sentence(view: widgets.View) -> None:
    view._on_request(view, {"kind": "open", "case": "nowhere"}, [])
    assert "no case has the id" in view.error
    view._on_request(view, {"kind": "open", "case": "u1"}, [])
    assert view.error == ""


def test_opening_the_same_case_again_is_news(view: widgets.View) -> None:
    seen: list[dict] = []
    view.observe(lambda change: seen.append(change["new"]), "opened")
    view.turn_to("u1")
    view.turn_to("u1")
    assert len(seen) == 2


def test_labels_of_both_languages_come_along(view: widgets.View) -> None:
    assert set(view.words["zh"]) == set(view.words["en"])
    assert view.codes["delay"]["zh"] != view.codes["delay"]["en"]


@pytest.mark.parametrize("name", ["CaseView", "TableView"])
def test_every_label_that_a_script_speaks_exists(name: str) -> None:
    kind = {"CaseView": CaseView, "TableView": TableView}[name]
    groups = ("widget", "role", "status", "realised", "actor", "basis", *kind.groups)
    known = widgets.spoken(groups)["zh"]
    said = set(re.findall(r'\bsay\(\s*"([a-z_]+\.[a-z_]+)"', widgets.module(*kind.scripts)))
    assert said
    assert not said - set(known)


def test_no_cases_is_answered_with_a_sentence() -> None:
    with pytest.raises(InputError, match=r"cases\.problems"):
        cl.show(Cases())


def test_a_case_that_belongs_to_nothing_in_use() -> None:
    case = base(HOSTILE, "nobody.txt")[0]
    with pytest.raises(InputError, match=r"cl\.show\(cases, case\)"):
        cl.show(case)


def test_one_case_of_a_collection_in_use() -> None:
    cases = base("事由：[m1 cause:delay|晚了三天]。---[m1 cause:delay|又晚]了。")
    view = cl.show(cases[1])
    assert view.opened["uid"] == "u2"
    assert view.toc == []


def test_without_anywidget_one_sentence_names_the_extra() -> None:
    import subprocess
    import sys

    code = "import sys; sys.modules['anywidget'] = None\nimport caselib as cl\ntry: cl.show(cl.Cases())\nexcept cl.errors.CaselibError as error: print(error)\n"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert "pip install 'caselib[notebook]'" in told.stdout, told.stderr
    assert issubclass(InputError, CaselibError)
