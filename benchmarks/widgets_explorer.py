"""How quickly the Explorer answers: 300 edges on the screen, in a browser, in the stand-alone page.

    python benchmarks/widgets_explorer.py

For each interaction the time from the event to the next picture on the screen, and that of the longest task in it. The goal is 100 ms.
A planted case base (2,000 cases, 25 causes, 25 actions, 10 outcomes), so that the figures do not hang on a corpus.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import caselib as cl
from caselib.casebase import Cases
from caselib.codebook import load
from caselib.model import Case, Episode, Field, Mention, SourceText, Span

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
GOAL = 100  # milliseconds
REPEATS = 9
CASES, EDGES = 2000, 300
# The time from an event to the second frame after it: by then the picture is on the screen.
MEASURE = """async ({ act, arg }) => {
  const run = new Function("arg", act);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const start = performance.now();
  run(arg);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}"""
NAMED = "document.querySelector(`[data-id='${arg}']`)"
CLICK = "dispatchEvent(new MouseEvent('click', { bubbles: true }))"
SEARCH = "const made = document.querySelector('.ex-search'); made.value = arg; made.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))"
CODES = ["refund", "apologise", "delay"]
ACTS: tuple[tuple[str, str, list[Any]], ...] = (
    ("point at a code", f"{NAMED}.dispatchEvent(new PointerEvent('pointerover', {{ bubbles: true }}))", CODES),
    ("click a code", f"{NAMED}.{CLICK}", CODES),
    ("click an edge", f"const all = document.querySelectorAll('.ex-line'); all[arg % all.length].{CLICK}", [3, 150, 290]),
    ("open a sentence", "document.querySelector('.ex-quote').click()", [0]),
    ("move a threshold", "const made = document.querySelector('[data-name=least_lift]'); made.value = arg; made.dispatchEvent(new Event('input'))", [1, 0]),
    ("zoom", "document.querySelector('.ex-round').click()", [0]),
    ("search", SEARCH, ["退款", "道歉", ""]),
    ("flow", "document.querySelector('[data-value=flow]').click()", [0]),
    ("matrix", "document.querySelector('[data-value=matrix]').click()", [0]),
    ("graph", "document.querySelector('[data-value=graph]').click()", [0]),
    ("advised", "document.querySelector(`[data-value=${arg}]`).click()", ["advised", "done"]),
)


def planted(seed: int = 0) -> Cases:
    """Cases with a few codes each, heavy tails, from the shipped codebook's codes."""
    draw = random.Random(seed)
    book = load()
    codes = {role: [*book.role(role)][:size] for role, size in (("cause", 25), ("action", 25), ("outcome", 10))}
    text, cases = "", []
    for number in range(CASES):
        start, mentions = len(text), []
        for role, size in (("cause", 2), ("action", 3), ("outcome", 2)):
            for code in sorted({codes[role][min(len(codes[role]) - 1, int(draw.paretovariate(0.7)) - 1)] for _ in range(size)}):
                said = f"{book.label(code)}第{number}号"
                status = draw.choice(("done", "done", "advised")) if role == "action" else ""
                mentions.append(Mention(f"m{len(mentions)}", role, code, status, Span(len(text), len(text) + len(said)), said, "planted", 1.0))
                text += said + "，随后。"
        done = [m for m in mentions if m.status in ("", "done")]
        rounds = Episode(*(tuple(m.id for m in done if m.role == role) for role in ("cause", "action", "outcome")))
        trade = Field(draw.choice(list(book.industries)[:6]), None, "planted")
        cases.append(Case(f"u{number}", "a.txt", Span(start, len(text)), "incident", industry=trade, mentions=tuple(mentions), episodes=(rounds,)))
    return Cases(tuple(cases), (), {"a.txt": SourceText("a.txt", text)})


def main() -> int:
    """Print the table; 1 if an interaction takes longer than the goal."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        print("chromium is missing; nothing was measured")
        return 0
    graph = cl.mine(planted(), draws=0)
    near = sorted((row["n_clusters"] for _, _, row in graph.edges(data=True) if row["role_pair"] != "cause->outcome"), reverse=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        start = time.perf_counter()
        view = cl.explore(graph, lang="zh", least=near[min(EDGES, len(near)) - 1])
        told = time.perf_counter() - start
        from caselib.view.widgets.explorer_page import explorer_fragment

        path = Path(folder) / "x.html"
        path.write_text(f"<!doctype html><meta charset=utf-8><body>{explorer_fragment(graph, 'zh', filters=True, least=view.least)}</body>", encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(path.as_uri())
        page.wait_for_selector(".ex-node")
        edges, codes = page.locator(".ex-line").count(), page.locator(".ex-node").count()
        print(f"{edges} edges and {codes} codes shown, {CASES} cases; explore() took {told:.2f} s, page {path.stat().st_size / 1e6:.1f} MB")
        slow = measured(page)
        browser.close()
    return 1 if slow else 0


def measured(page: Any) -> list[str]:
    """One line an interaction; the names of those over the goal."""
    print(f"{'interaction':<20}{'median ms':>10}{'worst ms':>10}   goal {GOAL} ms")
    slow = []
    for name, act, args in ACTS:
        times = []
        for n in range(REPEATS):
            times.append(page.evaluate(MEASURE, {"act": act, "arg": args[n % len(args)]}))
            if name == "open a sentence":
                page.keyboard.press("Escape")
        middle = sorted(times)[len(times) // 2]
        print(f"{name:<20}{middle:>10.0f}{max(times):>10.0f}{'   over' if middle > GOAL else ''}")
        slow += [name] * (middle > GOAL)
    return slow


if __name__ == "__main__":
    sys.exit(main())
