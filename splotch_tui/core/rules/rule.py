"""Rule: what a descent rule is made of.

A rule's `move` is plain Python on arrays, of the kind that numba compiles:
`splotch_tui.core.kernels.stepping` compiles it into the loop that evaluates the loss, draws the
noise and records the points, once for few dims and once for many. So a rule needs no decorator, and
runs uncompiled as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.types import Doubles

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe


def squared_norm(vector: Doubles) -> float:
    """Return Σ v², added up from first to last.

    A rule that adds up over the coordinates has to use this: compiled for many dims it adds eight
    at a time, in one fixed order.
    """
    total = 0.0
    for m in range(vector.size):
        total += vector[m] * vector[m]
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a step follows from a gradient.

    Attributes
    ----------
    move : callable
        ``move(x, gradient, noise, state, live, own)`` takes one step, which is one evaluation of
        the gradient. `x`, shape (1+D,), is changed in place, and is evaluated next; `gradient`,
        shape (1+D,), is the loss's there; `noise`, shape (1+D,), holds normals times
        noise/√(1+D); `state`, shape (state_size(D),), is the rule's own memory, zero at the
        origin; `live` has the recipe's live parameters by name; `own` is a tuple of the values of
        `parameters`, in their order.
    free_climb : callable
        Given a recipe without changes, returns how far x0 climbs in a step where there are no
        hills (ε = 0). Phases are judged by it.
    free_variance : callable
        Given a recipe without changes, returns the variance that a step's noise brings to all the
        coordinates together where there are no hills. Phases are judged by it.
    state_size : callable
        Given D, returns how many numbers `state` holds.
    parameters : tuple of Parameter
        The rule's own parameters.
    """

    move: Callable[..., None]
    free_climb: Callable[[Recipe], float]
    free_variance: Callable[[Recipe], float]
    state_size: Callable[[int], int] = lambda _dims: 0
    parameters: tuple[Parameter, ...] = ()
