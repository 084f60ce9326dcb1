"""Whether the torch engine finds what the claims were settled by: 200 descents of each, run again.

    python benchmarks/claims_by_torch.py [NAME…]          all seven, or some
    python benchmarks/claims_by_torch.py -o by_torch.json the numbers as well

The claims are settled by the compiled engine. Here `engine="torch"`, autograd in float32 as in the
original program, runs part of the same descents: the same landscapes, the same noise.

The plan, written before the numbers were looked at
---------------------------------------------------
**Which.** Of each claim 200 descents, spread evenly over the cells of its registered sample: number
n is of cell ``n mod cells``, and in a cell that gets m of its N descents they are those numbered
``i·N // m``. Each is cut off at its first 5,000 steps. That is the whole of what `odds` says of
5,000 steps, of `criterion`, of `choice` and of `seed_1725` but for the wait; of `dimension`,
`feedback` and `rules` it is the beginning. Left out: what lies beyond 5,000 steps, so the cells of
50,000 and 400,000 steps; and the rules that torch.optim does not have, which the command names.

**Step by step.** Two engines part, since the descents are chaotic. So the compiled engine takes
every step from the point that torch's run had reached, with its own noise, which is to be the same:
a step is *off* by the largest difference of a coordinate of the two next points. The rule: of a
claim's steps no more than one in 10,000 is off by more than 0.0002, what float32 is given where
recorded runs of the original program are followed. (Where the gradient almost vanishes, float32
does not know its direction.) Runs whose weights are yoked are not compared in this way: the run
that leads them parts as well. Tried out on 74 descents of seeds 200 to 203, which no claim has: 2
of 370,000 steps were off by more. Beside it, by no rule: the step by which two free runs are 0.001
apart.

**What comes out.** The statistic of the claim's own, by each engine, of the same descents:

- `odds`, `criterion`, `seed_1725`: the share free at the end (not in a snag);
- `rules`: the share that snagged (for four windows);
- `feedback`, `dimension`: the geometric mean, over all cells, of the step of the first such snag;
  of those that have none, the last step;
- `choice`: the mean cosine of directions of xn within landscapes, less that between landscapes.

The difference, torch less compiled, has a 95% interval from 2,000 bootstrap samples of the
descents, and a p: of 9,999 times that in every descent the two engines are swapped or not, at
random, the share with a difference as large or larger. (Of shares this is McNemar's test.) The
rule: the engines disagree on a claim where p is below 0.01/7, seven tests at 1% in all.

An agreement says that a difference larger than the interval is not there, and no more.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from claim_cells import CELLS, choose, torch_rules

from splotch_tui import History, Recipe, run
from splotch_tui.commands.claims import number_text
from splotch_tui.core.claims import choice
from splotch_tui.core.engines import make_engine
from splotch_tui.core.ensemble.survival import Interval
from splotch_tui.core.phases import SNAG_WINDOWS, PhaseKind, find_phases, window_length
from splotch_tui.core.processors import count_processors
from splotch_tui.core.rules import RULES
from splotch_tui.core.types import Doubles

DESCENTS, STEPS = 200, 5_000
# Two runs have parted when they are so far apart.
PARTED = 1e-3
# One in so many steps may be off by more.
TOLERANCE, STEPS_FOR_ONE = 2e-4, 10_000
LEVEL = 0.01 / 7
_SWAPS, _RESAMPLES, _SEED = 9_999, 2_000, 13


class Outcome(NamedTuple):
    """What a descent came to: in a snag at the end or not, its first snag, and where it ended."""

    free: bool
    snag_step: int | None
    end: Doubles


def outcome_of(history: History) -> Outcome:
    """Return what a run came to, as a table of an ensemble has it."""
    phases = find_phases(history)
    steps, least = history.recipe.steps, SNAG_WINDOWS * window_length(history.recipe)
    snags = [one.start for one in phases if one.kind is PhaseKind.SNAG]
    if snags and phases[-1].kind is PhaseKind.SNAG and steps - snags[-1] < least:
        # Too young to be one for sure.
        snags.pop()
    free = phases[-1].kind is not PhaseKind.SNAG
    return Outcome(free, snags[0] if snags else None, history.points[-1])


@dataclass(frozen=True, slots=True)
class Compared:
    """A descent by both engines.

    Attributes
    ----------
    torch, compiled : Outcome
        What it came to by each.
    parted : int, optional
        The step after which free runs are `PARTED` apart; None: never.
    off : ndarray
        How far each step is off; none are compared where the weights are yoked.
    """

    torch: Outcome
    compiled: Outcome
    parted: int | None
    off: Doubles


def compare(recipe: Recipe) -> Compared:
    """Run a descent by both engines."""
    theirs, ours = run(replace(recipe, engine="torch")), run(recipe)
    apart = np.abs(theirs.points - ours.points).max(axis=1) > PARTED
    parted = int(apart.argmax()) if apart.any() else None
    yoked = recipe.weights.startswith("yoked")
    off = np.empty(0) if yoked else step_by_step(recipe, theirs.points)
    return Compared(outcome_of(theirs), outcome_of(ours), parted, off)


def step_by_step(recipe: Recipe, points: Doubles) -> Doubles:
    """Return how far each step of the compiled engine, from one point, is off the next point."""
    engine = make_engine(recipe)
    reached, loss = np.empty((1, 1 + recipe.dims)), np.empty(1)
    off = np.empty(len(points) - 1)
    for step in range(len(off)):
        engine.x[:] = points[step]
        engine.advance(reached, loss, recipe)
        off[step] = np.abs(reached[0] - points[step + 1]).max()
    return off


class Statistic(NamedTuple):
    """What is compared of a claim.

    Attributes
    ----------
    name : str
        What it is called.
    of : callable
        Returns of outcomes, shape (n, …), and the numbers of their cells, the statistic.
    outcome : callable
        Returns of an `Outcome`, and the steps that were taken, what the statistic needs of it.
    """

    name: str
    of: Callable[[np.ndarray, np.ndarray], float]
    outcome: Callable[[Outcome, int], Any]


def _share(outcomes: np.ndarray, _: np.ndarray) -> float:
    return float(outcomes.mean())


def _geometric_mean(outcomes: np.ndarray, _: np.ndarray) -> float:
    return float(np.exp(np.log(outcomes).mean()))


def _alike_within(outcomes: np.ndarray, cells: np.ndarray) -> float:
    directions = outcomes / np.linalg.norm(outcomes, axis=1, keepdims=True)
    within, between = choice._means(directions @ directions.T, cells)
    return within - between


_FREE = Statistic("share free", _share, lambda outcome, _: outcome.free)
_FIRST_SNAG = Statistic(
    "first snag, geometric mean",
    _geometric_mean,
    lambda outcome, steps: steps if outcome.snag_step is None else outcome.snag_step,
)
STATISTICS = {
    "odds": _FREE,
    "criterion": _FREE,
    "seed_1725": _FREE,
    "feedback": _FIRST_SNAG,
    "choice": Statistic("cosine within less between", _alike_within, lambda one, _: one.end[1:]),
    "dimension": _FIRST_SNAG,
    "rules": Statistic("share snagged", _share, lambda one, _: one.snag_step is not None),
}


def p_of_swaps(found: Callable[[np.ndarray], float], one: np.ndarray, other: np.ndarray) -> float:
    """Return how often a difference is as large where engines are swapped, descent by descent.

    Parameters
    ----------
    found : callable
        The statistic of outcomes.
    one, other : ndarray, shape (n, …)
        The outcomes of the same descents by both engines.
    """
    random = np.random.default_rng(_SEED)
    # Sums in another order may differ in their last bits.
    least = abs(found(one) - found(other)) * (1 - 1e-9)
    as_large = 0
    for _ in range(_SWAPS):
        swapped = random.random((len(one), *[1] * (one.ndim - 1))) < 0.5
        mixed = np.where(swapped, other, one), np.where(swapped, one, other)
        as_large += abs(found(mixed[0]) - found(mixed[1])) >= least
    return (1 + as_large) / (1 + _SWAPS)


def difference_of(statistic: Statistic, cells: np.ndarray, *by: np.ndarray) -> Interval:
    """Return the difference of a statistic by two engines, and its interval by bootstrap."""
    random = np.random.default_rng(_SEED)
    drawn = []
    for _ in range(_RESAMPLES):
        rows = random.integers(0, len(cells), len(cells))
        drawn.append(np.subtract(*(statistic.of(one[rows], cells[rows]) for one in by)))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Interval(float(np.subtract(*(statistic.of(one, cells) for one in by))), low, high)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the engines agree on a claim's descents.

    Attributes
    ----------
    claim, statistic : str
        Of which, and what is compared.
    descents : int
        How many.
    steps, beyond : int
        Steps taken from the same points, and how many of them are off by more than `TOLERANCE`.
    off_median, off_most : float
        How far those are off.
    parted : float, optional
        The step by which half of the free runs have parted; None: they have not.
    same_phase : int
        How many are in a snag at the end by both engines, or by neither.
    torch, compiled : float
        The statistic by each engine.
    difference : Interval
        Torch less compiled.
    p : float
        Of a difference as large by chance.
    agree : bool
        What the plan's two rules say.
    """

    claim: str
    statistic: str
    descents: int
    steps: int
    beyond: int
    off_median: float
    off_most: float
    parted: float | None
    same_phase: int
    torch: float
    compiled: float
    difference: Interval
    p: float
    agree: bool


