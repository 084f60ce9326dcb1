"""Proposals: what became of those of a rule that accepts and refuses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposals:
    """How many proposals a run has made so far.

    Attributes
    ----------
    made : int
        Those that were decided: of `hmc` and `nuts`, whole trajectories.
    accepted : int
        Those that the run went on from; the others returned to where they began.
    diverged : int
        Those given up because their energy rose beyond all bounds: the step is too long.
    """

    made: int
    accepted: int
    diverged: int

    @property
    def rate(self) -> float:
        """The share accepted, or 0 where none was made."""
        return self.accepted / self.made if self.made else 0.0

    def text(self) -> str:
        """Return what there is to say, for people."""
        result = f"{self.accepted:,} of {self.made:,} accepted, {self.rate:.0%}"
        return result + (f"; {self.diverged:,} diverged" if self.diverged else "")
