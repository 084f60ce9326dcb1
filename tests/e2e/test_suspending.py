"""The app is stopped and goes on, as a shell with job control has it."""

import os
import shutil
import signal
import sys

import pytest
from terminal import restored

PROMPT = "ready> "


@pytest.fixture
def shell(terminal):
    """An interactive bash in which the app runs."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    app = terminal(
        command=(bash, "--norc", "--noprofile", "--noediting", "-i"),
        environment={"PS1": PROMPT, "PS2": "", "HISTFILE": "/dev/null"},
        answer_after=0.0,
    )
    app.until(lambda: PROMPT in app.text)
    app.press(f"{sys.executable} -m splotch_tui\n")
    app.until(lambda: app.step > 10)
    return app


def stopped(app):
    app.until(lambda: PROMPT.strip() in app.text and "Stopped" in app.text)
    app.listen_to_the_end()
    assert restored(app.sent)


def is_drawn(app):
    lines = app.screen.display
    return (
        lines[0].startswith((" ▶ running", " ‖ paused"))
        and "quit" in lines[-1]
        and all(name in app.text for name in ("epsilon", "loss", "height of the hills"))
        and "Stopped" not in app.text
        and "vandal" not in app.text
    )


def goes_on(app):
    app.press("fg\n")
    app.until(lambda: is_drawn(app))
    step = app.step
    app.until(lambda: app.step > step)


def quits(app):
    app.press("q")
    app.until(lambda: app.sent.endswith(PROMPT.encode()))
    assert restored(app.sent)
    app.press("exit\n")
    app.end()


def test_ctrl_z_stops_and_fg_goes_on(shell):
    for _ in range(2):
        shell.press("\x1a")
        stopped(shell)
        goes_on(shell)
    quits(shell)


def test_ctrl_z_in_a_dialog(shell):
    shell.press("?")
    shell.until(lambda: "esc closes" in shell.text)
    shell.press("\x1a")
    stopped(shell)
    shell.press("fg\n")
    shell.until(lambda: "esc closes" in shell.text and "Stopped" not in shell.text)
    shell.press("\x1b")
    shell.until(lambda: is_drawn(shell))
    quits(shell)


@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
def test_a_signal_stops_it_and_fg_goes_on(shell, number):
    # Nothing can be done about an answer that comes after SIGSTOP: see that none is under way.
    shell.press(" ")
    shell.until(lambda: "paused" in shell.text)
    shell.listen_to_the_end()
    pid = os.tcgetpgrp(shell.child.child_fd)
    os.kill(pid, number)
    shell.until(lambda: os.tcgetpgrp(shell.child.child_fd) != pid)
    shell.listen_to_the_end()
    shell.press("fg\n")
    shell.until(lambda: is_drawn(shell))
    step = shell.step
    shell.press(" ")
    shell.until(lambda: shell.step > step)
    quits(shell)


def test_in_the_background_it_stays_stopped(shell):
    shell.press("\x1a")
    stopped(shell)
    shell.press("bg\n")
    shell.listen_to_the_end()
    shell.press("jobs\n")
    shell.until(lambda: shell.text.count("Stopped") > 1)
    goes_on(shell)
    quits(shell)


def test_ctrl_l_draws_what_others_have_written_over(terminal):
    app = terminal()
    app.until(lambda: app.step > 10)
    app.press(" ")
    app.until(lambda: "paused" in app.text)
    app.listen_to_the_end()
    app.feed(b"\x1b[2;1H" + b"vandal " * 400)
    assert not is_drawn(app)
    app.press("\x0c")
    app.until(lambda: is_drawn(app))
