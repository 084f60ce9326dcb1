"""`mala`: the plain rule's step as a proposal, accepted or refused by Metropolis and Hastings.

Of a step's 1+D+2 normals the first 1+D make the proposal, the others decide. A proposal that is
refused leaves the point where it is, for that step. What the rule holds is exp(−L/T) at
T = η·noise²/(2(1+D)), whatever η is.

Free climb: η. Without hills the loss is a plane, on which every proposal is accepted.
"""

from __future__ import annotations

from typing import Any

from splotch_tui.core.rules.arithmetic import squared_norm
from splotch_tui.core.rules.metropolis import FROM, LOSS, allowance, go_back, remember
from splotch_tui.core.rules.normalised import free_climb
from splotch_tui.core.rules.rule import ACCEPTED, MADE, Rule, diffused
from splotch_tui.core.types import Doubles

_WAY = 3


def move(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[()],
) -> None:
    """Go where the plain rule goes; see `Rule`."""
    dims = x.size - 1
    remember(x, gradient, loss, memory, dims)
    for m in range(1 + dims):
        memory[_WAY, m] = live.learning_rate * noise[m]
        x[m] -= live.learning_rate * gradient[m] + memory[_WAY, m]


def settle(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[()],
) -> float:
    """Stay there, or go back; see `Rule`."""
    dims = x.size - 1
    there = squared_norm(memory[_WAY, : 1 + dims])
    for m in range(1 + dims):
        memory[_WAY, m] = memory[FROM, m] - x[m] + live.learning_rate * gradient[m]
    back = squared_norm(memory[_WAY, : 1 + dims])
    rise = loss - memory[0, LOSS] + (back - there) / (4.0 * live.learning_rate)
    memory[0, MADE] += 1.0
    if rise <= allowance(noise, dims, live):
        memory[0, ACCEPTED] += 1.0
        return loss
    return go_back(x, gradient, memory, dims)


RULE = Rule(
    move=move,
    settle=settle,
    formula="x' = x − η·(g + noise·z/√(1+D)), accepted with probability min(1, …) at T",
    source="Besag, 1994; Roberts & Tweedie, 1996",
    checked_against="blackjax.mala; quadrature",
    free_climb=free_climb,
    free_variance=diffused,
    rows=4,
    extra_normals=2,
    proposes=True,
)
