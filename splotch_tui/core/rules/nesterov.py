"""`nesterov`: momentum that looks ahead, in torch's form.

q = g/‖g‖ + noise·z/√(1+D), with 1+D normals z a step, as in `normalised`.

Free climb: η, as q + μ·v tends to 1/(1−μ) of a steady q.
"""

from __future__ import annotations

from typing import Any

from splotch_tui.core.rules.arithmetic import inverse_norm
from splotch_tui.core.rules.momentum import MU
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
        q = gradient[m] * scale + noise[m]
        velocity = mu * memory[_VELOCITY, m] + q
        memory[_VELOCITY, m] = velocity
        x[m] -= rate * (q + mu * velocity)


RULE = Rule(
    move=move,
    formula="v ← μ·v + q;  x ← x − η(1−μ)·(q + μ·v)",
    source="Nesterov, 1983; Sutskever et al., 2013",
    checked_against="torch.optim.SGD(momentum=μ, nesterov=True, lr=η(1−μ))",
    free_climb=free_climb,
    free_variance=diffused,
    rows=2,
    parameters=(MU,),
)
