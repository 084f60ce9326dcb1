"""Rule: what a descent rule is made of.

A rule's `move` and `settle` are plain Python on arrays, of the kind that numba compiles:
`splotch_tui.core.kernels.stepping` compiles them into the loop that evaluates the loss, draws the
noise and records the points, once for few dims and once for many. So a rule needs no decorator, and
runs uncompiled as well. They may call what `splotch_tui.core.rules.arithmetic` has, and functions
of their own file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from splotch_tui.core.parameters import Parameter

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe

# Where a rule that settles counts its proposals, in the first row of its memory.
MADE, ACCEPTED, DIVERGED = range(3)
# From here on that row is the rule's own.
OWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a step follows from a gradient.

    Attributes
    ----------
    move : callable
        ``move(x, gradient, loss, noise, memory, live, own)`` takes one step, which is one
        evaluation of the gradient. `x`, shape (1+D,), is changed in place, and is evaluated next;
        `gradient`, shape (1+D,), and `loss` are those there; `noise`, shape (1+D+extra_normals,),
        holds normals times noise/√(1+D); `memory`, shape (rows, 1+D or more), is the rule's own,
        zero at the origin, and zero beyond 1+D for ever in rows that are vectors; `live` has the
        recipe's live parameters by name; `own` is a tuple of the values of `parameters`, in their
        order.
    formula : str
        What a step does, in one line.
    source : str
        Where it is from.
    checked_against : str
        What the tests compare it with.
    free_climb : callable
        Given a recipe without changes, returns how far x0 climbs in a step where there are no
        hills (ε = 0). Phases are judged by it.
    free_variance : callable
        Given a recipe without changes, returns the variance that each of many steps brings to all
        the coordinates together where there are no hills. Phases are judged by it.
    settle : callable, optional
        ``settle(x, gradient, loss, noise, memory, live, own)`` looks at the point that `move` led
        to, with the gradient and the loss there, and the step's noise once more. It may put another
        point with its gradient in their place, as where a proposal is refused, and returns the
        loss there. A loss that is infinite is that of a point too far away to be evaluated.
        A rule that makes proposals counts them in ``memory[0]``, at `MADE`, `ACCEPTED`, `DIVERGED`.
    rows : int
        How many rows `memory` has. The first may hold up to 16 numbers of any meaning.
    extra_normals : int
        How many normals a step draws beside its 1+D, after those.
    proposes : bool
        Whether it makes proposals that are accepted or refused, and counts them.
    bounded : bool
        Whether no coordinate ever moves further in a step than η times one and its noise: then
        phases need not be looked at before each step.
    parameters : tuple of Parameter
        The rule's own parameters.
    """

    move: Callable[..., None]
    formula: str
    source: str
    checked_against: str
    free_climb: Callable[[Recipe], float]
    free_variance: Callable[[Recipe], float]
    settle: Callable[..., float] | None = None
    rows: int = 0
    extra_normals: int = 0
    proposes: bool = False
    bounded: bool = False
    parameters: tuple[Parameter, ...] = ()


def fluctuating(free_climb: Callable[[Recipe], float]) -> Callable[[Recipe], float]:
    """Return the `free_variance` of rules that hold a temperature, by Einstein's relation.

    Against a slope of 1 they drift by `free_climb` a step; so each coordinate diffuses by 2T times
    that, and 2(1+D)·T is η·noise².
    """

    def free_variance(recipe: Recipe) -> float:
        return free_climb(recipe) * recipe.learning_rate * recipe.noise**2

    return free_variance


def diffused(recipe: Recipe) -> float:
    """Return (η·noise)², the `free_variance` of rules whose noise is 1+D normals of that share."""
    return (recipe.learning_rate * recipe.noise) ** 2
