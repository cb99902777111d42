"""The Explorer without a kernel: as a page of its own, or as a piece of another page. Needs no anywidget, which the core install lacks."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from caselib.assets import word
from caselib.messages import language
from caselib.model.case import STATUSES
from caselib.view.webfont import woff2
from caselib.view.widgets.explorer_data import Study
from caselib.view.widgets.page import FOLDER, PAGE_BYTES, code_names, digest, escaped_json, module, spoken, standalone, style

if TYPE_CHECKING:
    import networkx as nx

# text.js and casepanel.js are the case view, which needs a kernel; a page without one shows the text in the panel.
SCRIPTS = ("explorer_data.js", "explorer_layout.js", "explorer_draw.js", "explorer_export.js", "explorer_panel.js", "explorer_bar.js", "explorer.js")
SHEETS = ("explorer.css",)
GROUPS = ("widget", "role", "status", "basis", "case", "place", "final", "explorer")
# How the Explorer stands at first; ``least`` 0: so many clusters that a readable number of lines is left.
START: dict[str, Any] = {
    "status": "done", "industry": "", "form": "graph", "way": "cao", "table": "ca", "least": 0, "most_q": 1.0, "least_lift": 0.0,
    "positions": {}, "selected": [],
}  # fmt: skip
_FAMILY = "CaselibPage"


class Pieces(NamedTuple):
    """What a page needs to show the Explorer: put ``style`` into a style element, ``html`` where it is to stand, ``script`` behind it.

    ``script_hash`` and ``style_hash`` are what a content security policy names. The page must allow ``img-src data: blob:``
    (pictures are exported through them) and ``font-src data:``.
    """

    html: str
    style: str
    script: str
    script_hash: str
    style_hash: str


def explorer_pieces(graph: nx.DiGraph, lang: str | None = None, *, name: str = "caselib-explorer", filters: bool = True, **start: Any) -> Pieces:
    """The Explorer of a graph as pieces of a page that has a policy of its own.

    Parameters
    ----------
    graph
        Made by :func:`caselib.mine.mine`.
    lang
        ``"zh"`` or ``"en"``.
    name
        Id of the element; several Explorers on one page need several. The script is the same for all pages with the same name.
    filters
        Whether the graphs of every status and industry come along (about 1 MB on the shipped corpus), or the graph given alone.
    start
        How it stands at first: any of :data:`START`.

    Raises
    ------
    InputError
        If the graph was read from a file: it carries no evidence.
    """
    study = Study(graph)
    state = full_state(study, language(lang), filters=filters, start=start)
    boot = (FOLDER / "explorer_boot.js").read_text(encoding="utf-8").replace("EXPLORER-ID", name)
    # A block of its own: nothing of it meets the names of the page's other scripts.
    script = "{\n" + module(*SCRIPTS).replace("export default { render };", "") + boot + "}\n"
    sheet = style(*SHEETS)
    body = (
        f'<div class="caselib-explorer" id="{html.escape(name, quote=True)}"></div>\n'
        f'<script type="application/json" id="{html.escape(name, quote=True)}-state">{escaped_json(state)}</script>\n'
    )
    return Pieces(body, sheet, script, digest(script), digest(sheet))


def explorer_fragment(graph: nx.DiGraph, lang: str | None = None, *, filters: bool = True, **start: Any) -> str:
    """The Explorer of a graph as one piece of HTML with its style, data and script, to be put into any page. No request is made.

    A page with a content security policy uses :func:`explorer_pieces`, which gives the hashes. Parameters as there.
    """
    pieces = explorer_pieces(graph, lang, filters=filters, **start)
    return f"<style>{pieces.style}</style>\n{pieces.html}<script>{pieces.script}</script>\n"


def explorer_page(study: Study, lang: str, title: str = "", **start: Any) -> str:
    """The Explorer as a page of its own: every filter works, nothing is fetched, Chinese is legible on a machine without Chinese fonts."""
    state = full_state(study, lang, filters=True, start=start)
    title = title or word("explorer.view", lang)
    static = snapshot(study, lang)

    def page(font: str, parts: dict[str, Any]) -> str:
        rule = f"@font-face{{font-family:{_FAMILY};src:url(data:font/woff2;base64,{font}) format('woff2')}}\n" if font else ""
        return standalone(SCRIPTS, SHEETS, state | {"parts": parts}, title, snapshot=static, font=rule)

    # Where there is no room for all, the font of every character goes first, the labels' being kept, then the filter by industry.
    whole = woff2("".join(texts({name: value for name, value in state["pool"].items() if name != "fold"} | state["words"])))
    parts = state["parts"]
    few = {key: part for key, part in parts.items() if key.endswith("|")}
    for font, kept in ((whole, parts), (state["font"], parts), (state["font"], few)):
        made = page(font, kept)
        if len(made.encode("utf-8")) <= PAGE_BYTES:
            break
    return made


def texts(value: Any) -> Iterator[str]:
    """Every text inside plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


