"""What a user has set for matplotlib changes nothing that is drawn."""

import os
import sys

import matplotlib as mpl
import pytest
from processes import finished

import render

SPLOTCH = [sys.executable, "-m", "splotch_tui"]
# Both pictures by one process: it takes long to start.
BOTH = """
import sys
from splotch_tui.cli import main
saved = sys.argv[1]
code = main(["render", saved, "-o", "a.png", "--size", "1280x720", "--title", "ε"])
sys.exit(code or main(["plot", saved, "-o", "b.png"]))
"""
# Each of these changes type, lines or numbers, or needs programs that may not be here.
RC = """
text.usetex: True
font.family: serif
lines.linewidth: 5
axes.facecolor: red
savefig.facecolor: green
savefig.bbox: tight
axes.unicode_minus: False
xtick.direction: in
path.sketch: 1, 100, 2
"""


@pytest.fixture(scope="module")
def saved(history, tmp_path_factory):
    path = tmp_path_factory.mktemp("runs") / "a.npz"
    history.save(path)
    return path


def drawn(saved, folder, **environment):
    """The bytes of a picture and of a plot that `splotch` makes in a folder."""
    result = finished(
        [sys.executable, "-c", BOTH, saved], cwd=folder, env={**os.environ, **environment}
    )
    assert result.returncode == 0, result.stderr
    # Not a word of what is wrong with settings that do not concern us.
    assert result.stderr.count("written to") == 2
    assert "matplotlib" not in result.stderr.lower()
    return [(folder / name).read_bytes() for name in ("a.png", "b.png")]


def test_settings_of_the_user_do_not_reach_pictures(saved, tmp_path):
    folders = {name: tmp_path / name for name in ("plain", "set", "broken", "here")}
    for folder in folders.values():
        folder.mkdir()
    rc, broken = tmp_path / "rc", tmp_path / "broken_rc"
    rc.write_text(RC)
    broken.write_bytes(b"\xff\xfe not a setting: at all\n")
    (folders["here"] / "matplotlibrc").write_text(RC)
    plain = drawn(saved, folders["plain"])
    inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    assert drawn(saved, folders["set"], MATPLOTLIBRC=str(rc), **inline) == plain
    assert drawn(saved, folders["broken"], MATPLOTLIBRC=str(broken), MPLBACKEND="none") == plain
    assert drawn(saved, folders["here"]) == plain


def test_broken_settings_in_the_folder_are_one_line(saved, tmp_path):
    (tmp_path / "matplotlibrc").write_bytes(b"\xff\xfe")
    result = finished([*SPLOTCH, "plot", saved, "-o", "b.png"], cwd=tmp_path)
    assert result.returncode == 1
    assert "move the file matplotlibrc away" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_a_notebook_keeps_its_settings(tmp_path, history):
    def files(name):
        render.plot(history, tmp_path / f"{name}.png")
        render.still(history, tmp_path / f"{name}_film.png", size=(1280, 720))
        return [(tmp_path / f"{name}{end}.png").read_bytes() for end in ("", "_film")]

    plain = files("plain")
    own = {"font.family": ["serif"], "text.usetex": True, "lines.linewidth": 5.0}
    with mpl.rc_context(own):
        backend = mpl.get_backend()
        assert files("own") == plain
        assert {name: mpl.rcParams[name] for name in own} == own
        assert mpl.get_backend() == backend
