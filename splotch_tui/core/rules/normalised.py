"""`normalised`: a step of fixed length down the gradient, and noise.

The rule of the original program (DaemonicSigil, "Tessellating Hills", 2020), and the same bits as
in every version of this one. A step's noise are 1+D normals z.

Free climb: η. Without hills the gradient points along x0, and its length does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from splotch_tui.core.rules.arithmetic import inverse_norm
from splotch_tui.core.rules.rule import Rule, diffused
from splotch_tui.core.types import Doubles

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe


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
    # Where the gradient vanishes, the noise alone moves the point.
    scale = inverse_norm(gradient)
    for m in range(x.size):
        x[m] -= live.learning_rate * (gradient[m] * scale + noise[m])


def free_climb(recipe: Recipe) -> float:
    """Return η."""
    return recipe.learning_rate


RULE = Rule(
    move=move,
    formula="x ← x − η·(g/‖g‖ + noise·z/√(1+D))",
    source='DaemonicSigil, "Tessellating Hills", 2020',
    checked_against="the original program's loop",
    free_climb=free_climb,
    free_variance=diffused,
    bounded=True,
)
