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

from splotch_tui import History, run


@pytest.fixture
def app(terminal):
    """The app, some steps into a run."""
    app = terminal()
    app.until(lambda: app.step > 40)
    return app


def kept_run(home):
    """The one run kept under that home, once it is there."""
    wait(lambda: any(home.glob("splotch/runs/left-*.npz")))
    found = list(home.glob("splotch/runs/left-*.npz"))
    assert len(found) == 1
    history = History.load(found[0])
    assert history.recipe.steps > 40
    again = run(history.recipe)
    assert (again.x0 == history.x0).all()
    return found[0]


def test_sigterm_keeps_the_run_and_restores_the_terminal(app, tmp_path):
    app.child.kill(signal.SIGTERM)
    assert app.end() == 128 + signal.SIGTERM
    assert restored(app.sent)
    assert b"Traceback" not in app.sent
    kept_run(tmp_path)


def test_q_keeps_the_run_and_the_next_start_offers_it(app, terminal, tmp_path):
    app.press("q")
    assert app.end() == 0
    path = kept_run(tmp_path)
    assert path.name.encode() in app.sent
    following = terminal()
    following.until(lambda: f"o opens {path.name}" in following.text)
    following.press("q")
    assert following.end() == 0


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
