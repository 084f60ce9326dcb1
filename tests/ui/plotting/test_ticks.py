"""Numbers beside axes: whole, distinct, evenly spaced, and where they belong."""

import re
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from splotch_tui.ui.plotting import plot, ticks
from splotch_tui.ui.plotting.parts import LogWindow
from splotch_tui.ui.plotting.plot import Scale, StepWindow

WIDTH = 7
UNITS = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}

values = st.floats(-1e12, 1e12, allow_nan=False)
sizes = st.floats(-9, 12).map(lambda power: 10.0**power)


def read(label):
    """The number that a label says."""
    number, unit = re.fullmatch(r"([^kMG]+)([kMG]?)", label.replace("−", "-")).groups()
    return float(number.replace(",", "")) * UNITS[unit]


@example(500000000553.748, 600.5, 7, 4)
@given(values, sizes, st.integers(1, 60), st.sampled_from([2, 4]))
def test_value_labels(low, size, rows, dots):
    assume(size > 1e-9 * abs(low))
    scale = Scale.around(low, low + size)
    span = scale.high - scale.low
    assume(span > 0)
    labels = ticks.value_ticks(scale, rows, dots, WIDTH)
    assert all(0 < len(label) <= WIDTH for label in labels.values())
    said = {row: read(label) for row, label in labels.items()}
    assert len(set(said.values())) == len(said)
    places = sorted(said)
    # From the top down the values fall, by equal steps.
    falls = [said[a] - said[b] for a, b in pairwise(places)]
    assert all(fall > 0 for fall in falls)
    assert all(abs(fall - falls[0]) <= 1e-6 * falls[0] for fall in falls)
    for row, value in said.items():
        share = (scale.high - value) / span
        assert -1e-6 <= share <= 1 + 1e-6
        # Where the dots of that value are: within half a cell of the cell's middle.
        middle = (row + 0.5) * dots - 0.5
        assert abs(share * (rows * dots - 1) - middle) <= dots / 2 + 1e-6 * dots


@given(st.floats(-900, 900), st.floats(0.2, 1e5), st.integers(6, 60))
def test_usual_ranges_have_labels(low, size, rows):
    assert len(ticks.value_ticks(Scale.around(low, low + size), rows, 4, WIDTH)) >= 2


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0, 20, ["20", "15", "10", "5", "0"]),
        (-200_000, 0, ["0", "−50k", "−100k", "−150k", "−200k"]),
        (0, 2e-7, ["2e−7", "1.5e−7", "1e−7", "5e−8", "0"]),
    ],
)
def test_labels_as_people_write_them(low, high, labels):
    found = ticks.value_ticks(Scale(low, high), 13, 4, WIDTH)
    assert [found[row] for row in sorted(found)] == labels


def check_step_ticks(window, cells, last, marks):
    found = ticks.step_ticks(window, cells, last, marks)
    row = [" "] * cells
    for tick in found:
        assert 0 <= tick.cell < cells
        if tick.label:
            room = range(tick.start, tick.start + len(tick.label))
            assert room.start >= 0 and room.stop <= cells
            assert tick.cell in {room.start - 1, room.stop}
            # Nothing stands in it, and nothing touches it but its own mark.
            assert not marks & set(room)
            assert all(row[at] == " " for at in room)
            row[room.start : room.stop] = tick.label
            value = round(read(tick.label))
            # The first column may begin before the start.
            assert window.edges[0] <= value <= last
            assert window.column_of(value) // 2 == tick.cell
        else:
            row[tick.cell] = "'"
    labels = [tick.label for tick in found if tick.label]
    assert len(set(labels)) == len(labels)
    numbers = [read(label) for label in labels]
    assert numbers == sorted(numbers)


@given(
    st.integers(0, 10**10),
    st.integers(1, 10**9),
    st.integers(4, 250),
    st.sets(st.integers(0, 250), max_size=6),
)
def test_step_labels(start, points, cells, marks):
    width = plot.fitting_width(points, cells * 2)
    window = StepWindow(start // width * width, width, cells * 2)
    last = window.start + points
    check_step_ticks(window, cells, last, marks)


@given(
    st.integers(0, 10**9),
    st.integers(2, 10**9),
    st.integers(4, 250),
    st.sets(st.integers(0, 250), max_size=6),
)
def test_step_labels_of_a_log_axis(start, points, cells, marks):
    window = LogWindow(start, start + points, cells * 2)
    last = start + points - 1
    check_step_ticks(window, cells, last, marks)


@pytest.mark.parametrize("points", [5001, 10**6 + 1, 10**9 + 1])
def test_a_log_axis_has_its_powers_of_ten(points):
    found = ticks.step_ticks(LogWindow(0, points, 200), 100, points - 1)
    labels = [tick.label for tick in found]
    assert labels[0] == "0"
    assert {"1", "10", "100", "1000"} <= set(labels)


def test_the_last_step_has_its_label():
    window = StepWindow(0, plot.fitting_width(5001, 200), 200)
    assert ticks.step_ticks(window, 100, 5000)[-1].label == "5000"


def test_a_mark_moves_a_label_and_erases_none():
    window = StepWindow(0, 16, 320)
    for mark in range(5, 160):
        found = ticks.step_ticks(window, 160, 5000, {mark})
        assert len(found) > 2
        assert all(tick.label for tick in found)


def test_a_run_of_one_step_has_no_steps_beyond_it():
    found = ticks.step_ticks(plot.whole_run(2, 2, 240), 120, 1)
    assert [tick.label for tick in found] == ["0"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (21.2137, "21.214"),
        (-9.4943, "−9.4943"),
        (1234.56, "1,234.6"),
        (-3e-7, "−3.00e−07"),
    ],
)
def test_values_are_short(value, text):
    assert ticks.value_text(value) == text


@given(values, st.integers(0, 12))
def test_a_value_is_never_cut(value, room):
    text = ticks.fitting_value(value, room)
    assert len(text) <= room
    if text:
        assert read(text) == pytest.approx(value, rel=0.51, abs=1e-4)
