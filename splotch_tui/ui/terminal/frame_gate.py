"""FrameGate: at most one frame in flight.

Over a slow link frames would queue, and a key press with them. So after each frame the terminal is
asked where its cursor is; the answer comes when it has read all before it, and only then the next
frame is drawn, from the newest state.
"""

from __future__ import annotations

from time import monotonic

QUESTION = "\x1b[6n"
# A link is taken for as fast as this, bytes a second, before it is measured; by frames of so many
# bytes and more, whose way cannot be told from the wait for an answer if it takes less than this.
_FIRST_RATE, _MEASURABLE, _SHORTEST_WAY = 150_000.0, 4_000, 0.004
# From one frame to the next it is taken for so many times as fast at most.
_FASTER = 1.5
# What is sent at once is on its way for so many seconds: a key press waits for it.
_SECONDS_ON_THE_WAY = 0.08
# Links get slower: by so much, the quickest answer counts as older every time.
_FORGETTING = 1.02
# A frame is drawn without an answer after so many seconds: it may have been lost.
_PATIENCE = 2.0


class FrameGate:
    """Says when a frame may be drawn.

    A terminal that has never answered is not waited for.
    """

    def __init__(self) -> None:
        self._answers = False
        self._asked = float("-inf")
        self._sent = 0
        self._quickest = float("inf")
        self._rate = _FIRST_RATE

    @property
    def most_bytes(self) -> int:
        """How many bytes a picture may take, so that a key press does not wait long behind it."""
        return int(self._rate * _SECONDS_ON_THE_WAY)

    @property
    def is_open(self) -> bool:
        """Whether the terminal has shown all frames, as far as can be known."""
        return not self._answers or monotonic() - self._asked > _PATIENCE

    def note_question(self, sent: int = 0) -> None:
        """Note that a frame, with a picture of so many bytes, and the question went out."""
        self._asked = monotonic()
        self._sent = sent

    def note_answer(self) -> None:
        """Note that the answer came."""
        self._answers = True
        waited = monotonic() - self._asked
        self._quickest = min(self._quickest * _FORGETTING, waited)
        if self._sent >= _MEASURABLE and waited < _PATIENCE:
            rate = self._sent / max(waited - self._quickest, _SHORTEST_WAY)
            self._rate = min(rate, _FASTER * self._rate)
        self._sent = 0
        self._asked = float("-inf")
