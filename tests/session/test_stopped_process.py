"""A session of a process that is stopped, as by ctrl+z, and goes on."""

import os
import signal
import subprocess
import sys
from time import monotonic

from waiting import wait

# The signal to go on reaches any thread that takes it: have it be the session's.
RUNS = """
import signal, sys, time

signal.signal(signal.SIGCONT, lambda *_: None)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCONT])

from splotch_tui.core.recipe import Recipe
from splotch_tui.session.session import Session
from splotch_tui.session.start import Start

session = Session(Start(Recipe(steps=10**6)), 10.0, 1)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCONT])
session.start()
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCONT])

def pass_steps(count):
    end, beyond = time.monotonic() + 20, session.snapshot.step + count
    while session.snapshot.step < beyond and time.monotonic() < end:
        time.sleep(0.01)
    return session.snapshot.step >= beyond

print(pass_steps(3), flush=True)
sys.stdin.readline()
print(pass_steps(3), flush=True)
session.close()
"""


def test_it_goes_on():
    with subprocess.Popen(
        [sys.executable, "-c", RUNS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout.readline() == "True\n"
        for _ in range(3):
            os.kill(child.pid, signal.SIGSTOP)
            os.waitpid(child.pid, os.WUNTRACED)
            # Longer than it waits between two steps.
            stopped = monotonic()
            wait(lambda since=stopped: monotonic() > since + 0.3)
            os.kill(child.pid, signal.SIGCONT)
        child.stdin.write("\n")
        child.stdin.flush()
        try:
            assert child.stdout.readline() == "True\n"
        finally:
            child.kill()
