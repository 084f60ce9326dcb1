"""Claim: what is claimed, how it is tested, and what came out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from splotch_tui.core.claims.chart import Chart
from splotch_tui.core.claims.sample import Sample
from splotch_tui.core.ensemble.survival import Interval

# `--quick` takes one in so many.
QUICK = 20


class Verdict(StrEnum):
    """What the decision rule says of a claim."""

    UPHELD = "upheld"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Found:
    """What came out.

    Attributes
    ----------
    numbers : dict
        What was measured, by what it is: numbers and `Interval`s.
    verdict : Verdict
        What follows from them by the decision rule.
    why : str
        The reason, in a sentence with the numbers that decide.
    chart : Chart
        The figure.
    """

    numbers: dict[str, Interval | float | int]
    verdict: Verdict
    why: str
    chart: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim and its plan. All but what `measure` finds was written before it was run.

    Attributes
    ----------
    words : str
        The claim, in the words of who made it.
    hypothesis : str
        What it comes to, so that it can be tested.
    statistic : str
        What is measured.
    sample : str
        Which descents.
    rule : str
        By what it is upheld, refuted, or left undecided.
    limits : str
        What it does not show.
    measure : callable
        ``measure(sample)`` runs the sample, or the share of it that is wanted, and decides.
    descent_steps : int
        About how many they are, of the whole sample.
    """

    words: str
    hypothesis: str
    statistic: str
    sample: str
    rule: str
    limits: str
    measure: Callable[[Sample], Found]
    descent_steps: int
