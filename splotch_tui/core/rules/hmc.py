"""`hmc`: Hamiltonian trajectories by leapfrog, accepted or refused by Metropolis.

Each step is one leapfrog step. A trajectory begins with a momentum of variance T, from the 1+D
normals of its first step, and ends after `leapfrogs` steps, or as soon as its energy has risen by
1,000 T, when it has diverged. There the two extra normals of that step decide: a trajectory that is
refused returns to where it began. (The other steps' normals are drawn and not used.) What changes
while a trajectory is under way is judged against the energy that it began with.

Free climb: leapfrogs·h²/2, the fall of a body for leapfrogs·h, a step's share of it: without hills
leapfrog is exact, and every trajectory is accepted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.rules.arithmetic import squared_norm, temperature
from splotch_tui.core.rules.langevin import STEP_SIZE
from splotch_tui.core.rules.metropolis import (
    DIVERGENT,
    LOSS,
    allowance,
    draw_momentum,
    go_back,
    remember,
)
from splotch_tui.core.rules.rule import ACCEPTED, DIVERGED, MADE, Rule, fluctuating
from splotch_tui.core.types import Doubles

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe

# In the first row of the memory: steps taken of the trajectory, and the energy where it began.
_TAKEN, _ENERGY = LOSS + 1, LOSS + 2
_MOMENTUM = 3


def move(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[float, int],
) -> None:
    """Begin a trajectory if none is under way; kick and drift; see `Rule`."""
    dims, h = x.size - 1, own[0]
    momentum = memory[_MOMENTUM, : 1 + dims]
    if memory[0, _TAKEN] == 0.0:
        remember(x, gradient, loss, memory, dims)
        draw_momentum(noise, momentum, live, dims)
        memory[0, _ENERGY] = loss + 0.5 * squared_norm(momentum)
    for m in range(1 + dims):
        momentum[m] -= 0.5 * h * gradient[m]
        x[m] += h * momentum[m]


def settle(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[float, int],
) -> float:
    """Kick; at the end of a trajectory stay, or go back; see `Rule`."""
    dims, (h, leapfrogs) = x.size - 1, own
    momentum = memory[_MOMENTUM, : 1 + dims]
    for m in range(1 + dims):
        momentum[m] -= 0.5 * h * gradient[m]
    memory[0, _TAKEN] += 1.0
    rise = loss + 0.5 * squared_norm(momentum) - memory[0, _ENERGY]
    # Not a number counts as diverged.
    diverged = not rise <= DIVERGENT * temperature(live, dims)
    if memory[0, _TAKEN] < leapfrogs and not diverged:
        return loss
    memory[0, _TAKEN] = 0.0
    memory[0, MADE] += 1.0
    if diverged:
        memory[0, DIVERGED] += 1.0
    elif rise <= allowance(noise, dims, live):
        memory[0, ACCEPTED] += 1.0
        return loss
    return go_back(x, gradient, memory, dims)


def free_climb(recipe: Recipe) -> float:
    """Return leapfrogs·h²/2."""
    own = recipe.rule_parameters
    return 0.5 * own["leapfrogs"] * own["step_size"] ** 2


RULE = Rule(
    move=move,
    settle=settle,
    formula="p ~ N(0, T);  dx = p dt, dp = −g dt by leapfrog;  accepted with min(1, exp(−ΔH/T))",
    source="Duane et al., 1987; Neal, 2011",
    checked_against="blackjax.hmc; quadrature",
    free_climb=free_climb,
    free_variance=fluctuating(free_climb),
    rows=4,
    extra_normals=2,
    proposes=True,
    parameters=(
        STEP_SIZE,
        Parameter(
            name="leapfrogs",
            kind=int,
            default=10,
            help="steps of a trajectory",
            symbol="leapfrogs",
            caption="always",
            low=1,
            high=1000,
            live=True,
        ),
    ),
)
