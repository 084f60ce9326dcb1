"""Engines whose libraries are not there."""

import sys

import pytest

from splotch_tui import Recipe, SplotchError, run


def test_without_torch_its_engine_says_so_and_the_other_runs(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "splotch_tui.core.engines.reference", raising=False)
    with pytest.raises(SplotchError, match=r"torch engine does not load here \(.*torch.*\): take"):
        run(Recipe(engine="torch", steps=10))
    assert len(run(Recipe(steps=10)).x0) == 11


def test_what_a_library_says_in_many_lines_is_one(monkeypatch, tmp_path):
    (tmp_path / "torch.py").write_text("raise OSError('libgomp.so: not found\\nand more')")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.split(".")[0] == "torch"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "splotch_tui.core.engines.reference", raising=False)
    with pytest.raises(
        SplotchError, match=r"^the torch engine does not load here \(libgomp.so: not"
    ):
        run(Recipe(engine="torch", steps=10))
