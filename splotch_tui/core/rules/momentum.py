"""`momentum`: the heavy ball, which averages the normalised steps of the recent past.

q = g/‖g‖ + noise·z/√(1+D), with 1+D normals z a step, as in `normalised`. The factor 1−μ leaves the
free climb and the diffusion as they are there, so that runs can be compared.

Free climb: η, as v tends to 1/(1−μ) of a steady q.
"""

from __future__ import annotations

from typing import Any

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.rules.arithmetic import inverse_norm
from splotch_tui.core.rules.normalised import free_climb
from splotch_tui.core.rules.rule import Rule, diffused
from splotch_tui.core.types import Doubles

_VELOCITY = 1


def move(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[float],
) -> None:
    """Take one step; see `Rule`."""
    (mu,) = own
    scale = inverse_norm(gradient)
    rate = live.learning_rate * (1.0 - mu)
    for m in range(x.size):
        velocity = mu * memory[_VELOCITY, m] + (gradient[m] * scale + noise[m])
        memory[_VELOCITY, m] = velocity
        x[m] -= rate * velocity


MU = Parameter(
    name="mu",
    kind=float,
    default=0.9,
    help="μ, how much of the velocity a step keeps",
    symbol="μ",
    low=0,
    high=0.9999,
    finest=1e-3,
    live=True,
)

RULE = Rule(
    move=move,
    formula="v ← μ·v + q;  x ← x − η(1−μ)·v",
    source="Polyak, 1964",
    checked_against="torch.optim.SGD(momentum=μ, lr=η(1−μ))",
    free_climb=free_climb,
    free_variance=diffused,
    rows=2,
    parameters=(MU,),
)
