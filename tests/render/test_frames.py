"""Frames drawn in threads come in order, and leave nothing whatever interrupts them."""

import subprocess
import sys
import threading

import numpy as np
import pytest

from render.frames import draw_in_threads

# Films that a signal's handler ends, at any moment, one after the other.
INTERRUPTED = """
import random, signal
import numpy as np
from render.frames import draw_in_threads

class Stop(BaseException):
    pass

def stop(*_):
    raise Stop

def new_painter():
    numbers = np.ones((60, 60))
    return lambda frame: numbers @ numbers

signal.signal(signal.SIGALRM, stop)
rng = random.Random(1)
stopped = 0
for _ in range(400):
    try:
        with draw_in_threads(new_painter, 2) as draw:
            pictures = draw(range(10**9))
            next(pictures)
            signal.setitimer(signal.ITIMER_REAL, rng.uniform(1e-4, 3e-3))
            for _ in pictures:
                pass
    except Stop:
        stopped += 1
print(stopped)
"""


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_frames_come_in_order(jobs):
    with draw_in_threads(lambda: lambda frame: np.full(3, frame), jobs) as draw:
        for _ in range(2):
            assert [picture[0] for picture in draw(range(20))] == list(range(20))


@pytest.mark.parametrize("jobs", [1, 3])
def test_what_a_painter_raises_is_raised_in_its_place(jobs):
    def painter(frame):
        if frame == 4:
            raise MemoryError
        return np.full(3, frame)

    threads = threading.active_count()
    drawn = []
    with pytest.raises(MemoryError), draw_in_threads(lambda: painter, jobs) as draw:
        for picture in draw(range(20)):
            drawn.append(picture[0])
    assert drawn == [0, 1, 2, 3]
    assert threading.active_count() == threads


def test_frames_that_nobody_waits_for_are_not_drawn():
    drawn = []

    def painter(frame):
        drawn.append(frame)
        return np.full(3, frame)

    with draw_in_threads(lambda: painter, 2) as draw:
        pictures = draw(range(10**6))
        next(pictures)
        pictures.close()
    assert len(drawn) <= 3


def test_an_interrupted_film_never_hangs():
    result = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) == 400
