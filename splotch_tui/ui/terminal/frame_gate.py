"""FrameGate: at most one frame in flight.

Over a slow link frames would queue, and a key press with them. So after each frame the terminal is
asked where its cursor is; the answer comes when it has read all before it, and only then the next
frame is drawn, from the newest state.
"""

from __future__ import annotations

from time import monotonic

QUESTION = "\x1b[6n"
# A frame is drawn without an answer after so many seconds: it may have been lost.
_PATIENCE = 2.0


class FrameGate:
    """Says when a frame may be drawn.

    A terminal that has never answered is not waited for.
    """

    def __init__(self) -> None:
        self._answers = False
        self._asked = float("-inf")

    @property
    def is_open(self) -> bool:
        """Whether the terminal has shown all frames, as far as can be known."""
        return not self._answers or monotonic() - self._asked > _PATIENCE

    def note_question(self) -> None:
        """Note that a frame and the question went out."""
        self._asked = monotonic()

    def note_answer(self) -> None:
        """Note that the answer came."""
        self._answers = True
        self._asked = float("-inf")
