"""`splotch plot`, called in this process."""

import signal

import pytest

import render
from render import plots
from splotch_tui import Recipe, run
from splotch_tui.cli import main
from splotch_tui.core import signals


def test_a_signal_is_not_raised_where_kernels_are_loaded(tmp_path, monkeypatch, capsys):
    """What is raised there is lost in a callback from C, and the plot would be made."""
    run(Recipe(steps=300)).save(tmp_path / "a.npz")
    figure_of, went_on = plots.figure_of, []

    def interrupted(*arguments):
        signals._note(signal.SIGTERM, None)
        went_on.append(True)
        return figure_of(*arguments)

    monkeypatch.setattr(signals._State, "number", None)
    monkeypatch.setattr(plots, "figure_of", interrupted)
    code = main(["plot", str(tmp_path / "a.npz"), "-o", str(tmp_path / "a.svg")])
    assert went_on
    assert code == 128 + signal.SIGTERM
    assert capsys.readouterr().err == "splotch: stopped\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


def test_a_page_that_was_stopped_is_not_written(tmp_path, monkeypatch, capsys):
    run(Recipe(steps=300)).save(tmp_path / "a.npz")
    monkeypatch.setattr(signals._State, "number", None)

    def loaded(path):
        signals._note(signal.SIGTERM, None)
        return load_history(path)

    load_history = render.load_history
    monkeypatch.setattr("splotch_tui.commands.plot.load_with_progress", loaded)
    code = main(["plot", str(tmp_path / "a.npz"), "-o", str(tmp_path / "a.html")])
    assert code == 128 + signal.SIGTERM
    assert capsys.readouterr().err == "splotch: stopped\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


@pytest.mark.parametrize("name", ["a.png", "a.html"])
def test_what_is_there_is_kept_unless_it_may_be_replaced(tmp_path, name):
    run(Recipe(steps=60)).save(tmp_path / "a.npz")
    target = tmp_path / name
    target.write_text("mine")
    command = ["plot", str(tmp_path / "a.npz"), "-o", str(target)]
    assert main(command) == 1
    assert target.read_text() == "mine"
    assert main([*command, "--force"]) == 0
    assert render.read_recipe(target) == Recipe(steps=60)
