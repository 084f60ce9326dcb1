"""Parts of a run: what zooming and panning show, and columns of a logarithmic axis."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from splotch_tui.ui.plotting.parts import LogWindow, Part


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(8, 500), st.integers(0, 12))
def test_columns_of_a_log_axis(start, points, columns, power):
    stride = 2**power
    start = start // stride * stride
    window = LogWindow(start, start + points, columns, stride)
    edges = window.edges
    assert len(edges) == columns + 1
    assert (np.diff(edges) >= 0).all()
    assert not (edges % stride).any()
    assert edges[0] <= start
    assert edges[-1] >= start + points
    low, high = math.log1p(start), math.log1p(start + points)
    places = np.expm1(np.linspace(low, high, columns + 1))
    widths = np.diff(places)
    # Never further off than an eighth of a column, or than the next point that is kept.
    off = np.abs(edges[1:-1] - places[1:-1])
    assert (off <= np.maximum(widths[1:] / 8, stride) * (1 + 1e-9) + 1e-6).all()
    # However wide a column is, few entries of the summaries cover it.
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if first < last:
            unit = (first | last) & -(first | last)
            assert last - first <= 24 * unit


@given(st.integers(1, 10**7), st.integers(8, 400), st.data())
def test_every_point_is_in_its_column(points, columns, data):
    window = LogWindow(0, points, columns)
    point = data.draw(st.integers(0, points - 1))
    column = window.column_of(point)
    assert window.edges[column] <= point < window.edges[column + 1]


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(8, 500), st.integers(0, 12))
def test_a_part_is_shown_whole_and_little_else(start, points, columns, power):
    part, stride = Part(start, start + points), 2**power
    window = part.window(columns, stride)
    assert window.width % stride == 0
    assert window.start <= part.start
    assert window.stop >= part.stop
    assert window.stop - window.start <= 1.3 * points + (columns + 2) * stride


@given(st.integers(4000, 10**8), st.booleans(), st.data())
def test_zooming_keeps_its_centre_in_place_and_goes_back(points, log, data):
    start = data.draw(st.integers(0, points - 2000))
    part = Part(start, data.draw(st.integers(start + 2000, points)))
    centre = data.draw(st.integers(part.start, part.stop - 1))
    nearer = part.zoomed(centre, 0.5, points, 16, log=log)
    assert part.start <= nearer.start <= centre <= nearer.stop <= part.stop
    assert nearer.points < part.points
    assume(nearer.points > 24)
    back = nearer.zoomed(centre, 2.0, points, 16, log=log)
    # Its ends were rounded to whole steps: on a log axis few may be left of many.
    spare = 4 + 0.1 * part.points
    assert back.start <= part.start + spare
    assert back.stop >= part.stop - spare
    if not log:
        assert abs(back.points - part.points) <= 4


def test_zooming_out_ends_at_the_whole_run():
    part = Part(400, 500)
    for _ in range(6):
        part = part.zoomed(499, 2.0, 1000, 16, log=False)
        assert 0 <= part.start < part.stop <= 1000
    assert part == Part(0, 1000)


@pytest.mark.parametrize("log", [False, True])
def test_panning_stays_within_the_run_and_goes_back(log):
    part = Part(1000, 2000)
    there = part.panned(0.25, 10_000, 16, log=log)
    assert part.start < there.start < part.stop < there.stop
    back = there.panned(-0.25, 10_000, 16, log=log)
    assert abs(back.start - 1000) <= 2
    for _ in range(40):
        part = part.panned(0.25, 10_000, 16, log=log)
    assert abs(part.stop - 10_000) <= 1
    for _ in range(80):
        part = part.panned(-0.25, 10_000, 16, log=log)
    assert part.start <= 1
    assert part.points >= 16
