"""The step axis: signs and words beside numbers, none over another."""

import re

from hypothesis import given
from hypothesis import strategies as st

from splotch_tui.ui.plotting import plot
from splotch_tui.ui.plotting.parts import LogWindow
from splotch_tui.ui.plotting.step_axis import Sign, lay_out
from splotch_tui.ui.plotting.ticks import step_ticks


def sign(word, step):
    return Sign("●", (f"{word} {step}", word), "mark")


@given(
    st.integers(1, 10**9),
    st.integers(10, 200),
    st.dictionaries(
        st.integers(-3, 210), st.sampled_from(["snag", "free", "noise 0.5"]), max_size=6
    ),
    st.booleans(),
)
def test_words_cover_neither_numbers_nor_signs(points, cells, words, log):
    columns = cells * 2
    even = plot.whole_run(points, points, columns)
    window = LogWindow(0, points, columns) if log else even
    signs = {cell: sign(word, 7777) for cell, word in words.items()}
    chars, styles = lay_out(window, cells, points - 1, signs, "'")
    assert len(chars) == len(styles) == cells
    inside = {cell for cell in words if 0 <= cell < cells}
    assert {cell for cell, char in enumerate(chars) if char == "●"} == inside
    for tick in step_ticks(window, cells, points - 1, inside):
        assert "".join(chars[tick.start : tick.start + len(tick.label)]) == tick.label
    said = "".join(chars)
    for text in re.findall(r"[a-z][a-z0-9. ]*", said.replace("7777", " 7777")):
        assert text.split()[0] in {"snag", "free", "noise", "k"} or set(text) <= set(
            "kMG0123456789 ."
        )


def test_a_word_stands_beside_its_sign_with_its_step_where_there_is_room():
    window = plot.whole_run(5001, 5001, 240)
    chars, styles = lay_out(window, 120, 5000, {60: sign("snag", 2560)}, "'")
    text = "".join(chars)
    assert "●snag" in text
    assert styles[60] == "mark"
    chars, _ = lay_out(window, 120, 5000, {}, "'")
    assert "snag" not in "".join(chars)
    wide = plot.whole_run(3, 3, 240)
    chars, _ = lay_out(wide, 120, 2, {60: sign("snag", 2560)}, "'")
    assert "●snag 2560" in "".join(chars)


def test_signs_of_others_give_way_and_stand_in_the_place_of_numbers():
    window = plot.whole_run(5001, 5001, 240)
    plain, _ = lay_out(window, 120, 5000, {}, "'")
    own = {60: sign("snag", 2560)}
    there = "".join(plain).index("1000") + 1
    others = {cell: Sign("◆", ("demon",), "other") for cell in (60, there, 80)}
    chars, styles = lay_out(window, 120, 5000, own, "'", others)
    assert (chars[60], styles[60]) == ("●", "mark")
    assert (chars[there], styles[there]) == ("◆", "other")
    text = "".join(chars)
    assert "1000" not in text and "'" in text[there - 3 : there]
    assert {"2000", "3000", "4000"} <= set(re.findall(r"\d+", text))
    # Its words come after the run's own.
    assert "●snag" in text and "◆demon" in text
