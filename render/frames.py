"""FrameSource: the frames of a film, drawn in threads, handed out in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread

import numpy as np

from splotch_tui.core.types import Bytes

# More threads than this have not been measured to help on any machine.
MOST_JOBS = 64
# Called now and then with how much of something is done, and of all.
ProgressCallback = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FrameSource:
    """What an encoder is given.

    Attributes
    ----------
    size : tuple of int
        Width and height of the pictures, pixels.
    fps : int
        Frames a second.
    frames : int
        How many there are.
    draw : callable
        Returns an iterator over the pictures of some frame numbers, in their order, each as the
        format takes them: see `render.formats.Format`.
    accents : sequence of colours
        Red, green and blue, 0 to 255, of small things that must not lose their colour.
    progress : callable, optional
        Called with the number of frames done and of all.
    threads : int
        How many an encoder may use. What it makes does not depend on it.
    """

    size: tuple[int, int]
    fps: int
    frames: int
    draw: Callable[[Iterable[int]], Iterator[Bytes]]
    accents: Sequence[tuple[float, float, float]]
    progress: ProgressCallback | None = None
    threads: int = 1

    def pictures(self, every: int = 1) -> Iterator[Bytes]:
        """Yield the frames, or every so manieth of them."""
        numbers = range(0, self.frames, every)
        for number, picture in zip(numbers, self.draw(numbers), strict=True):
            yield picture
            if self.progress is not None:
                self.progress(min(number + every, self.frames), self.frames)

    def samples(self, count: int) -> Iterator[Bytes]:
        """Yield `count` frames, or all if there are fewer, from first to last."""
        return self.draw(np.unique(np.linspace(0, self.frames - 1, count).astype(int)).tolist())


@contextmanager
def draw_in_threads(
    new_painter: Callable[[], Callable[[int], Bytes]], jobs: int
) -> Iterator[Callable[[Iterable[int]], Iterator[Bytes]]]:
    """Give a function that draws frames in `jobs` threads and yields them in order.

    It may be left at any moment by what a signal's handler raises. A pool of the standard library
    may not: its locks are Python's, and one that is interrupted while it is being taken stays
    taken, so that the pool's threads, and with them the program, never end.

    Parameters
    ----------
    new_painter : callable
        Makes what draws a frame of a number; each thread needs one of its own.
    jobs : int
        Threads, 1 or more. The pictures do not depend on it.
    """
    tasks: SimpleQueue[_Task | None] = SimpleQueue()
    threads = [
        Thread(target=_work, args=(tasks, new_painter()), name=f"painter {number}")
        for number in range(jobs)
    ]

    def draw(frames: Iterable[int]) -> Iterator[Bytes]:
        # No more pictures wait than there are threads and one: memory does not grow.
        waiting: deque[_Task] = deque()
        try:
            for frame in frames:
                waiting.append(_Task(frame))
                tasks.put(waiting[-1])
                if len(waiting) > jobs:
                    yield waiting.popleft().picture()
            while waiting:
                yield waiting.popleft().picture()
        finally:
            for task in waiting:
                task.cancelled = True

    try:
        for thread in threads:
            thread.start()
        yield draw
    finally:
        for _ in threads:
            tasks.put(None)
        for thread in threads:
            if thread.is_alive():
                thread.join()


class _Task:
    """A frame to draw."""

    def __init__(self, frame: int) -> None:
        self.frame = frame
        self.cancelled = False
        self.result: SimpleQueue[Bytes | BaseException] = SimpleQueue()

    def picture(self) -> Bytes:
        """Wait for the picture; what was raised instead is raised here."""
        result = self.result.get()
        if isinstance(result, BaseException):
            raise result
        return result


def _work(tasks: SimpleQueue[_Task | None], painter: Callable[[int], Bytes]) -> None:
    while (task := tasks.get()) is not None:
        if task.cancelled:
            continue
        try:
            task.result.put(painter(task.frame))
        except BaseException as error:  # noqa: BLE001 - raised where the picture is waited for
            task.result.put(error)
