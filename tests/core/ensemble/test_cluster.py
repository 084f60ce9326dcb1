"""Blocks on a cluster: its processes are real, and end, stop, lack or are of other versions."""

import json
import signal
import socket
import subprocess
import sys

import numpy as np
import pytest
from processes import finished, started
from waiting import wait

from splotch_tui.cli import main
from splotch_tui.core.ensemble.executors import cluster
from splotch_tui.core.ensemble.executors.cluster_tasks import run_rows, told_version
from splotch_tui.core.ensemble.grid import Grid

psutil = pytest.importorskip("psutil")
pytest.importorskip("distributed")

SPLOTCH = [sys.executable, "-m", "splotch_tui", "ensemble"]
# 13 blocks of 8 rows, the last of 4.
GRID = ["--seed", "3000000:3000100", "--steps", "3000"]
AXES = {"seed": range(3_000_000, 3_000_100), "steps": 3000}
# A worker loads this before it is given work. Preloads may be loaded twice in a process.
CHANGED = """
import os, signal, threading
from splotch_tui.core.ensemble import descents
if not hasattr(descents, "unchanged"):
    descents.unchanged = descents.run_batch
    def run_batch(batch, report):
        seeds = batch.seeds.tolist()
        {}
        return descents.unchanged(batch, report)
    descents.run_batch = run_batch
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """The table that the threads of this machine make."""
    path = tmp_path_factory.mktemp("tables") / "a.csv"
    assert main(["ensemble", *GRID, "-o", str(path)]) == 0
    return path.read_bytes()


@pytest.fixture
def preload(tmp_path):
    """A function that makes a file for workers to load, which adds lines to `run_batch`."""

    def make(line, name="changed.py"):
        path = tmp_path / name
        path.write_text(CHANGED.format(line))
        return path

    return make


@pytest.fixture
def scheduler(tmp_path):
    """The address of a scheduler without workers."""
    file = tmp_path / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"]
    options = ["--port", 0, "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    with started([*command, *options, "--scheduler-file", file], **quiet) as process:
        wait(lambda: file.exists() and file.read_text().endswith("}"))
        address = json.loads(file.read_text())["address"]
        process.address = address
        yield process


def worker(scheduler, tmp_path, *options):
    """Start a worker of one thread, which nobody starts again."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler.address]
    command += ["--host", "127.0.0.1", "--nthreads", 1, "--no-nanny", "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    return started([*command, "--memory-limit", 0, *options], **quiet)


def ensemble(tmp_path, where):
    """Start `splotch ensemble` on a cluster."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [*SPLOTCH, *GRID, "-o", tmp_path / "a.csv", "--cluster", where]
    return started(command, **pipes, cwd=tmp_path)


def problem(said):
    """Return the one line that is said beside what is to be run."""
    # How far it is, where that takes long; and that the workers are not there yet.
    others = ("descending: ", "the cluster has no workers: ")
    lines = [line for line in said.splitlines() if not line.startswith(others)]
    assert lines[0] == "100 descents, 300,000 descent-steps"
    (line,) = lines[1:]
    return line


def test_the_doctor_asks_for_workers(scheduler, capsys):
    assert main(["doctor", "--cluster", scheduler.address]) == 1
    assert f"--cluster {scheduler.address}: it has no workers" in capsys.readouterr().out
    main(["doctor", "--cluster", "local:1"])
    assert "answer at local:1; threads: 1\n" in capsys.readouterr().out


def test_nothing_of_dask_is_imported_without_it(tmp_path):
    program = (
        "import sys, splotch_tui\n"
        "from splotch_tui.cli import main\n"
        "assert main(['ensemble', '--steps', '50', '-o', 'a.csv']) == 0\n"
        "names = {'dask', 'distributed', 'splotch_tui.core.ensemble.executors.cluster'}\n"
        "assert not names & set(sys.modules)\n"
    )
    result = finished([sys.executable, "-c", program], cwd=tmp_path)
    assert result.returncode == 0, result.stderr


def test_local_workers_make_the_same_table(tmp_path, table):
    result = finished([*SPLOTCH, *GRID, "-o", "a.csv", "--cluster", "local:2"], cwd=tmp_path)
    assert result.returncode == 0
    assert problem(result.stderr) == "written to a.csv"
    assert (tmp_path / "a.csv").read_bytes() == table
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_a_worker_that_is_killed_is_done_without(tmp_path, scheduler, preload, table):
    stuck = preload(f"open({str(tmp_path / 'stuck')!r}, 'w').close(); threading.Event().wait()")
    with (
        worker(scheduler, tmp_path, "--preload", stuck) as killed,
        ensemble(tmp_path, scheduler.address) as process,
    ):
        wait((tmp_path / "stuck").exists)
        with worker(scheduler, tmp_path):
            killed.send_signal(signal.SIGKILL)
            _, said = process.communicate(timeout=60)
    assert problem(said) == f"written to {tmp_path / 'a.csv'}"
    assert (tmp_path / "a.csv").read_bytes() == table


def test_a_block_that_ends_every_worker_is_named(tmp_path, preload, table, monkeypatch):
    deadly = preload("if 3000027 in seeds: os.kill(os.getpid(), signal.SIGKILL)")
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", str(deadly))
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    with ensemble(tmp_path, "local:2") as process:
        _, said = process.communicate(timeout=90)
    assert process.returncode == 1
    assert problem(said).startswith(
        "splotch: block 3 (rows 25 to 32) ended the worker every time; the others are done and kept"
    )
    kept = sorted(int(path.stem) for path in (tmp_path / "a.csv.blocks").glob("*.block"))
    assert kept == [number for number in range(13) if number != 3]
    assert main(["ensemble", *GRID, "-o", str(tmp_path / "a.csv")]) == 0
    assert (tmp_path / "a.csv").read_bytes() == table


def test_stopped_it_ends_its_workers_and_goes_on_later(tmp_path, preload, table, monkeypatch):
    stuck = preload("if 3000040 in seeds: threading.Event().wait()")
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", str(stuck))
    with ensemble(tmp_path, "local:2") as process:
        wait(lambda: list(tmp_path.glob("a.csv.blocks/*.block")))
        processes = psutil.Process(process.pid).children(recursive=True)
        assert len(processes) >= 3
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 128 + signal.SIGTERM
        kept = "what was done is kept: the same command goes on from there"
        assert said.splitlines()[-2:] == [kept, "splotch: stopped"]
        wait(lambda: not any(child.is_running() for child in processes))
    assert not (tmp_path / "a.csv").exists()
    assert main(["ensemble", *GRID, "-o", str(tmp_path / "a.csv")]) == 0
    assert (tmp_path / "a.csv").read_bytes() == table


def test_workers_of_another_version_are_refused(tmp_path, scheduler):
    other, none = tmp_path / "other.py", tmp_path / "none.py"
    other.write_text("import splotch_tui; splotch_tui.__version__ = '0.0.9'")
    none.write_text("import sys; sys.modules['splotch_tui'] = None")
    # One that comes when it is under way.
    with ensemble(tmp_path, scheduler.address) as process:
        assert process.stderr.readline() == "100 descents, 300,000 descent-steps\n"
        line = process.stderr.readline()
        assert line == "the cluster has no workers: waiting for some\n"
        with worker(scheduler, tmp_path, "--preload", other):
            _, said = process.communicate(timeout=60)
            assert process.returncode == 1
            (line,) = said.splitlines()
            assert "has splotch 0.0.9, " in line
            assert "install the same on all" in line
            # And one that is there.
            with ensemble(tmp_path, scheduler.address) as again:
                _, said = again.communicate(timeout=60)
            assert again.returncode == 1
            assert problem(said) == line
    with ensemble(tmp_path, scheduler.address) as process:
        with worker(scheduler, tmp_path, "--preload", none):
            _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "has no splotch that works" in problem(said)


def test_a_worker_that_was_not_asked_tells_its_version():
    assert run_rows("0.0.9", b"", 0, 1) == f"it has splotch {told_version()}"
    assert run_rows(told_version(), b"", 0, 1) == "EOFError: Ran out of input"


def test_a_scheduler_that_goes_away_is_one_line(tmp_path, scheduler, preload):
    stuck = preload(f"open({str(tmp_path / 'stuck')!r}, 'w').close(); threading.Event().wait()")
    with (
        worker(scheduler, tmp_path, "--preload", stuck),
        ensemble(tmp_path, scheduler.address) as process,
    ):
        wait((tmp_path / "stuck").exists)
        scheduler.kill()
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert problem(said).startswith("splotch: the cluster is gone; the blocks that ended are kept")


@pytest.mark.parametrize("silent", [True, False])
def test_a_scheduler_that_does_not_answer_is_one_line(tmp_path, silent):
    program = (
        "import sys\n"
        "from splotch_tui.cli import main\n"
        "from splotch_tui.core.ensemble.executors import cluster\n"
        "cluster._PATIENCE = 0.5\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        if silent:
            taken.listen()
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        command = [*GRID, "-o", "a.csv", "--cluster", address]
        result = finished([sys.executable, "-c", program, "ensemble", *command], cwd=tmp_path)
    assert result.returncode == 1
    assert problem(result.stderr).startswith(f"splotch: no Dask scheduler answers at {address}: ")


@pytest.mark.parametrize(
    "text",
    [
        *("foo", "local", "local:", "local:0", "local:x", "local:1001", "local:-1"),
        *("tcp://", "tcp://host", "tcp://:8786", "tcp://host:0", "tcp://host:65536", "http://a:1"),
    ],
)
def test_what_is_no_cluster(tmp_path, text, capsys):
    assert main(["ensemble", "-o", str(tmp_path / "a.csv"), "--cluster", text]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--cluster" in line
    assert "is no cluster: write local:N" in line


def test_what_is_a_cluster():
    assert cluster.Cluster.parse("local:12") == cluster.Cluster("", 12)
    for text in ("tcp://10.0.0.1:8786", "tcp://node-3.cluster:1", "tcp://[::1]:65535"):
        assert cluster.Cluster.parse(text) == cluster.Cluster(text, 0)


def test_without_dask_is_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    assert main(["ensemble", "-o", str(tmp_path / "a.csv"), "--cluster", "local:2"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("splotch: --cluster takes Dask: pip install distributed")
    assert list(tmp_path.iterdir()) == []


def test_few_blocks_are_under_way_at_once():
    class Done:
        def done(self):
            return True

        def result(self):
            under_way.discard(self)
            return [np.zeros(1)] * 8

    class Client:
        def nthreads(self):
            return {"a": 2, "b": 1}

        def run(self, function, workers, **_options):
            return {worker: function() for worker in workers}

        def submit(self, *_arguments, **_options):
            under_way.add(future := Done())
            most.append(len(under_way))
            return future

    under_way, most = set(), []
    grid = Grid({"seed": range(100_000_000), "steps": 10_000})
    assert grid.blocks > 1000
    blocks = cluster._Blocks(Client(), grid, pytest.fail)
    assert [number for number, _ in blocks.run(range(1000))] == list(range(1000))
    assert max(most) == 9


def test_no_cluster_is_asked_where_nothing_is_missing():
    nowhere = cluster.Cluster("tcp://127.0.0.1:1", 0).executor(pytest.fail)
    assert list(nowhere(Grid(AXES), [], pytest.fail)) == []
