"""Bundle: which of many lines stand out of a plot, the rest of which is drawn as one band."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.types import Doubles

# As many lines are told apart; of more, so many stand out.
MOST_LINES = 6
STANDING_OUT = 5
# A line takes the place of one that stands out when it spans so much more: else the two would
# change places again and again.
_CLEARLY_MORE = 1.3


class Bundle:
    """The lines that stand out of many: those that span most.

    Attributes
    ----------
    places : list of int
        The lines, from 0 on. A line keeps its place here, and so its colour, as long as it is one
        of them.
    """

    def __init__(self) -> None:
        self.places: list[int] = []

    def choose(self, spans: Doubles, *, final: bool = False) -> bool:
        """Choose by how much each line spans, and return whether there are others now.

        Those that are chosen of `final` spans do not depend on what was chosen before.
        """
        before = list(self.places)
        if len(spans) <= MOST_LINES:
            self.places = list(range(len(spans)))
            return self.places != before
        if len(before) != STANDING_OUT or max(before) >= len(spans):
            self.places = np.argsort(-spans, kind="stable")[:STANDING_OUT].tolist()
            return True
        outside = spans.copy()
        outside[self.places] = -1.0
        inside = spans[self.places]
        while True:
            newcomer, weakest = int(outside.argmax()), int(inside.argmin())
            enough = 1.0 if final else _CLEARLY_MORE
            if outside[newcomer] <= enough * inside[weakest]:
                return self.places != before
            self.places[weakest] = newcomer
            inside[weakest] = outside[newcomer]
            outside[newcomer] = -1.0
