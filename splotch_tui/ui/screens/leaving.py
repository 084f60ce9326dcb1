"""Leaving: the question that is asked before what is not finished is given up."""

from __future__ import annotations

from time import monotonic

# A second request within so many seconds is an answer.
_SECONDS_TO_INSIST = 8.0


class Leaving:
    """Decides whether a request to leave is followed: one that gives something up takes two."""

    def __init__(self) -> None:
        self._asked_at = float("-inf")

    def request(self, *, gives_up: bool) -> bool:
        """Return whether to leave now; if not, the user is to be asked.

        Parameters
        ----------
        gives_up : bool
            Whether something is under way that leaving would give up.
        """
        before, self._asked_at = self._asked_at, monotonic()
        return not gives_up or self._asked_at - before <= _SECONDS_TO_INSIST
