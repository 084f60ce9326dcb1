"""The example notebook: it runs, and what it shows is what comes out."""

import json
from pathlib import Path

import pytest
from notebooks import executed

NOTEBOOK = Path(__file__).parent.parent / "examples" / "splotch.ipynb"
# How cards of histories and tables begin.
CARD = '<div style="max-width:700px">'


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def shown(cells):
    """What must be the same wherever it is run: printed text, and our own cards."""
    result = []
    for cell in cells:
        for output in cell["outputs"]:
            texts = (output.get("text"), output.get("data", {}).get("text/html"))
            for text in filter(None, texts):
                whole = "".join(text)
                if output["output_type"] == "stream" or whole.startswith(CARD):
                    result.append(whole)
    return result


def kinds(cells):
    return [
        sorted(kind for output in cell["outputs"] for kind in output.get("data", {}))
        for cell in cells
    ]


def test_it_is_kept_with_what_it_shows():
    cells = code_cells(json.loads(NOTEBOOK.read_text("utf-8")))
    assert NOTEBOOK.stat().st_size < 500_000
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert sum(text.startswith(CARD) for text in shown(cells)) == 3
    assert not any(out["output_type"] == "error" for cell in cells for out in cell["outputs"])


@pytest.mark.slow
def test_it_runs_and_shows_what_it_is_kept_with(tmp_path):
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    kept = code_cells(json.loads(NOTEBOOK.read_text("utf-8")))
    now = code_cells(executed(NOTEBOOK, tmp_path))
    assert kinds(now) == kinds(kept)
    assert shown(now) == shown(kept)
    assert {path.name for path in tmp_path.iterdir()} == {"demon.npz", "snag.mp4"}
