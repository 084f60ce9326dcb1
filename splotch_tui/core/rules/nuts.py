"""`nuts`: trajectories that double until they turn back, and a point of theirs drawn by its weight.

The iterative, multinomial form of the No-U-Turn sampler. Each step is one leapfrog step from either
end of the trajectory. A doubling adds as many steps as the trajectory has; it ends early where a
part of it turns back, or where its energy has risen by 1,000 T, and then counts for nothing. After
`depth` doublings, or where the whole turns back, the next trajectory begins at the point drawn so
far.

A step's 1+D+2 normals: those of a trajectory's first step are its momentum, of variance T. At the
first step of another doubling the first normal's sign decides which end grows (the first doubling
goes forward, as a momentum is as likely as its opposite); at others the first two decide whether
the doubling's point becomes this one. At the end of a doubling the two extra ones decide whether
its point replaces the trajectory's.

Free climb: measured by `splotch_tui.core.rules.without_hills`. There all points of a trajectory
have the same weight, and the momentum that it was given decides when it turns back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.rules.arithmetic import dot, exponential, squared_norm, temperature
from splotch_tui.core.rules.langevin import STEP_SIZE
from splotch_tui.core.rules.metropolis import DIVERGENT, copy, draw_momentum
from splotch_tui.core.rules.rule import ACCEPTED, DIVERGED, MADE, OWN, Rule
from splotch_tui.core.rules.without_hills import measure_without_hills
from splotch_tui.core.types import Doubles

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe

_DEEPEST = 10
# In the first row of the memory: doublings done; steps taken of this one; its direction, or 0 where
# no trajectory is under way; energy at the beginning; the weights of the trajectory and of the
# doubling; the losses at their points, and whether the trajectory's is not where it began.
_DEPTH, _TAKEN, _DIRECTION, _ENERGY = OWN, OWN + 1, OWN + 2, OWN + 3
_WEIGHT, _NEW_WEIGHT, _LOSS, _NEW_LOSS, _MOVED = OWN + 4, OWN + 5, OWN + 6, OWN + 7, OWN + 8
# Both ends: point, gradient, momentum. The points drawn so far, of the trajectory and the doubling,
# with their gradients; the sums of all momenta of both; room to work in; then, for each depth, a
# momentum and the sum up to it.
_LEFT, _RIGHT, _POINT, _NEW_POINT = 1, 4, 7, 9
_SUM, _NEW_SUM, _ROOM, _CHECKPOINTS = 11, 12, 13, 15


def move(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[float, int],
) -> None:
    """Begin a trajectory or a doubling if it is time, and take a step from its end; see `Rule`."""
    dims, first = x.size - 1, memory[0]
    if first[_DIRECTION] == 0.0:
        _begin(x, gradient, loss, noise, memory, live)
    elif first[_TAKEN] == 0.0:
        first[_DIRECTION] = 1.0 if noise[0] > 0.0 else -1.0
    end = _RIGHT if first[_DIRECTION] > 0.0 else _LEFT
    point, slope, momentum = memory[end], memory[end + 1], memory[end + 2]
    h = own[0] * first[_DIRECTION]
    for m in range(1 + dims):
        momentum[m] -= 0.5 * h * slope[m]
        point[m] += h * momentum[m]
        x[m] = point[m]


def _begin(
    x: Doubles, gradient: Doubles, loss: float, noise: Doubles, memory: Doubles, live: Any
) -> None:
    """Begin a trajectory."""
    dims, first = x.size - 1, memory[0]
    draw_momentum(noise, memory[_SUM], live, dims)
    for end in (_LEFT, _RIGHT):
        copy(x, memory[end], dims)
        copy(gradient, memory[end + 1], dims)
        copy(memory[_SUM], memory[end + 2], dims)
    copy(x, memory[_POINT], dims)
    copy(gradient, memory[_POINT + 1], dims)
    first[_ENERGY] = loss + 0.5 * squared_norm(memory[_SUM, : 1 + dims])
    first[_LOSS], first[_WEIGHT], first[_MOVED] = loss, 1.0, 0.0
    first[_DEPTH], first[_TAKEN], first[_DIRECTION] = 0.0, 0.0, 1.0


def settle(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[float, int],
) -> float:
    """Draw among the doubling's points; see whether it or the trajectory ends; see `Rule`."""
    dims, first = x.size - 1, memory[0]
    end = _RIGHT if first[_DIRECTION] > 0.0 else _LEFT
    momentum = memory[end + 2]
    copy(gradient, memory[end + 1], dims)
    for m in range(1 + dims):
        momentum[m] -= 0.5 * own[0] * first[_DIRECTION] * gradient[m]
    heat = temperature(live, dims)
    rise = loss + 0.5 * squared_norm(momentum[: 1 + dims]) - first[_ENERGY]
    diverged = not rise <= DIVERGENT * heat
    weight = exponential(-rise / max(heat, 1e-300))
    _draw(x, gradient, loss, momentum, weight, noise, memory, live)
    stopped = diverged or _turns_back_within(momentum, memory, int(first[_TAKEN]), dims)
    first[_TAKEN] += 1.0
    if not stopped and first[_TAKEN] < 1 << int(first[_DEPTH]):
        return loss
    if not stopped:
        stopped = _join(noise, memory, dims, live)
        first[_DEPTH] += 1.0
        first[_TAKEN] = 0.0
    if not stopped and first[_DEPTH] < own[1]:
        return loss
    first[MADE] += 1.0
    first[ACCEPTED] += first[_MOVED]
    if diverged:
        first[DIVERGED] += 1.0
    first[_DIRECTION] = 0.0
    copy(memory[_POINT], x, dims)
    copy(memory[_POINT + 1], gradient, dims)
    drawn: float = first[_LOSS]
    return drawn


