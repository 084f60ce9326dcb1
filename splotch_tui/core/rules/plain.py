"""`plain`: gradient descent with noise, which is unadjusted Langevin at T with step η.

A step's noise are 1+D normals z. Where the surface is steep a step is long, so with large ε or η it
may run away.

Free climb: η, since the gradient's length is 1 without hills.
"""

from __future__ import annotations

from typing import Any

from splotch_tui.core.rules.normalised import free_climb
from splotch_tui.core.rules.rule import Rule, diffused
from splotch_tui.core.types import Doubles


def move(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[()],
) -> None:
    """Take one step; see `Rule`."""
    for m in range(x.size):
        x[m] -= live.learning_rate * (gradient[m] + noise[m])


RULE = Rule(
    move=move,
    formula="x ← x − η·(g + noise·z/√(1+D))",
    source="Robbins & Monro, 1951; as a sampler, Roberts & Tweedie, 1996",
    checked_against="torch.optim.SGD",
    free_climb=free_climb,
    free_variance=diffused,
)
