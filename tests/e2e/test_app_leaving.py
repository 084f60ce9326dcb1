"""However the app ends, the run is kept and the terminal is as it was."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pexpect
import pytest
from processes import end_group
from terminal import restored
from waiting import wait

from splotch_tui import PRESETS, run
from splotch_tui.session.journal import Journal, read_entry


@pytest.fixture
def app(terminal):
    """The app, some steps into a run."""
    app = terminal()
    app.until(lambda: app.step > 40)
    return app


def kept_run(home):
    """The one run noted under that home, once it is there."""
    journal = Journal(home / "splotch" / "runs")
    wait(lambda: any((entry_of(line).step > 40) for line in journal.lines()))
    (line,) = journal.lines()
    entry = entry_of(line)
    assert entry.recipe == PRESETS["comment"]
    assert run(entry.recipe.shortened(entry.step)).x0[-1] == entry.x0
    return entry


def entry_of(line):
    entry = read_entry(line)
    assert entry is not None
    return entry


def test_sigterm_keeps_the_run_and_restores_the_terminal(app, tmp_path):
    app.child.kill(signal.SIGTERM)
    assert app.end() == 128 + signal.SIGTERM
    assert restored(app.sent)
    assert b"Traceback" not in app.sent
    kept_run(tmp_path)


def test_q_keeps_the_run_and_the_next_start_goes_on_with_it(app, terminal, tmp_path):
    app.press("q")
    assert app.end() == 0
    entry = kept_run(tmp_path)
    following = terminal("--seed", "5")
    following.until(lambda: following.step > 3)
    following.press("o")
    following.until(lambda: "comment-1729" in following.text)
    # The newest is the run under way.
    following.press("1729\r")
    following.until(lambda: following.step >= entry.step)
    following.until(lambda: "comment · seed 1729" in following.text)
    following.press("q")
    assert following.end() == 0


def test_after_a_signal_the_next_start_says_so(app, terminal):
    app.child.kill(signal.SIGTERM)
    app.end()
    following = terminal()
    following.until(lambda: "cut off" in following.text)
    following.press("q")
    assert following.end() == 0


def test_a_killed_app_has_noted_its_run(app, tmp_path):
    app.until(lambda: Journal(tmp_path / "splotch" / "runs").lines())
    app.child.kill(signal.SIGKILL)
    (line,) = Journal(tmp_path / "splotch" / "runs").lines()
    assert entry_of(line).recipe == PRESETS["comment"]


def test_a_terminal_that_closes_keeps_the_run(app, tmp_path):
    # As when the window of a terminal program is closed.
    app.child.ptyproc.fileobj.close()
    kept_run(tmp_path)
    wait(lambda: not app.child.isalive())


SSHD = shutil.which("sshd") or "/usr/sbin/sshd"


@pytest.mark.skipif(not Path(SSHD).exists(), reason="there is no sshd here")
def test_killing_the_ssh_client_keeps_the_run(tmp_path):
    key, host = tmp_path / "key", tmp_path / "host"
    for path in (key, host):
        subprocess.run(["ssh-keygen", "-qt", "ed25519", "-N", "", "-f", path], check=True)
    (tmp_path / "authorized").write_bytes((tmp_path / "key.pub").read_bytes())
    options = (
        f"HostKey={host}",
        f"AuthorizedKeysFile={tmp_path / 'authorized'}",
        "StrictModes=no",
        "UsePAM=no",
        "PidFile=none",
    )
    # In inetd mode, over the client's own pipe: no port is opened.
    server = " ".join([SSHD, "-i", "-f", "/dev/null", *(f"-o {option}" for option in options)])
    home = tmp_path / "home"
    home.mkdir()
    path = os.environ.get("PYTHONPATH", "")
    command = f"XDG_DATA_HOME={home} PYTHONPATH={path} exec {sys.executable} -m splotch_tui"
    client = pexpect.spawn(
        "ssh",
        [
            *("-tt", "-i", str(key), "-F", "/dev/null"),
            *("-o", f"ProxyCommand={server}", "-o", "StrictHostKeyChecking=no"),
            *("-o", "UserKnownHostsFile=/dev/null", "localhost", command),
        ],
        dimensions=(40, 120),
        timeout=60,
    )
    try:
        if client.expect(["steps/s", "Permission denied", pexpect.EOF]) != 0:
            pytest.skip("this sshd lets nobody in")
        client.expect(r"1[0-9][0-9]")
        end = monotonic() + 3
        while monotonic() < end:
            try:
                client.read_nonblocking(65536, 0.1)
            except pexpect.TIMEOUT:
                continue
        client.kill(signal.SIGKILL)
        kept_run(home)
    finally:
        end_group(client.pid)
        client.close(force=True)
