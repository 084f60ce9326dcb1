import numpy as np
import pytest

from splotch_tui import PRESETS, run
from splotch_tui.ui.record import Record


def filled(rng, length, dims=2):
    record = Record(dims)
    values = rng.normal(size=(dims + 2, length)).cumsum(axis=1)
    start = 0
    while start < length:
        end = min(length, start + int(rng.integers(1, 700)))
        record.append(values[:-1, start:end].T, values[-1, start:end])
        start = end
    return record, values


@pytest.mark.parametrize("length", [1, 15, 16, 17, 1000, 5001])
@pytest.mark.parametrize("width", [1, 3, 7, 14, 16, 18, 36, 208, 1024, 15 * 512])
def test_envelope_has_the_extremes_of_each_column(length, width):
    record, values = filled(np.random.default_rng(length * width), length)
    columns = -(-length // width)
    for first in {0, columns // 2, columns - 1}:
        low, high = record.envelope(slice(None), width, range(first, columns + 5), length)
        parts = [values[:, c * width : (c + 1) * width] for c in range(first, columns)]
        assert np.array_equal(low, np.stack([part.min(axis=1) for part in parts], axis=1))
        assert np.array_equal(high, np.stack([part.max(axis=1) for part in parts], axis=1))


def test_envelope_leaves_out_points_beyond_the_length():
    record, values = filled(np.random.default_rng(1), 3000)
    low, high = record.envelope(slice(0, 1), 128, range(0, 24), 1500)
    assert low.shape == (1, 12)
    assert low[0, -1] == values[0, 11 * 128 : 1500].min()
    assert high[0, -1] == values[0, 11 * 128 : 1500].max()


def test_history_is_the_run_so_far():
    recipe = PRESETS["comment"].shortened(300)
    whole = run(recipe)
    record = Record(1)
    record.append(whole.points, whole.loss)
    part = record.history(recipe, whole.landscape, 201)
    assert part.recipe == recipe.shortened(200)
    assert np.array_equal(part.x0, whole.x0[:201])
    assert np.array_equal(part.xn, whole.xn[:201])
    assert np.array_equal(part.loss, whole.loss[:201])
