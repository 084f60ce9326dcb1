"""Ctrl-C and other signals end a command with one line, the right code, and the part done."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from splotch_tui import History, Recipe, run

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
SPLOTCH = [sys.executable, "-m", "splotch_tui"]
ENDLESS = ["run", "--preset", "original", "--steps", "2000000000"]


@pytest.fixture
def start(tmp_path):
    """A function that starts `splotch`; whatever it started is gone after the test."""
    started = []

    def begin(*arguments):
        process = subprocess.Popen(
            [*SPLOTCH, *arguments],
            cwd=tmp_path,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.001)


def catches(process, number):
    """Whether a process has a handler for a signal."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = int(status.split("SigCgt:")[1].split()[0], 16)
    # Python has a handler of its own for Ctrl-C, so ours is there when another is.
    other = signal.SIGTERM if number == signal.SIGINT else number
    return caught >> (other - 1) & 1


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks into /proc")
@pytest.mark.parametrize("number", SIGNALS)
def test_from_the_first_moment_on(start, number):
    process = start("--version")
    until(lambda: catches(process, number) or process.poll() is not None)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    # It may have been done already.
    assert (process.returncode, err) in {(128 + number, "splotch: stopped\n"), (0, "")}, out


@pytest.mark.parametrize("number", SIGNALS)
def test_a_run_writes_the_part_done(tmp_path, number):
    path = tmp_path / "part.npz"
    child = pexpect.spawn(SPLOTCH[0], [*SPLOTCH[1:], *ENDLESS, "-o", str(path)], timeout=90)
    try:
        child.expect(r"running.*/2000000000")
        child.kill(number)
        child.expect(r"splotch: stopped at step [\d,]+ of 2,000,000,000")
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    assert child.exitstatus == 128 + number
    history = History.load(path)
    assert history.recipe == Recipe(dims=16, epsilon=0.0025, steps=history.recipe.steps)
    assert [file.name for file in tmp_path.iterdir()] == ["part.npz"]


@pytest.mark.parametrize(
    ("ending", "number"),
    [(".mp4", signal.SIGINT), (".gif", signal.SIGTERM), (".mp4", signal.SIGHUP)],
)
def test_a_film_leaves_nothing(tmp_path, number, ending):
    run(Recipe(steps=2000)).save(tmp_path / "a.npz")
    arguments = ["render", "a.npz", "-o", f"a{ending}", "--seconds", "60"]
    child = pexpect.spawn(SPLOTCH[0], [*SPLOTCH[1:], *arguments], cwd=tmp_path, timeout=90)
    try:
        child.expect(r"rendering.*[1-9]\d*/\d+")
        child.kill(number)
        child.expect("splotch: stopped")
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    assert child.exitstatus == 128 + number
    assert [file.name for file in tmp_path.iterdir()] == ["a.npz"]


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_plot_leaves_nothing(tmp_path, start, number):
    run(Recipe(steps=2000)).save(tmp_path / "a.npz")
    process = start("plot", "a.npz", "-o", "a.pdf")
    until(lambda: has_matplotlib(process) or process.poll() is not None)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (128 + number, "splotch: stopped\n")
    assert [file.name for file in tmp_path.iterdir()] == ["a.npz"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_waiting_for_a_recipe_can_be_stopped(start, number):
    process = start("run", "--recipe", "-")
    until(lambda: process.poll() is not None or all(sleeps(process) for _ in range(100)))
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (128 + number, "splotch: stopped\n")


def has_matplotlib(process):
    """Whether a process has loaded what draws plots."""
    return "/matplotlib/" in Path(f"/proc/{process.pid}/maps").read_text()


def sleeps(process):
    """Whether a process waits for something, a millisecond from now."""
    time.sleep(0.001)
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"
