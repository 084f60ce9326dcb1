"""The pit that a point lies in: how high it fills before it runs over, and its shore then.

Heights are on a grid of equal spacings. A place on it is a row and a column; lines are in both,
fractional.
"""

from __future__ import annotations

from splotch_tui.core.kernels.jit import inlined, kernel
from splotch_tui.core.types import Bytes, Doubles, Integers

# What is known of a place: nothing; that it is beside the water; under water; within the line.
_UNKNOWN, _SHORE, _FLOODED, _WITHIN = 0, 1, 2, 3


@kernel
def find_rim(
    z: Doubles,
    row: int,
    column: int,
    fullness: float,
    shallow: float,
    most: int,
    state: Bytes,
    places: Integers,
    line: Doubles,
    levels: Doubles,
) -> int:
    """Fill the pit that a place is in until it runs over to where it is deeper; draw its shore.

    Parameters
    ----------
    z : ndarray, shape (M, N)
        Heights.
    row, column : int
        The place; not on the grid's edge.
    fullness : float
        How high the line lies, from the pit's lowest place, 0, to where it runs over, 1.
    shallow : float
        Pits that are no deeper are none.
    most : int
        The way down from the place may lead through so many that are none.
    state : ndarray of uint8, shape (M, N)
        Scratch.
    places : ndarray of int64, shape (P,)
        Scratch: as many places may be beside the water, or within the line, at a time.
    line : ndarray, shape (K, 2)
        Receives the line, its last point the first one once more.
    levels : ndarray, shape (3,)
        Receives the heights of the pit's lowest place, of the line, and of where it runs over.

    Returns
    -------
    int
        Points of the line; 0 where there is no pit, where it goes on beyond the grid, or where the
        place is not within it.
    """
    columns = z.shape[1]
    place = row * columns + column
    for _ in range(most):
        lowest = _descend(z, place)
        place = _fill(z, lowest, state, places, levels)
        if place < 0:
            return 0
        low, over = z.flat[lowest], levels[2]
        if over - low <= shallow:
            continue
        level = low + fullness * (over - low)
        top = _mark_within(z, lowest, level, state, places)
        if top >= 0 and state[row, column] == _WITHIN:
            levels[0], levels[1] = low, level
            return _trace(z, top, level, state, line)
    return 0


@inlined
def _descend(z: Doubles, place: int) -> int:
    """Return where a way down from a place ends."""
    rows, columns = z.shape
    while True:
        row, column = place // columns, place % columns
        lowest = place
        for m in range(max(row - 1, 0), min(row + 2, rows)):
            for n in range(max(column - 1, 0), min(column + 2, columns)):
                if z[m, n] < z.flat[lowest]:
                    lowest = m * columns + n
        if lowest == place:
            return place
        place = lowest


@inlined
def _fill(z: Doubles, lowest: int, state: Bytes, places: Integers, levels: Doubles) -> int:
    """Return the first place that the water gets to and that is deeper; −1 if there is none.

    The last of `levels` receives how high it is then.
    """
    rows, columns = z.shape
    state[:] = _UNKNOWN
    state.flat[lowest] = _SHORE
    places[0] = lowest
    count = 1
    level = z.flat[lowest]
    while True:
        # The shore is short: to look at all of it costs less than to keep it in order.
        best = 0
        for i in range(1, count):
            if z.flat[places[i]] < z.flat[places[best]]:
                best = i
        place = int(places[best])
        row, column = place // columns, place % columns
        if z[row, column] < z.flat[lowest]:
            levels[2] = level
            return place
        if row == 0 or column == 0 or row == rows - 1 or column == columns - 1:
            return -1
        level = max(level, z[row, column])
        state[row, column] = _FLOODED
        count -= 1
        places[best] = places[count]
        for m in range(row - 1, row + 2):
            for n in range(column - 1, column + 2):
                if state[m, n] == _UNKNOWN:
                    if count == places.size:
                        return -1
                    state[m, n] = _SHORE
                    places[count] = m * columns + n
                    count += 1


@inlined
def _mark_within(z: Doubles, lowest: int, level: float, state: Bytes, places: Integers) -> int:
    """Mark what is under water at a level, and return the first place of it; −1: no room."""
    columns = z.shape[1]
    state.flat[lowest] = _WITHIN
    places[0] = first = lowest
    count = 1
    while count:
        count -= 1
        place = places[count]
        first = min(first, place)
        for beside in (place - columns, place - 1, place + 1, place + columns):
            if state.flat[beside] == _FLOODED and z.flat[beside] < level:
                if count == places.size:
                    return -1
                state.flat[beside] = _WITHIN
                places[count] = beside
                count += 1
    return first


@inlined
def _trace(z: Doubles, top: int, level: float, state: Bytes, line: Doubles) -> int:
    """Follow the line around what is within, from above its first place; see `find_rim`."""
    columns = z.shape[1]
    # From the place within to the one outside of the line, and from that to the left.
    within, out = top, -columns
    left = -1
    count = 0
    while count < line.shape[0]:
        outside = within + out
        part = (level - z.flat[within]) / (z.flat[outside] - z.flat[within])
        line[count, 0] = within // columns + part * (outside // columns - within // columns)
        line[count, 1] = within % columns + part * (outside % columns - within % columns)
        count += 1
        if count > 1 and within == top and out == -columns:
            return count
        if state.flat[within + left] != _WITHIN:
            out, left = left, -out
        elif state.flat[outside + left] != _WITHIN:
            within += left
        else:
            within = outside + left
            out, left = -left, out
    return 0
