"""Eight descents side by side are the runs of their recipes, bit for bit."""

import numpy as np
import pytest

from splotch_tui import Recipe
from splotch_tui.core.descent import Descent
from splotch_tui.core.kernels.lane_layout import make_lanes, start_lanes
from splotch_tui.core.kernels.lanes import lanes_kernel
from splotch_tui.core.kernels.rule_parts import LiveParameters
from splotch_tui.core.kernels.simd_memory import aligned_zeros
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.rules import RULES, load_rule

SEEDS = np.array([0, 1, 1729, 1725, 2**32 - 1, 77, 78, 79], np.uint32)
NONE = np.array([], np.uint32)


def lanes_of(rule, dims, waves, epsilon=0.1, learning_rate=0.2, noise=1.0, noise_seeds=NONE):
    kind = load_rule(rule)
    lanes = make_lanes(kind, dims, waves)
    recipe = Recipe(epsilon=epsilon, learning_rate=learning_rate, noise=noise)
    lanes.live[:] = [[getattr(recipe, name)] for name in LiveParameters._fields]
    lanes.own[:] = np.reshape([parameter.default for parameter in kind.parameters], (-1, 1))
    start_lanes(lanes, SEEDS, noise_seeds)
    return lanes


@pytest.mark.parametrize(("dims", "waves"), [(1, 1), (1, 5), (2, 8), (3, 5), (7, 5), (4, 4)])
def test_landscapes_are_those_of_the_seeds(dims, waves):
    lanes = lanes_of("normalised", dims, waves)
    for lane, seed in enumerate(SEEDS.tolist()):
        land = Landscape.from_seed(seed, dims=dims, waves=waves)
        np.testing.assert_array_equal(lanes.k[0, :, lane], land.k0.ravel())
        np.testing.assert_array_equal(lanes.k[1:, :, lane].T, land.k.reshape(-1, dims))
        np.testing.assert_array_equal(lanes.s[:, lane], land.s.ravel())
        np.testing.assert_array_equal(lanes.c[:, lane], land.c.ravel())


def check_same(rule, dims, waves, steps=700, **live):
    lanes = lanes_of(rule, dims, waves, **live)
    points = aligned_zeros((steps, 1 + dims, 8))
    # In two parts, of which the first ends within a stretch of noise.
    first, none = 333, aligned_zeros((0, 1 + dims, 8))
    lanes_kernel(rule)(lanes, points[:first], 1, none, 0, first)
    lanes_kernel(rule)(lanes, points[first:], 1, none, first, steps - first)
    for lane, seed in enumerate(SEEDS.tolist()):
        recipe = Recipe(seed=seed, dims=dims, waves=waves, rule=rule, steps=steps, **live)
        alone, losses = Descent(recipe).advance(steps)
        np.testing.assert_array_equal(points[: len(alone), :, lane], alone)
        if len(alone) == steps:
            assert lanes.ended[lane] == -1
            assert lanes.loss[0, lane] == losses[-1]
        else:
            assert lanes.ended[lane] == len(alone)
            np.testing.assert_array_equal(lanes.end[:, lane], [*alone[-1], losses[-1]])
    return lanes.ended >= 0


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_takes_the_steps_that_it_takes_alone(rule):
    check_same(rule, 1, 5)
    check_same(rule, 3, 4)


@pytest.mark.parametrize(("dims", "waves"), [(1, 1), (1, 9), (2, 5), (5, 3), (7, 5)])
def test_every_size_of_few_dims(dims, waves):
    check_same("normalised", dims, waves)


@pytest.mark.parametrize("live", [{"epsilon": 0.0}, {"noise": 0.0}, {"learning_rate": 1000.0}])
def test_extremes(live):
    check_same("normalised", 2, 5, **live)
    check_same("momentum", 2, 5, **live)


def test_each_that_diverges_ends_where_it_does_alone():
    diverged = check_same("plain", 1, 5, epsilon=20.0)
    assert diverged.any()
    assert not check_same("plain", 1, 5, epsilon=0.01).any()


def test_phases_too_large_for_a_quick_sine():
    # Beyond 4e8, reached within some hundred steps.
    check_same("plain", 1, 2, learning_rate=1000.0, epsilon=1000.0)
    check_same("normalised", 1, 3, steps=2000, learning_rate=1000.0, noise=1000.0)
