"""What begins in a run is said once, with its numbers."""

from dataclasses import replace

from ui_helpers import until

from splotch_tui import PRESETS
from splotch_tui.core.phases import Hop, Phase, PhaseKind
from splotch_tui.session.snapshot import Snapshot
from splotch_tui.ui.screens.phase_notices import PhaseNotices

FREE = Phase(PhaseKind.FREE, 0)
SNAG = Phase(PhaseKind.SNAG, 256)
START = Snapshot(1, PRESETS["comment"], phases=(FREE,), step=1, climb=0.5)
SNAGGED = replace(START, phases=(FREE, SNAG), step=600, climb=0.012)


def told(*snapshots):
    """What is said of one snapshot after the other."""
    notices = PhaseNotices()
    return [notices.news(seen) for seen in snapshots]


def test_each_is_said_once():
    said = "snag at step 256: x0 climbs at 1.2% of its free speed, under a tenth of it"
    assert told(START, SNAGGED, replace(SNAGGED, step=700)) == ["", said, ""]


def test_of_a_burst_the_newest_is_said():
    hop = Hop(1_854_640, 21.31, 31.87)
    (_, said) = told(START, replace(SNAGGED, hops=(hop,)))
    moved = "the run moved to another basin: x0 21.310 → 31.870"
    assert said == f"hop at step 1,854,640: {moved}"


def test_what_was_there_when_a_run_is_opened_is_not_news():
    assert told(SNAGGED) == [""]
    assert told(START, replace(SNAGGED, run=2)) == ["", ""]


def test_on_the_way_to_a_step_nothing_is_said_nor_after():
    assert told(START, replace(SNAGGED, target=4000), SNAGGED) == ["", "", ""]


def test_it_runs_free_again():
    free = replace(SNAGGED, phases=(FREE, SNAG, Phase(PhaseKind.FREE, 4096)), climb=0.873)
    assert (
        told(SNAGGED, free)[1] == "free again at step 4,096: x0 climbs at 87.3% of its free speed"
    )


async def test_a_live_run_tells_of_its_demon_and_of_its_snag(app):
    async with app.run_test(size=(120, 40)) as pilot:
        notice = app.screen.query_one("#notice")
        app.session.restart(PRESETS["original"])
        app.session.set_speed(40)
        await until(pilot, lambda: "demon at step 2,464: x" in str(notice.render()))
        assert "% of its free speed" in str(notice.render())
        await until(pilot, lambda: "snag at step 3,680: x0" in str(notice.render()))
