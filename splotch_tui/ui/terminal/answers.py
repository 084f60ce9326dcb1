"""Answers: which questions to the terminal are still to be answered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Condition
from time import monotonic

# What was not answered for so many seconds never will be.
SECONDS_UNTIL_LOST = 5.0
# A terminal that has not answered anything within so many seconds answers nothing.
_SECONDS_TO_PROVE = 2.0
# How long the last answers are waited for, beyond the time that the one before took.
_SECONDS_TO_ANSWER = 1.0
_LONGEST_WAIT = 1.5
_BETWEEN_LOOKS = 0.05


class Answers:
    """Counts questions and answers. Both may come from any thread."""

    def __init__(self) -> None:
        self._changed = Condition()
        # When each of those was asked that are not answered.
        self._open: deque[float] = deque()
        self._first_asked: float | None = None
        self._round_trip: float | None = None

    def note_question(self) -> None:
        """Note that a question goes out."""
        with self._changed:
            now = monotonic()
            self._open.append(now)
            if self._first_asked is None:
                self._first_asked = now

    def note_answer(self) -> None:
        """Note that an answer came, to the oldest question."""
        with self._changed:
            if self._open:
                self._round_trip = monotonic() - self._open.popleft()
            self._changed.notify_all()

    @property
    def expected(self) -> bool:
        """Whether the terminal answers, as far as can be known."""
        with self._changed:
            if self._first_asked is None:
                return False
            fresh = monotonic() - self._first_asked < _SECONDS_TO_PROVE
            return fresh or self._round_trip is not None

    def wait(self, listening: Callable[[], bool]) -> None:
        """Wait until all questions are answered: about a second, if they are not.

        Parameters
        ----------
        listening : callable
            Whether answers can come at all.
        """
        end = monotonic() + min(_SECONDS_TO_ANSWER + (self._round_trip or 0.0), _LONGEST_WAIT)
        with self._changed:
            while self._unanswered() and listening() and monotonic() < end:
                self._changed.wait(_BETWEEN_LOOKS)

    def _unanswered(self) -> int:
        """Return how many may still be answered."""
        while self._open and monotonic() - self._open[0] > SECONDS_UNTIL_LOST:
            self._open.popleft()
        return len(self._open)
