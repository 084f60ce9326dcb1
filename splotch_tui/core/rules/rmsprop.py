"""`rmsprop`: each coordinate's gradient over the root of its own mean square.

q = g + noise·z/√(1+D), with 1+D normals z a step.

Free climb: about η/√(1 + noise²/(1+D)), as for `adam`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.rules.adam import EPS, scaled_climb, scaled_diffusion
from splotch_tui.core.rules.rule import Rule
from splotch_tui.core.types import Doubles

_SQUARE = 1


def move(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[float, float],
) -> None:
    """Take one step; see `Rule`."""
    alpha, eps = own
    for m in range(x.size):
        q = gradient[m] + noise[m]
        square = alpha * memory[_SQUARE, m] + (1.0 - alpha) * (q * q)
        memory[_SQUARE, m] = square
        x[m] -= live.learning_rate * q / (np.sqrt(square) + eps)


RULE = Rule(
    move=move,
    formula="v ← α·v + (1−α)·q²;  x ← x − η·q/(√v + eps)",
    source="Tieleman & Hinton, 2012",
    checked_against="torch.optim.RMSprop",
    free_climb=scaled_climb,
    free_variance=scaled_diffusion,
    rows=2,
    parameters=(
        Parameter(
            name="alpha",
            kind=float,
            default=0.99,
            help="α, how much of the mean square a step keeps",
            symbol="α",
            low=0,
            high=0.9999,
            finest=1e-3,
            live=True,
        ),
        EPS,
    ),
)
