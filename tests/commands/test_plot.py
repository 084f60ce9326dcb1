"""`splotch plot`, called in this process."""

import signal

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
