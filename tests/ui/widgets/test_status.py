from dataclasses import replace

import pytest

from splotch_tui.core.phases import Phase, PhaseKind
from splotch_tui.core.recipe import PRESETS
from splotch_tui.session.snapshot import Snapshot
from splotch_tui.ui.widgets.status import phase_text, rate_text, speed_text

SNAG = Snapshot(
    1,
    PRESETS["comment"],
    phases=(Phase(PhaseKind.FREE, 0), Phase(PhaseKind.SNAG, 256)),
    climb=-0.0004,
)


def test_rates_are_short():
    rates = (0.0, 42.0, 999.0, 9_999.0, 12_345.0, 999_499.0, 999_700.0, 1.39e6)
    texts = ["0", "42", "999", "9999", "12.3 k", "999 k", "1 M", "1.39 M"]
    assert [rate_text(rate) for rate in rates] == texts


def test_speeds_are_in_words():
    assert [speed_text(speed) for speed in (1, 8, 65536, None)] == [
        "1 step a frame",
        "8 steps a frame",
        "65,536 steps a frame",
        "full speed",
    ]


@pytest.mark.parametrize(
    ("room", "text"),
    [
        (80, "snag since 256 · climb 0.0%"),
        (32, "snag since 256 · climb 0.0%"),
        (31, "snag · climb 0.0%"),
        (20, "snag · climb 0.0%"),
        (19, "snag"),
    ],
)
def test_the_phase_is_told_whole_or_less_of_it(room, text):
    assert phase_text(SNAG, room)[0] == text


def test_the_room_of_the_phase_does_not_depend_on_the_run():
    freely = replace(SNAG, phases=SNAG.phases[:1], climb=None)
    assert phase_text(freely, 40)[0] == "free"
    assert phase_text(freely, 40)[1] == phase_text(SNAG, 40)[1]


@pytest.mark.parametrize(("climb", "text"), [(-0.0123, "−1.2%"), (1.003, "100.3%"), (0.5, "50.0%")])
def test_climbs_are_in_percent(climb, text):
    assert phase_text(replace(SNAG, climb=climb), 40)[0].endswith(f"climb {text}")


def test_a_climb_that_is_too_wide_is_left_out():
    assert phase_text(replace(SNAG, climb=1e9), 24)[0] == "snag"