def agreement(
    claim: str, recipes: Sequence[Recipe], of_cell: Sequence[int], found: Sequence[Compared]
) -> Agreement:
    """Return how far the engines agree on some of a claim's descents."""
    statistic, cells = STATISTICS[claim], np.array(of_cell)
    by_torch, by_compiled = (
        np.array(
            [
                statistic.outcome(getattr(one, engine), recipe.steps)
                for one, recipe in zip(found, recipes, strict=True)
            ]
        )
        for engine in ("torch", "compiled")
    )
    off = np.concatenate([one.off for one in found])
    beyond = int((off > TOLERANCE).sum())
    parted = float(np.median([np.inf if one.parted is None else one.parted for one in found]))
    p = p_of_swaps(lambda outcomes: statistic.of(outcomes, cells), by_torch, by_compiled)
    return Agreement(
        claim=claim,
        statistic=statistic.name,
        descents=len(found),
        steps=len(off),
        beyond=beyond,
        off_median=float(np.median(off)),
        off_most=float(off.max()),
        parted=None if np.isinf(parted) else parted,
        same_phase=sum(one.torch.free == one.compiled.free for one in found),
        torch=statistic.of(by_torch, cells),
        compiled=statistic.of(by_compiled, cells),
        difference=difference_of(statistic, cells, by_torch, by_compiled),
        p=p,
        agree=beyond * STEPS_FOR_ONE <= len(off) and p >= LEVEL,
    )


