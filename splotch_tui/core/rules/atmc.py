"""`atmc`: adaptive thermostat Monte Carlo, where friction adapts to the gradient's own noise.

The thermostat ξ of each coordinate takes heat out where it moves faster than T, and puts some in
where it is slower; noise is added only where that is not enough. The mass is 1/T, so velocities and
the step have the units of `langevin` and `hmc`. A step is kick, drift, friction, drift, kick, with
half of a step of ξ before and after: one gradient, at its end. A step's 1+D normals are the noise
of the friction. Velocities and ξ are zero at the origin. Where noise is 0, there is no temperature
to keep, and ξ rests.

What it holds is exp(−L/T − v²/2T − ξ²/2). That lets no coordinate be faster than √T on the average,
so on an endless slope it climbs at that speed, where others fall or slide. Where √T < h/2, a kick
alone is faster than that: take a smaller step.

Free climb: h times the speed at which the thermostat balances the slope of 1: √T, but a kick's h/2
at least, and what friction d alone lets through (as in `langevin`) at most.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt, tanh
from typing import TYPE_CHECKING, Any

import numpy as np

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.rules.arithmetic import exponential, temperature
from splotch_tui.core.rules.langevin import STEP_SIZE
from splotch_tui.core.rules.rule import Rule
from splotch_tui.core.types import Doubles

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe

_VELOCITY, _THERMOSTAT = 1, 2


def move(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[float, float],
) -> None:
    """Take all of a step but its last kick; see `Rule`."""
    h, diffusion = own
    # Where ξ < d, friction is d alone, and noise makes up for what ξ takes.
    kept_least = exponential(-diffusion * h)
    given_least = 0.5 * live.learning_rate * (1.0 - kept_least * kept_least) / diffusion
    heat = temperature(live, x.size - 1)
    for m in range(x.size):
        xi = _regulated(memory[_THERMOSTAT, m], memory[_VELOCITY, m], heat, h)
        velocity = memory[_VELOCITY, m] - 0.5 * h * gradient[m]
        if xi < diffusion:
            after = kept_least * velocity + np.sqrt(given_least * (diffusion - xi)) * noise[m]
        else:
            after = exponential(-xi * h) * velocity
        memory[_VELOCITY, m], memory[_THERMOSTAT, m] = after, xi
        x[m] += 0.5 * h * (velocity + after)


def _regulated(xi: float, velocity: float, heat: float, h: float) -> float:
    """Return the thermostat half a step later."""
    if heat > 0.0:
        xi += 0.5 * h * (velocity * velocity / heat - 1.0)
    return xi


def settle(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[float, float],
) -> float:
    """Give the last kick; see `Rule`."""
    h, heat = own[0], temperature(live, x.size - 1)
    for m in range(x.size):
        velocity = memory[_VELOCITY, m] - 0.5 * h * gradient[m]
        memory[_VELOCITY, m] = velocity
        memory[_THERMOSTAT, m] = _regulated(memory[_THERMOSTAT, m], velocity, heat, h)
    return loss


def free_climb(recipe: Recipe) -> float:
    """Return h·√T, but h²/2 at least and (h²/2)·coth(dh/2) at most."""
    h, diffusion = (recipe.rule_parameters[name] for name in ("step_size", "diffusion"))
    heat = temperature(recipe, recipe.dims)
    most = 0.5 * h * h / tanh(0.5 * diffusion * h)
    return min(max(h * sqrt(heat), 0.5 * h * h), most) if heat > 0.0 else most


def free_variance(recipe: Recipe) -> float:
    """Return about D·T·h²·coth(dh/2): the xn, which move as `langevin` has them with friction d."""
    h, diffusion = (recipe.rule_parameters[name] for name in ("step_size", "diffusion"))
    return recipe.dims * temperature(recipe, recipe.dims) * h * h / tanh(0.5 * diffusion * h)


RULE = Rule(
    move=move,
    settle=settle,
    formula="dx = v dt;  dξ = (v²/T − 1) dt;  dv = −g dt − (α+ξ)v dt + √(2αT) dW;  α = max(0, d−ξ)",
    source="Heek & Kalchbrenner, 2019",
    checked_against="stationarity; quadrature",
    free_climb=free_climb,
    free_variance=free_variance,
    rows=3,
    parameters=(
        # Half of the others': it moves no faster than √T.
        replace(STEP_SIZE, default=0.1),
        Parameter(
            name="diffusion",
            kind=float,
            default=1.0,
            help="d, how much noise and friction there is at least",
            symbol="d",
            low=1e-3,
            high=1000,
            finest=1e-2,
            live=True,
        ),
    ),
)
