"""A terminal that answers late: nothing that it says is typed into the shell."""

import os
import signal
import sys

import pytest

# Runs the app as a shell does; then says what is still to be read from the terminal.
SHELL = """
import os, select, subprocess, sys, termios, tty
app = subprocess.Popen([sys.executable, "-m", "splotch_tui", *sys.argv[1:]])
print("started", app.pid, "", flush=True)
code = app.wait()
tty.setcbreak(0, termios.TCSANOW)
left = b""
while select.select([0], [], [], 0.8)[0]:
    left += os.read(0, 1000)
print("ended with", code, "left", repr(left), "", flush=True)
"""


@pytest.fixture
def shell(terminal):
    """A function that opens the app in a terminal that answers so many seconds late."""

    def begin(answer_after, *arguments):
        command = (sys.executable, "-c", SHELL)
        return terminal(*arguments, command=command, answer_after=answer_after)

    return begin


def ended(app):
    app.until(lambda: b"ended with" in app.sent and app.sent.endswith(b" \r\n"))
    return app.sent[app.sent.index(b"ended with") :].decode().strip()


@pytest.mark.parametrize(("delay", "steps"), [(0.25, 60), (0.45, 0)])
def test_quitting_leaves_nothing_to_read(shell, delay, steps):
    app = shell(delay)
    app.until(lambda: "epsilon" in app.text and app.step >= steps)
    app.press("q")
    assert ended(app) == "ended with 0 left b''"


def test_a_signal_leaves_nothing_to_read(shell):
    app = shell(0.3)
    app.until(lambda: app.step > 20)
    pid = int(app.sent.partition(b"started ")[2].split()[0])
    os.kill(pid, signal.SIGTERM)
    assert ended(app) == "ended with 143 left b''"


def test_a_moving_mouse_leaves_nothing_to_read(shell):
    app = shell(0.3)
    app.until(lambda: app.step > 20)
    app.press("q")
    # It is on its way when the terminal is told to report no more.
    for _ in range(3):
        app.listen(0.05)
        app.press("\x1b[<35;10;20M")
    assert ended(app) == "ended with 0 left b''"
