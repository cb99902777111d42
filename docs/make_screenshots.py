"""Pictures of the widgets in light and dark for docs/images. Run: ``python docs/make_screenshots.py [NAME…]``; look at what comes out.

A picture is a view, what is done on it first, and its size. Each is taken from the widget's stand-alone page.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import caselib as cl
from caselib.casebase import Cases

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@dataclass(frozen=True)
class Picture:
    """``make`` gives the view for the corpus; ``act`` is done on the page before the picture is taken."""

    make: Callable[[Cases], Any]
    act: Callable[[Any], None]
    width: int = 1200
    height: int = 760


def _busiest(cases: Cases) -> Any:
    return max(cases, key=lambda case: len(case.mentions))


def _read(page: Any) -> None:
    page.locator(".cl-text").focus()
    for _ in range(3):
        page.keyboard.press("n")


def _clean(page: Any) -> None:
    page.locator(".cl-text").focus()
    page.keyboard.press("c")
    page.locator("[data-tab=changes]").click()
    page.locator(".cl-mendlist").focus()
    page.keyboard.press("ArrowDown")


def _search(page: Any) -> None:
    page.locator(".cl-search").fill("退貨")
    page.wait_for_timeout(300)
    page.locator(".cl-grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def _edge(page: Any) -> None:
    page.locator("[data-column=n_clusters] button").click()
    page.locator("[data-column=n_clusters] button").click()
    page.locator(".cl-rows .cl-gridrow").first.click()


def _line(page: Any) -> None:
    page.locator('[data-id="work_error->apologise"]').dispatch_event("click")


def _flow(page: Any) -> None:
    page.locator('[data-id="refund"]').dispatch_event("click")


def _cell(page: Any) -> None:
    page.locator('.ex-cell[data-id="defect->inspect"]').dispatch_event("click")


def _review(page: Any) -> None:
    page.locator(".cl-paper").focus()
    page.keyboard.press("q")


def _palette(page: Any) -> None:
    page.locator(".cl-paper").focus()
    for key in ("n", "n", "c"):
        page.keyboard.press(key)
    page.keyboard.type("退")


def _differ(page: Any) -> None:
    page.locator(".cl-differ").nth(1).focus()


def _desk(cases: Cases, coder: str, **options: Any) -> Any:
    return cl.code(cases.where(industry="banking"), coder, Path(tempfile.mkdtemp()) / f"{coder}.jsonl", **options)


def _settling(cases: Cases) -> Any:
    """The corpus's annotation beside what the machine is fairly sure of."""
    from caselib.coding.gold import gold_events
    from caselib.coding.log import append

    folder, banks = Path(tempfile.mkdtemp()), cases.where(industry="banking")
    for event in gold_events(ROOT / "corpus" / "gold" / "open.jsonl", banks, "甲"):
        append(folder / "甲.jsonl", event)
    other = cl.code(banks, "乙", folder / "乙.jsonl", blind=True)
    for case in banks:
        for mention in case.mentions:
            if mention.confidence >= 0.6:
                other.session.code(case.uid, mention.span, mention.key)
    other.close()
    return _desk(cases, "丙", blind=True, compare=[folder / "甲.jsonl", folder / "乙.jsonl"])


def _few(cases: Cases) -> Cases:
    """A part that one page can hold."""
    return cases.keep(lambda case: case.doc < "d")


PICTURES = {
    "caseview": Picture(lambda cases: cl.show(cases.where(doc=_busiest(cases).doc)), _read),
    "caseview_clean": Picture(lambda cases: cl.show(cases.where(doc="spun_article.txt")), _clean),
    "caseview_narrow": Picture(lambda cases: cl.show(cases.where(doc=_busiest(cases).doc)), _read, 380, 940),
    "coder": Picture(lambda cases: _desk(cases, "甲"), _review),
    "coder_palette": Picture(lambda cases: _desk(cases, "A", lang="en"), _palette),
    "coder_differ": Picture(_settling, _differ),
    "coder_narrow": Picture(lambda cases: _desk(cases, "甲"), _review, 380, 1100),
    "explorer": Picture(lambda cases: cl.explore(cl.mine(cases)), _line, 1400, 800),
    "explorer_flow": Picture(lambda cases: cl.explore(cl.mine(cases), form="flow"), _flow, 1400, 860),
    "explorer_matrix": Picture(lambda cases: cl.explore(cl.mine(cases), form="matrix"), _cell, 1400, 880),
    "explorer_narrow": Picture(lambda cases: cl.explore(cl.mine(cases), lang="en"), _line, 380, 1500),
    "tables": Picture(lambda cases: cl.table(_few(cases)), _search, height=1000),
    "tables_edges": Picture(lambda cases: cl.table(_few(cases), cl.mine(_few(cases), draws=0), first="edges"), _edge, height=800),
}


def main(names: list[str]) -> None:
    """Take the pictures named, or all."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CASELIB_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        sys.exit("chromium is missing: install it, or name it in CASELIB_CHROMIUM")
    cases = cl.parse(ROOT / "corpus" / "open")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for name in names or PICTURES:
            picture = PICTURES[name]
            path = picture.make(cases).to_html(Path(folder) / f"{name}.html")
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": picture.width, "height": picture.height}, color_scheme=scheme)
                page.goto(path.as_uri())
                page.wait_for_selector(".cl-view")
                picture.act(page)
                page.wait_for_timeout(400)
                page.screenshot(path=IMAGES / f"{name}_{scheme}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
