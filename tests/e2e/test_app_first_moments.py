"""A signal in the app's first moments, and a crash: few words, the right code, all restored."""

import signal
import sys

import pytest
from terminal import restored

# Each of the three early and late.
MOMENTS = {
    signal.SIGHUP: (0.0, 0.1),
    signal.SIGTERM: (0.03, 0.2),
    signal.SIGINT: (0.06, 0.4),
}


@pytest.mark.parametrize(
    ("number", "moment"),
    [(number, moment) for number, moments in MOMENTS.items() for moment in moments],
)
def test_a_signal_while_it_starts(terminal, number, moment):
    app = terminal()
    app.until(lambda: b"\x1b[?1049h" in app.sent)
    app.listen(moment)
    app.child.kill(number)
    assert app.end() == 128 + number
    assert restored(app.sent)
    assert b"Traceback" not in app.sent
    assert b"NoMatches" not in app.sent


CRASHING = """
import sys
from splotch_tui.__main__ import main
from splotch_tui.ui.screens.main import MainScreen

def frame(self):
    secret_of_a_variable = "a secret"
    raise RuntimeError("something nobody thought of")

MainScreen.frame = frame
sys.exit(main())
"""


def test_a_crash_says_one_line_and_names_a_log(terminal, tmp_path):
    app = terminal(
        command=(sys.executable, "-c", CRASHING),
        environment={"XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)},
    )
    assert app.end() == 1
    assert restored(app.sent)
    last = app.sent.rpartition(b"\x1b[?1006l")[2].decode().split()
    said = " ".join(last)
    assert said.startswith("splotch: stopped by a mistake of its own")
    assert "RuntimeError: something nobody thought of" in said
    (log,) = tmp_path.rglob("*.log")
    text = log.read_text()
    assert "Traceback" in text and "in frame" in text
    assert "a secret" not in said + text
    assert b"Traceback" not in app.sent