def full_state(study: Study, lang: str, *, filters: bool, start: dict[str, Any]) -> dict[str, Any]:
    """Everything that the script asks a kernel for."""
    own = study.coded.choice.status
    choices = [(status, industry) for status in STATUSES for industry in ("", *study.industries)] if filters else [(own, "")]
    return {
        **START, "status": own, "way": "cao" if len(study.coded.choice.roles) == 3 else ways(study)[0], "table": tables(study)[0], **start, "lang": lang,
        "words": spoken(GROUPS), "codes": code_names(), "pool": study.pool, "parts": {f"{s}|{i}": study.part(s, i) for s, i in choices},
        "font": label_font(study), "error": "",
    }  # fmt: skip


def ways(study: Study) -> list[str]:
    """Which columns the graph's roles allow, as the script names them."""
    initials = "".join(role[0] for role in study.coded.choice.roles)
    return ["cao", "co"] if initials == "cao" else [initials]


def tables(study: Study) -> list[str]:
    """Which tables the graph's roles allow."""
    initials = {role[0] for role in study.coded.choice.roles}
    return [name for name in ("ca", "ao", "co") if set(name) <= initials]


def label_font(study: Study) -> str:
    """The web font for exported pictures: the labels of codes, industries and legend in both languages."""
    pool = study.pool
    told = texts([spoken(("explorer", "role", "status")), pool["nodes"], pool["industries"]])
    return woff2("".join([*told, *map(chr, range(0x21, 0x7F)), "·→×…≥≤−"]))


def snapshot(study: Study, lang: str, top: int = 12) -> str:
    """A static table of the best supported edges with a sentence each: what a saved notebook and a page without scripts show."""
    from caselib.mine.graph import data, edges

    graph = study.graph(study.coded.choice.status)
    mined = data(graph)
    by_id = {case.id: case for case in mined.coded.cases}
    rows = []
    table = edges(graph).sort_values(["n_clusters", "source", "target"], ascending=[False, True, True])
    for row in table.head(top).to_dict("records"):
        first = row["evidence"][0]
        quotes = [next(m.quote for m in by_id[first.case].mentions if m.id == name) for name in (first.source, first.target)]
        lift = f"{row['lift']:.2f} [{row['lift_lo']:.2f}, {row['lift_hi']:.2f}]" if row["lift"] == row["lift"] else "–"
        q = f"{row['q']:.3f}" if row["q"] == row["q"] else "–"
        edge = " → ".join(str(graph.nodes[row[end]][f"label_{lang}"]) for end in ("source", "target"))
        rows.append([edge, str(row["n_clusters"]), lift, q, " … ".join(quotes), by_id[first.case].doc])
    heads = [word(f"explorer.{name}", lang) for name in ("col_edge", "clusters", "lift")] + ["q", word("explorer.col_words", lang), word("explorer.col_doc", lang)]
    return _table(f"{word('explorer.view', lang)}：{word('explorer.top', lang)}", heads, rows) + _note(graph, lang)


def _table(title: str, heads: list[str], rows: list[list[str]]) -> str:
    from caselib.lang.printable import printable

    def line(cells: list[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(printable(cell))}</{tag}>" for cell in cells) + "</tr>"

    return f"<table><caption>{html.escape(title)}</caption><thead>{line(heads, 'th')}</thead><tbody>{''.join(line(row, 'td') for row in rows)}</tbody></table>"


def _note(graph: nx.DiGraph, lang: str) -> str:
    told = {"clusters": graph.graph["n_clusters"], "cases": graph.graph["n_cases"], "docs": graph.graph["n_docs"], "stamp": graph.graph["settings"]}
    return f"<p>{html.escape(word('explorer.note', lang, **told))} {html.escape(word('widget.snapshot', lang))}</p>"
