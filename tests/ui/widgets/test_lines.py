import random

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from splotch_tui.ui.widgets.lines import changed_span

RED, BLUE = Style(color="red"), Style(color="blue")


def strip(*parts):
    return Strip([Segment(text, style) for text, style in parts])


def test_only_the_cells_between_the_first_and_the_last_difference():
    before = strip(("x0 ", RED), ("21.214", BLUE))
    assert changed_span(before, strip(("x0 ", RED), ("21.317", BLUE)), 80) == (6, 9)
    assert changed_span(before, strip(("x0 2", RED), ("1.214", BLUE)), 80) == (3, 4)
    assert changed_span(before, strip(("x0 ", RED), ("21.2", BLUE)), 80) == (7, 9)
    assert changed_span(before, Strip([]), 80) == (0, 9)
    assert changed_span(before, strip(("x0 21.214", RED)), 5) == (3, 5)


def test_a_line_cut_otherwise_is_the_same_line():
    assert changed_span(strip(("abc", RED)), strip(("a", RED), ("bc", RED)), 80) == (3, 3)


def test_wide_characters_repaint_the_line():
    assert changed_span(strip(("日本", RED)), strip(("日 ", RED)), 80) == (0, 80)


def test_what_is_outside_of_the_span_is_the_same():
    rng = random.Random(4)
    cells = [(char, style) for char in "ab " for style in (RED, BLUE)]

    for _ in range(2000):
        old = rng.choices(cells, k=rng.randrange(12))
        new = list(old)
        for _ in range(rng.randrange(3)):
            if new:
                new[rng.randrange(len(new))] = rng.choice(cells)
        new = new[: rng.randrange(len(new) + 1)] if rng.random() < 0.2 else new
        start, stop = changed_span(strip(*old), strip(*new), 80)
        longest = max(len(old), len(new))
        padded = [line + [None] * (longest - len(line)) for line in (old, new)]
        differing = [i for i in range(longest) if padded[0][i] != padded[1][i]]
        assert all(start <= i < stop for i in differing)
        if differing and len(old) == len(new):
            assert (start, stop) == (differing[0], differing[-1] + 1)
