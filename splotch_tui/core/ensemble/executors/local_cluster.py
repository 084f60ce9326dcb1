"""A Dask cluster of this machine's own, in processes that end when whoever started them does.

The scheduler and what looks after the workers are in a process of their own (this module, run by
`local_cluster`), in a session of its own: a Ctrl-C in the terminal does not reach them, and what
Dask says of its workers' ends is not seen. Its stdin is a pipe, and when that closes all is over.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.signals import interruptible


@contextmanager
def local_cluster(workers: int) -> Iterator[str]:
    """Have a cluster of some workers of a thread each, and give its address.

    Raises
    ------
    SplotchError
        It does not start.
    """
    command = [sys.executable, "-P", "-m", __name__, str(workers)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with interruptible():
                line = process.stdout.readline()
            told = json.loads(line or '{"problem": "their process ended"}')
            if "problem" in told:
                raise SplotchError(f"cannot start {workers} local workers: {told['problem']}")
            yield told["address"]
        finally:
            process.stdin.close()


def main(workers: int) -> None:
    """Start the cluster, tell its address in a line of JSON, and stay until stdin closes."""
    folder = Path(tempfile.mkdtemp(prefix="splotch-cluster-"))
    waiting = Thread(target=_end_with_stdin, args=(folder,), daemon=True)
    waiting.start()
    # The pipe is for that line alone, whatever the workers may print.
    with os.fdopen(os.dup(1), "w") as answer:
        os.dup2(2, 1)
        try:
            told = {"address": _start(workers, folder)}
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            told = {"problem": str(error).partition("\n")[0] or repr(error)}
        print(json.dumps(told), file=answer, flush=True)
    waiting.join()


def _end_with_stdin(folder: Path) -> None:
    """End this process when its pipe closes, at once: what is under way is not wanted any more.

    The workers end with it, as Dask has it.
    """
    sys.stdin.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _start(workers: int, folder: Path) -> str:
    """Start a cluster and return its address. It listens on the loopback alone."""
    import dask
    from distributed import LocalCluster

    dask.config.set({"temporary-directory": str(folder)})
    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        memory_limit=0,
        # It serves some pages all the same: on a port that is free, and not on all addresses.
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
    )
    return str(cluster.scheduler_address)


if __name__ == "__main__":
    main(int(sys.argv[1]))
