"""What traces plot, against the same worked out from every step."""

import numpy as np
import pytest

from splotch_tui import PRESETS, run
from splotch_tui.core.phases import free_run
from splotch_tui.core.recipe import Change, Recipe
from splotch_tui.core.record import Record
from splotch_tui.ui.plotting.measures import (
    CLIMB,
    HEIGHT_OF_HILLS,
    LOSS,
    X0,
    XN,
    Climb,
    MeanXn,
)
from splotch_tui.ui.plotting.parts import LogWindow, Part
from splotch_tui.ui.plotting.plot import Scale, StepWindow, whole_run

RECIPE = Recipe(
    seed=5, dims=3, epsilon=0.03, steps=6000, changes=(Change(2500, "learning_rate", 0.1),)
)


@pytest.fixture(scope="module")
def history():
    return run(RECIPE)


@pytest.fixture(params=[None, 500], ids=["whole", "thinned"])
def record(history, request):
    points = np.column_stack((history.x0, history.xn))
    record = Record.started(points[0], history.loss[0], request.param)
    for start in range(1, len(points), 700):
        part = slice(start, start + 700)
        record = record.extended(points[part], history.loss[part])
    assert (record.stride > 1) == (request.param is not None)
    return record


def windows(stride):
    return [
        whole_run(6001, 6001, 120, stride),
        Part(1300, 2900).window(100, stride),
        StepWindow(4000 // (3 * stride) * 3 * stride, 3 * stride, 200),
        LogWindow(0, 6001, 150, stride),
        LogWindow(1024, 5000, 90, stride),
    ]


@pytest.mark.parametrize("measure", [X0, XN, LOSS, HEIGHT_OF_HILLS], ids=lambda one: one.title)
def test_extremes_of_all_steps(record, history, measure):
    every = {
        "x0": history.x0[:, None],
        "xn": history.xn,
        "loss": history.loss[:, None],
        "height": (history.loss + history.x0)[:, None],
    }[measure.title]
    for window in windows(record.stride):
        low, high = measure.envelope(record, RECIPE, window, range(window.columns))
        assert low.shape == high.shape == (measure.count(3), window.columns)
        edges = window.edges
        for column in range(window.columns):
            there = every[edges[column] : edges[column + 1]]
            if len(there):
                np.testing.assert_allclose(low[:, column], there.min(axis=0), rtol=3e-6)
                np.testing.assert_allclose(high[:, column], there.max(axis=0), rtol=3e-6)
            elif edges[column] > 6000:
                assert np.isnan(low[:, column]).all()


def test_between_two_points_a_line_is_straight(record):
    window = LogWindow(0, 6001, 150, record.stride)
    low, high = X0.envelope(record, RECIPE, window, range(150))
    second = int(np.flatnonzero(np.diff(window.edges))[1])
    assert second > 2
    line = np.linspace(low[0, 0], low[0, second], second + 1)
    np.testing.assert_allclose(low[0, 1:second], line[1:second])
    np.testing.assert_allclose(
        high[0, 1:second], np.linspace(high[0, 0], high[0, second], second + 1)[1:second]
    )


@pytest.mark.parametrize("steps", [64, 256, 1024])
def test_means_of_the_kept_points_around_a_column(record, history, steps):
    for window in windows(record.stride):
        mean, again = MeanXn(steps).envelope(record, RECIPE, window, range(window.columns))
        assert np.array_equal(mean, again, equal_nan=True)
        edges = window.edges
        for column in np.flatnonzero(np.diff(edges) * (edges[:-1] <= 6000)).tolist():
            width = max(steps, int(edges[column + 1] - edges[column]))
            middle = (edges[column] + edges[column + 1]) // 2
            start = max(middle - width // 2, 0)
            stop = min(middle + (width + 1) // 2, 6001)
            every = record.stride * 2 ** max(0, int(np.log2(width / 256 / record.stride)))
            kept = range(-(-start // every) * every, stop, every) or [(stop - 1) // every * every]
            np.testing.assert_allclose(mean[:, column], history.xn[list(kept)].mean(axis=0))


def test_the_mean_of_some_columns_is_that_of_all(record):
    window = whole_run(6001, 6001, 120, record.stride)
    whole, _ = MeanXn(256).envelope(record, RECIPE, window, range(120))
    part, _ = MeanXn(256).envelope(record, RECIPE, window, range(50, 70))
    np.testing.assert_allclose(part, whole[:, 50:70], rtol=1e-12)


def test_the_climb_is_that_of_the_phases(record, history):
    """Over 256 steps up to the end of a column, in percent of the free climb, changes and all."""
    free = np.concatenate(([0.0], free_run(RECIPE, np.arange(6001))[:, 0]))
    for window in windows(record.stride):
        climb, _ = CLIMB.envelope(record, RECIPE, window, range(window.columns))
        edges, known = window.edges, np.flatnonzero(~np.isnan(climb[0]))
        assert len(known) > 40
        for column in known.tolist():
            if edges[column] == edges[column + 1]:
                continue
            end = record.kept_step(int(min(edges[column + 1], 6001)) - 1)
            back = max(256, int(edges[column + 1] - edges[column]))
            start = (end - back) // record.stride * record.stride
            expected = 100 * (history.x0[end] - history.x0[start]) / (free[end] - free[start])
            assert climb[0, column] == pytest.approx(expected)


def test_no_climb_before_the_end_of_a_window(record):
    window = StepWindow(0, record.stride * 16, 100)
    climb, _ = CLIMB.envelope(record, RECIPE, window, range(100))
    ends = window.edges[1:] - 1
    assert np.isnan(climb[0, ends < 256]).all()
    assert not len(CLIMB.at(record, RECIPE, 0))


def test_the_snag_is_where_the_climb_is_below_its_line():
    recipe = PRESETS["comment"]
    history = run(recipe)
    record = Record.started(np.zeros(2), history.loss[0])
    points = np.column_stack((history.x0, history.xn))
    record = record.extended(points[1:], history.loss[1:])
    window = whole_run(5001, 5001, 100)
    climb, _ = CLIMB.envelope(record, recipe, window, range(100))
    snagged = climb[0, window.column_of(1000) : window.column_of(5000)]
    stalled, again = CLIMB.lines
    assert (snagged < again).all()
    assert snagged.mean() < stalled


@pytest.mark.parametrize("rows", [2, 6, 12, 30])
def test_the_lines_of_the_phases_have_their_labels_first(rows):
    labels = Climb().labels(Scale(-20.0, 120.0), rows, 4, 7)
    assert all(len(text) <= 7 for text in labels.values())
    assert "10%" in labels.values()
    if rows >= 12:
        assert {"25%", "100%", "0%"} <= set(labels.values())
