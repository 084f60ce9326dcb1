"""What is shown no more is given up, however often another thing is shown."""

import gc
from collections import Counter

import pytest
from textual.strip import Strip
from textual.widget import Widget
from ui_helpers import until


@pytest.fixture(autouse=True)
def only_what_is_new():
    """Have the collector look at nothing that was there before: it takes long."""
    gc.freeze()
    yield
    gc.unfreeze()


def held():
    """How many widgets there are, and how many lines that they have drawn."""
    gc.collect()
    kinds = Counter(
        kind
        for one in gc.get_objects()
        for kind in (Widget, Strip)
        # Not isinstance: that asks mocks and proxies, too.
        if issubclass(type(one), kind)
    )
    return kinds[Widget], kinds[Strip]


@pytest.mark.parametrize("key", ["question_mark", "o", "e", "enter", "ctrl+p"])
async def test_dialogs_that_were_closed_hold_nothing(app, key):
    async with app.run_test(size=(100, 32)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 10)
        await pilot.press("space")
        main, counts = app.screen, []
        for _ in range(8):
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not main)
            await pilot.pause()
            await pilot.press("escape", "escape")
            await until(pilot, lambda: app.screen is main)
            await pilot.pause()
            counts.append(held())
    widgets, lines = zip(*counts[2:], strict=True)
    # What is held for a moment differs, by the palette's nine widgets and their lines: what is held
    # for good grows by as many each time, the least of it too.
    assert min(widgets[3:]) - min(widgets[:3]) < 12, widgets
    assert min(lines[3:]) - min(lines[:3]) < 250, lines