def _draw(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    momentum: Doubles,
    weight: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
) -> None:
    """Add a point to the doubling, and take it for the doubling's by the chance of its weight."""
    dims, first = x.size - 1, memory[0]
    if first[_TAKEN] == 0.0:
        copy(momentum, memory[_NEW_SUM], dims)
        first[_NEW_WEIGHT] = weight
        chosen = True
    else:
        for m in range(1 + dims):
            memory[_NEW_SUM, m] += momentum[m]
        first[_NEW_WEIGHT] += weight
        chosen = _uniform(noise[0], noise[1], live, dims) * first[_NEW_WEIGHT] < weight
    if chosen:
        copy(x, memory[_NEW_POINT], dims)
        copy(gradient, memory[_NEW_POINT + 1], dims)
        first[_NEW_LOSS] = loss


def _join(noise: Doubles, memory: Doubles, dims: int, live: Any) -> bool:
    """Join the doubling to the trajectory; return whether that turns back."""
    first = memory[0]
    chance = first[_NEW_WEIGHT]
    if _uniform(noise[1 + dims], noise[2 + dims], live, dims) * first[_WEIGHT] < chance:
        copy(memory[_NEW_POINT], memory[_POINT], dims)
        copy(memory[_NEW_POINT + 1], memory[_POINT + 1], dims)
        first[_LOSS], first[_MOVED] = first[_NEW_LOSS], 1.0
    first[_WEIGHT] += first[_NEW_WEIGHT]
    for m in range(1 + dims):
        memory[_SUM, m] += memory[_NEW_SUM, m]
    return _turns_back(memory[_LEFT + 2], memory[_RIGHT + 2], memory[_SUM], memory[_ROOM], dims)


def _uniform(first: float, second: float, live: Any, dims: int) -> float:
    """Return a uniform from two normals times noise/√(1+D); 1 where noise is 0."""
    scale = live.noise * live.noise / (1.0 + dims)
    half = 0.5 * (first * first + second * second)
    return exponential(-half / scale) if scale > 0.0 else 1.0


def _turns_back(left: Doubles, right: Doubles, total: Doubles, room: Doubles, dims: int) -> bool:
    """Return whether a stretch turns back, given the momenta at its ends and their sum."""
    for m in range(1 + dims):
        room[m] = total[m] - 0.5 * (left[m] + right[m])
    way = room[: 1 + dims]
    return dot(left[: 1 + dims], way) <= 0.0 or dot(right[: 1 + dims], way) <= 0.0


def _turns_back_within(momentum: Doubles, memory: Doubles, taken: int, dims: int) -> bool:
    """Return whether a part of the doubling that ends here turns back.

    The parts are the binary trees that its step number `taken` closes; those that it opens begin
    with an even number, and have their momentum and sum noted.
    """
    last = 0
    rest = taken >> 1
    while rest > 0:
        last += rest & 1
        rest >>= 1
    if taken & 1 == 0:
        copy(momentum, memory[_CHECKPOINTS + 2 * last], dims)
        copy(memory[_NEW_SUM], memory[_CHECKPOINTS + 2 * last + 1], dims)
        return False
    trees = taken
    while trees & 1 == 1:
        begun = memory[_CHECKPOINTS + 2 * last]
        before = memory[_CHECKPOINTS + 2 * last + 1]
        total = memory[_ROOM + 1]
        for m in range(1 + dims):
            total[m] = memory[_NEW_SUM, m] - before[m] + begun[m]
        if _turns_back(begun, momentum, total, memory[_ROOM], dims):
            return True
        trees >>= 1
        last -= 1
    return False


def free_climb(recipe: Recipe) -> float:
    """Return what is measured, but no less than trajectories of a single step climb, h²/2."""
    return max(measure_without_hills(recipe)[0], 0.5 * recipe.rule_parameters["step_size"] ** 2)


def free_variance(recipe: Recipe) -> float:
    """Return what is measured."""
    return measure_without_hills(recipe)[1]


RULE = Rule(
    move=move,
    settle=settle,
    formula="p ~ N(0, T);  leapfrog steps double until they turn back;  a point by exp(−H/T)",
    source="Hoffman & Gelman, 2014; Betancourt, 2017; Phan et al., 2019",
    checked_against="blackjax.nuts; quadrature",
    free_climb=free_climb,
    free_variance=free_variance,
    rows=_CHECKPOINTS + 2 * (_DEEPEST - 1),
    extra_normals=2,
    proposes=True,
    parameters=(
        STEP_SIZE,
        Parameter(
            name="depth",
            kind=int,
            default=5,
            help="doublings of a trajectory at most",
            symbol="depth",
            caption="always",
            low=1,
            high=_DEEPEST,
            live=True,
        ),
    ),
)