STEP_BY_STEP = ("claim", "steps", "off by more than 0.0002", "median", "most", "half parted by")
COMES_OUT = ("claim", "statistic", "torch", "compiled", "difference", "p", "same phase at the end")


def rows(found: Agreement) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is told of a claim, a row of each table."""
    parted = "never" if found.parted is None else number_text(found.parted)
    return (
        (
            *(found.claim, f"{found.steps:,}", f"{found.beyond:,}"),
            *(f"{found.off_median:.1e}", f"{found.off_most:.1e}", parted),
        ),
        (
            *(found.claim, found.statistic),
            *map(number_text, (found.torch, found.compiled, found.difference, found.p)),
            f"{found.same_phase} of {found.descents}",
        ),
    )


def as_row(cells: Sequence[str]) -> str:
    """Return a row of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def _print_table(heads: Sequence[str], told: Sequence[Sequence[str]]) -> None:
    print("", as_row(heads), as_row(["---"] * len(heads)), *map(as_row, told), sep="\n")


def _use_one_thread() -> None:
    # Each process has a processor of its own, and tensors of a few numbers gain nothing.
    torch.set_num_threads(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(CELLS))
    parser.add_argument("-o", "--output", type=Path, help="a JSON file of the numbers")
    arguments = parser.parse_args()
    names = arguments.names or list(CELLS)
    unknown = [name for name in names if name not in CELLS]
    if unknown:
        parser.error(f"there is no claim {unknown[0]}")
    began, found = time.perf_counter(), []
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count_processors(), spawn, _use_one_thread) as pool:
        for name in names:
            cells = list(CELLS[name]())
            recipes = choose(cells, DESCENTS, STEPS)
            of_cell = [number % len(cells) for number in range(DESCENTS)]
            found.append(agreement(name, recipes, of_cell, list(pool.map(compare, recipes))))
            took = time.perf_counter() - began
            print(f"{name}: after {took:,.0f} s", file=sys.stderr, flush=True)
    print("agree on", ", ".join(one.claim for one in found if one.agree) or "none")
    print("disagree on", ", ".join(one.claim for one in found if not one.agree) or "none")
    known = torch_rules()
    print("without the rules", ", ".join(rule for rule in RULES if rule not in known))
    told = [rows(one) for one in found]
    _print_table(STEP_BY_STEP, [steps for steps, _ in told])
    _print_table(COMES_OUT, [outcomes for _, outcomes in told])
    if arguments.output is not None:
        numbers = [asdict(one) for one in found]
        arguments.output.write_text(json.dumps(numbers, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
