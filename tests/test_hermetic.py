"""The tests themselves: they do not depend on where they run, and leave nothing running."""

import os
import re
import signal
import sys
import tempfile
from pathlib import Path

import pytest
from processes import finished, started
from waiting import wait

_NASTY = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NO_COLOR": "1",
    "TERM": "dumb",
    "COLORTERM": "",
    "LANG": "C",
    "PYTHONWARNINGS": "always",
    "SSH_CONNECTION": "198.51.100.7 52000 203.0.113.5 22",
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_FILTERS": "monochrome",
    "IMAGEIO_FFMPEG_EXE": "/no/such/ffmpeg",
    "NUMBA_DISABLE_JIT": "1",
    "COLUMNS": "20",
    "LINES": "5",
    "XDG_CONFIG_HOME": "/no/such/folder",
    "XDG_DATA_HOME": "/no/such/folder",
    "HOME": "/no/such/home",
}


def test_nothing_of_the_users_environment_is_left(home):
    from textual import constants

    nasty = {*_NASTY, "MATPLOTLIBRC"} - {"TERM", "COLORTERM", "HOME"}
    assert not nasty & set(os.environ)
    assert os.environ["TERM"] == "xterm-256color"
    assert Path.home() == home
    temporary = Path(tempfile.gettempdir())
    assert home.parent == temporary.parent
    assert not [*home.iterdir(), *temporary.iterdir()]
    assert constants.FILTERS == ""
    assert all(
        signal.getsignal(number) is not signal.SIG_IGN
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
    )


@pytest.mark.parametrize("workers", [0, 1])
def test_a_user_may_have_set_anything(tmp_path, workers):
    rc = tmp_path / "matplotlibrc"
    rc.write_text("font.family: serif\n")
    inner = f"{__file__}::{test_nothing_of_the_users_environment_is_left.__name__}"
    pytest_ = f"'{sys.executable}' -m pytest -q --numprocesses={workers} '{inner}'"
    result = finished(
        ["sh", "-c", f"trap '' HUP INT TERM; exec {pytest_}"],
        env={**os.environ, **_NASTY, "MATPLOTLIBRC": str(rc)},
        cwd=Path(__file__).parents[1],
    )
    assert result.returncode == 0, result.stdout
    assert "1 passed" in result.stdout


def alive(group):
    """The processes of a group that have not ended."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = status.read_text()
        except OSError:  # It has ended meanwhile.
            continue
        # The name, in brackets, may hold anything.
        state, _, of_group = re.sub(r".*\) ", "", text, flags=re.DOTALL).split()[:3]
        if int(of_group) == group and state not in "ZX":
            found.add(status.parent.name)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system has no /proc")
def test_processes_end_with_the_test_that_started_them():
    def fail():
        with started(["sh", "-c", "sleep 1000 & sleep 1000"]) as process:
            groups.append(process.pid)
            wait(lambda: len(alive(process.pid)) == 3)
            raise ZeroDivisionError

    groups = []
    with pytest.raises(ZeroDivisionError):
        fail()
    wait(lambda: not alive(groups[0]))
