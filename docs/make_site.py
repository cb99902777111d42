"""Run the notebooks and write them as HTML pages into site/, widgets by their snapshots, nothing fetched from anywhere.

Run: ``make site``, or ``python docs/make_site.py [NOTEBOOK…]``.
"""

from __future__ import annotations

import html
import os
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SITE = ROOT / "site"
SECONDS = 240
# What the template of nbconvert would load from content delivery networks; empty means: not at all.
ADDRESSES = ("require_js_url", "mathjax_url", "jquery_url", "mermaid_js_url", "jupyter_widgets_base_url", "html_manager_semver_range")
_ELSEWHERE = re.compile(r"""<script[^>]*\ssrc=["']https?:[^>]*>\s*</script>|<link[^>]*\shref=["']https?:[^>]*>""", re.IGNORECASE)
# Mermaid and MathJax are modules that the template imports inside a script; the notebooks use neither.
_IMPORTING = re.compile(r"<script[^>]*>(?:(?!</script>).)*?https?://(?:cdnjs|unpkg|cdn\.)(?:(?!</script>).)*</script>", re.IGNORECASE | re.DOTALL)


def executed(path: Path) -> Any:
    """The notebook with its outputs, run from top to bottom in its own folder; the states of its widgets are not kept."""
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", store_widget_state=False, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    return notebook


def page(notebook: Any, title: str) -> str:
    """The notebook as one page that asks nobody for anything."""
    from nbconvert import HTMLExporter

    notebook.metadata.pop("widgets", None)
    exporter = HTMLExporter(template_name="lab", embed_images=True)
    for name in ADDRESSES:
        if exporter.has_trait(name):
            setattr(exporter, name, "")
    body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    return _IMPORTING.sub("", _ELSEWHERE.sub("", str(body)))


def heading(notebook: Any) -> str:
    """The notebook's title: its first line."""
    return str(notebook.cells[0].source).splitlines()[0].lstrip("# ")


def main(names: list[str]) -> None:
    """Write the pages named, or all, and an index."""
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    SITE.mkdir(exist_ok=True)
    entries = []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if names and path.stem not in names:
            continue
        print(path.stem, flush=True)
        notebook = executed(path)
        (SITE / f"{path.stem}.html").write_text(page(notebook, heading(notebook)), encoding="utf-8")
        entries.append(f'<li><a href="{path.stem}.html">{html.escape(heading(notebook))}</a> <small>{path.name}</small></li>')
    (SITE / "index.html").write_text(
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>caselib</title>'
        "<style>body{font:16px/1.8 system-ui,'Noto Sans CJK SC',sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}</style></head>"
        f"<body><h1>caselib</h1><ul>{''.join(entries)}</ul></body></html>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
