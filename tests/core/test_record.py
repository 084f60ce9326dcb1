"""Runs of any length: kept within a budget, no spike lost, and drawn from summaries."""

import tracemalloc
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splotch_tui import Descent, History, Recipe, run
from splotch_tui.core.record import HEIGHT, Record, usual_keep

ALL = slice(None)


def made_up(length, seed=0, dims=1):
    """A walk with rare tall spikes: rows of x0, x1 … xD, loss."""
    random = np.random.default_rng(seed)
    rows = random.normal(size=(length, dims + 2)).cumsum(axis=0)
    rows[random.integers(0, length, 1 + length // 300)] *= 50
    return rows


def recorded(rows, cuts, keep):
    record = Record.started(rows[0, :-1], rows[0, -1], keep)
    for start, end in zip([1, *cuts], [*cuts, len(rows)], strict=True):
        record = record.extended(rows[start:end, :-1], rows[start:end, -1])
    return record


lengths = st.integers(2, 3000)


@settings(max_examples=150, deadline=None)
@given(length=lengths, keep=st.integers(64, 400), data=st.data())
def test_kept_points_are_exact_and_stretches_cover_the_rest(length, keep, data):
    cuts = sorted(data.draw(st.lists(st.integers(1, length), max_size=6)))
    rows = made_up(length)
    recipe = Recipe(steps=10**6)
    landscape = Descent(Recipe(steps=1)).landscape
    history = recorded(rows, cuts, keep).history(recipe, landscape)
    assert history.recipe.steps == length - 1
    # The last point is kept whatever its number, and once.
    assert len(history.x0) == 1 - (1 - length) // history.stride <= keep + 1
    assert np.array_equal(history.steps[:-1], np.arange(len(history.x0) - 1) * history.stride)
    kept = np.column_stack((history.x0, history.xn, history.loss))
    assert np.array_equal(kept, rows[history.steps])
    if history.stride == 1:
        assert history.low is None
        assert history.high is None
        return
    assert history.stride * keep < 4 * length
    for i, (low, high) in enumerate(zip(history.low, history.high, strict=True)):
        stretch = rows[i * history.stride : (i + 1) * history.stride]
        assert (low <= stretch.min(axis=0)).all()
        assert (high >= stretch.max(axis=0)).all()
        np.testing.assert_allclose(low, stretch.min(axis=0), rtol=2e-6)
        np.testing.assert_allclose(high, stretch.max(axis=0), rtol=2e-6)
    assert (len(history.low) - 1) * history.stride < length <= len(history.low) * history.stride


@settings(max_examples=150, deadline=None)
@given(
    length=lengths,
    keep=st.integers(64, 400),
    mantissa=st.integers(1, 15),
    exponent=st.integers(0, 8),
    data=st.data(),
)
def test_an_envelope_is_the_extremes_of_each_column(length, keep, mantissa, exponent, data):
    rows = made_up(length, seed=1)
    cuts = sorted(data.draw(st.lists(st.integers(1, length), max_size=4)))
    record = recorded(rows, cuts, keep)
    width = mantissa * 2**exponent * record.stride
    first = data.draw(st.integers(0, 20))
    columns = range(first, first + data.draw(st.integers(1, 50)))
    low, high = record.envelope(ALL, width, columns)
    expected = [rows[i * width : (i + 1) * width] for i in columns if i * width < length]
    assert low.shape == high.shape == (3, len(expected))
    for i, column in enumerate(expected):
        np.testing.assert_allclose(low[:, i], column.min(axis=0), rtol=2e-6)
        np.testing.assert_allclose(high[:, i], column.max(axis=0), rtol=2e-6)


@settings(max_examples=100, deadline=None)
@given(length=lengths, keep=st.integers(64, 400), data=st.data())
def test_an_envelope_between_any_edges(length, keep, data):
    rows = made_up(length, seed=2)
    cuts = sorted(data.draw(st.lists(st.integers(1, length), max_size=4)))
    record = recorded(rows, cuts, keep)
    stretches = st.lists(st.integers(0, 3200 // record.stride), min_size=2, max_size=40)
    edges = np.array(sorted(data.draw(stretches))) * record.stride
    rows = np.column_stack((rows, rows[:, -1] + rows[:, 0]))
    for values, expected in (
        (ALL, rows[:, :3]),
        (slice(1, -1), rows[:, 1:2]),
        (HEIGHT, rows[:, 3:]),
    ):
        low, high = record.envelope_between(values, edges)
        assert low.shape == high.shape == (expected.shape[1], len(edges) - 1)
        for i in range(len(edges) - 1):
            column = expected[edges[i] : edges[i + 1]]
            if len(column):
                np.testing.assert_allclose(low[:, i], column.min(axis=0), rtol=2e-6)
                np.testing.assert_allclose(high[:, i], column.max(axis=0), rtol=2e-6)
            else:
                assert np.isnan(low[:, i]).all() and np.isnan(high[:, i]).all()


@settings(max_examples=60, deadline=None)
@given(length=lengths, keep=st.integers(64, 400), mantissa=st.integers(1, 15), data=st.data())
def test_the_height_of_the_hills_is_the_loss_and_x0_of_the_same_step(length, keep, mantissa, data):
    rows = made_up(length, seed=3)
    # Far up the slope the two are large and cancel.
    rows[:, -1] -= rows[:, 0]
    cuts = sorted(data.draw(st.lists(st.integers(1, length), max_size=4)))
    record = recorded(rows, cuts, keep)
    width = mantissa * 8 * record.stride
    low, high = record.envelope(HEIGHT, width, range(50))
    heights = rows[:, -1] + rows[:, 0]
    expected = [heights[i * width : (i + 1) * width] for i in range(min(50, -(-length // width)))]
    np.testing.assert_allclose(low[0], [part.min() for part in expected], rtol=2e-6)
    np.testing.assert_allclose(high[0], [part.max() for part in expected], rtol=2e-6)


@pytest.mark.parametrize("keep", [64, 4000])
def test_kept_points_are_read_as_they_were(keep):
    rows = made_up(3001)
    record = recorded(rows, [700, 1900], keep)
    assert [record.kept_step(step) for step in (0, 77, 3000, 5000)] == [
        0,
        77 // record.stride * record.stride,
        3000,
        3000,
    ]
    steps = np.array([0, 640, 3000, 1280])
    assert np.array_equal(record.points_at(steps), rows[steps])
    every = 2 * record.stride
    between = record.points_between(slice(1, -1), 640, 1280, every)
    assert np.array_equal(between, rows[640:1280:every, 1:-1])


def test_a_column_between_kept_points_is_refused():
    record = recorded(made_up(3000), [], 64)
    assert record.stride > 1
    with pytest.raises(ValueError, match="multiple"):
        record.envelope(ALL, record.stride // 2, range(3))
    with pytest.raises(ValueError, match="multiples"):
        record.envelope_between(ALL, np.array([0, record.stride // 2]))


def test_earlier_records_stay_as_they_were():
    rows = made_up(5000)
    record = Record.started(rows[0, :-1], rows[0, -1], 128)
    seen = []
    for start in range(1, 5000, 37):
        record = record.extended(rows[start : start + 37, :-1], rows[start : start + 37, -1])
        seen.append((record, record.stride, record.envelope(ALL, 8 * record.stride, range(20))))
    for earlier, stride, (low, high) in seen[-2:]:
        again = earlier.envelope(ALL, 8 * stride, range(20))
        assert np.array_equal(low, again[0])
        assert np.array_equal(high, again[1])
        assert np.array_equal(earlier.latest, rows[earlier.length - 1])
        with pytest.raises(FrozenInstanceError):
            earlier.length = 0


def test_what_is_kept_by_default():
    """2²⁰ points, or 2²² numbers if that is fewer points."""
    assert usual_keep(1) == 2**20
    assert usual_keep(62) == 2**16
    rows = np.zeros((4097, 1024))
    record = Record.started(rows[0, :-1], 0.0)
    record = record.extended(rows[1:4096, :-1], rows[1:4096, -1])
    assert record.stride == 1
    assert record.extended(rows[4096:, :-1], rows[4096:, -1]).stride == 2


def test_a_budget_below_the_least_is_taken_for_that():
    assert recorded(made_up(64), [], 3).stride == 1
    assert recorded(made_up(65), [], 3).stride == 2


def test_memory_stays_within_the_budget():
    rows, ends = made_up(40_000), list(range(1000, 40_000, 1000))
    recorded(rows, ends, 512)
    tracemalloc.start()
    try:
        record = recorded(rows, ends, 512)
        memory, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert record.length == 40_000
    # A double and two singles for each value kept, and as much again for growing and summaries.
    assert memory < 2 * 512 * 3 * (8 + 2 * 4)


@pytest.mark.parametrize(("keep", "stride"), [(2600, 2), (600, 16)])
def test_a_long_run_saved_and_loaded_is_equal(tmp_path, keep, stride):
    recipe = Recipe(dims=2, steps=5003)
    whole, history = run(recipe), run(recipe, keep=keep)
    assert history.stride == stride
    assert np.array_equal(history.points, whole.points[history.steps])
    assert history.steps[-1] == 5003
    history.save(tmp_path / "a.npz")
    loaded = History.load(tmp_path / "a.npz")
    assert loaded.stride == history.stride
    for name in ("x0", "xn", "loss", "low", "high", "steps"):
        assert np.array_equal(getattr(loaded, name), getattr(history, name))


def test_spikes_survive_however_long_the_run():
    rows = np.zeros((20_000, 3))
    rows[12_345, 0] = 7.7
    rows[777, 2] = -3.3
    record = recorded(rows, list(range(1, 20_000, 13)), 100)
    low, high = record.envelope(ALL, 15 * 2**11, range(1))
    assert high[0, 0] == pytest.approx(7.7)
    assert low[2, 0] == pytest.approx(-3.3)


def test_the_newest_points_end_with_the_latest():
    rows = made_up(1000)
    record = recorded(rows, [400], 128)
    newest = record.newest(5)
    assert record.stride == 8
    assert np.array_equal(newest, rows[[960, 968, 976, 984, 992, 999]])
    assert len(record.newest(10**6)) == 126
