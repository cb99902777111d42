"""Interaction in the browser: 5,000 mentions in one CaseView, every table row of a large base.

Prints a table; ends with an error where something a person does takes longer than 100 ms from the key or click to the picture.
Run: ``python benchmarks/widgets.py``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from caselib.casebase import Cases
from caselib.model import Case, Field, Mention, SourceText, Span
from caselib.view.widgets import show, table

LIMIT_MS = 100.0
MENTIONS = 5_000
ROWS = 4_900
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
CODES = (("cause", "delay", ""), ("action", "refund", "done"), ("action", "apologise", "demanded"), ("outcome", "satisfied", ""))
CLAUSE = "顾客在网点等了三天，客服答应退款并道歉。"

# From the event to the frame after the one that shows its effect: two frames and a task, as the Event Timing interface counts it.
MEASURE = """async ([run, times]) => {
  const act = new Function('i', run), taken = [];
  for (let i = 0; i < times; i += 1) {
    await new Promise((done) => setTimeout(done, 30));
    const from = performance.now();
    act(i);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    taken.push(performance.now() - from);
  }
  return taken;
}"""


def one_case(lines: int) -> Cases:
    """One case with 5,000 overlapping mentions in ``lines`` lines."""
    whole = CLAUSE * (MENTIONS // 2)
    step = len(whole) // lines
    text = "\n".join(whole[i : i + step] for i in range(0, len(whole), step))
    found = []
    for n in range(MENTIONS):
        role, code, status = CODES[n % len(CODES)]
        start = n * (len(text) - 14) // MENTIONS
        span = Span(start, start + 6 + n % 8)
        found.append(Mention(f"m{n}", role, code, status, span, span.of(text), "cue", 0.5 + n % 50 / 100))
    case = Case("u1", "long.txt", Span(0, len(text)), "incident", title=Field("长案例", None, "test"), mentions=tuple(found))
    return Cases((case,), (), {"long.txt": SourceText("long.txt", text)})


def many_cases() -> Cases:
    """As many cases as the browser holds itself, with one mention each."""
    text = CLAUSE * ROWS
    size = len(CLAUSE)
    cases = []
    for n in range(ROWS):
        span = Span(n * size, (n + 1) * size)
        mention = Mention("m1", "cause", "delay", "", Span(span.start, span.start + 6), text[span.start : span.start + 6], "cue", 0.9)
        cases.append(Case(f"u{n}", "many.txt", span, "incident", title=Field(f"案例{n}", None, "test"), mentions=(mention,)))
    return Cases(tuple(cases), (), {"many.txt": SourceText("many.txt", text)})


def key(name: str, where: str = ".cl-text") -> str:
    """Script that presses a key."""
    return f"document.querySelector('{where}').dispatchEvent(new KeyboardEvent('keydown', {{ key: '{name}', bubbles: true, cancelable: true }}))"


CASEVIEW = {
    "next evidence (n)": key("n"),
    "select far away": "caselibModel.set('selected', ['u1/m' + (i * 1237) % 5000])",
    "scroll a page": "document.querySelector('.cl-text').scrollTop += 600",
    "role off and on (1)": key("1"),
    "confidence": "const r = document.querySelector('input[type=range]'); r.value = String(0.5 + i / 40); r.dispatchEvent(new Event('input', { bubbles: true }))",
    "one code": "const s = document.querySelector('.cl-case select'); s.selectedIndex = i % 3; s.dispatchEvent(new Event('change', { bubbles: true }))",
    "pick in the list": key("PageDown", ".cl-evidence"),
    "codes shown (l)": key("l"),
}
TABLES = {
    "next row": key("ArrowDown", ".cl-grid"),
    "last or first row": "document.querySelector('.cl-grid').dispatchEvent(new KeyboardEvent('keydown', { key: i % 2 ? 'Home' : 'End', bubbles: true }))",
    "scroll": "document.querySelector('.cl-grid').scrollTop += 4000",
    "sort": "document.querySelector('[data-column=title] button').click()",
    "filter": "const s = document.querySelector('.cl-filters select'); s.selectedIndex = i % 2; s.dispatchEvent(new Event('change', { bubbles: true }))",
}


def measured(page: Any, acts: dict[str, str], times: int = 12) -> Iterator[tuple[str, list[float]]]:
    """(what, sorted ms) of every act; the first of each is left out: it compiles."""
    for name, run in acts.items():
        yield name, sorted(page.evaluate(MEASURE, [run, times + 1])[1:])


# A colleague's view is added here: name → (what makes it, what is done to it).
VIEWS: dict[str, tuple[Callable[[], Any], dict[str, str]]] = {
    "CaseView, 5,000 mentions, 500 lines": (lambda: show(one_case(500)), CASEVIEW),
    "CaseView, 5,000 mentions, one line": (lambda: show(one_case(1)), CASEVIEW),
    "Tables, 4,900 cases": (lambda: table(many_cases()), TABLES),
}


def main() -> int:
    """Measure every view."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CASELIB_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        print("chromium is missing: install it, or name it in CASELIB_CHROMIUM")
        return 0
    slow = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for title, (make, acts) in VIEWS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
            view = make()
            path = Path(folder) / "view.html"
            path.write_text(view.page(title), encoding="utf-8")
            page.goto(path.as_uri())
            page.wait_for_selector(".cl-view")
            page.wait_for_timeout(500)
            print(f"\n{title}  ({path.stat().st_size / 1e6:.1f} MB)\n{'':24}  best  median   worst (ms)")
            for name, taken in measured(page, acts):
                median = taken[len(taken) // 2]
                slow += median > LIMIT_MS
                print(f"{name:24}{taken[0]:6.1f}  {median:6.1f}  {taken[-1]:6.1f}{'   over the limit' if median > LIMIT_MS else ''}")
            page.close()
        browser.close()
    busy = f"; {os.getloadavg()[0]:.1f} processes waited for {os.cpu_count()} cores" if hasattr(os, "getloadavg") else ""
    print(f"\nlimit: {LIMIT_MS:.0f} ms (median of 12{busy})")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
