"""The flight as a picture of pixels: when it is there, and that it is never over anything else."""

import re

import pytest
from textual.widgets import Static
from ui_helpers import draw_finished, draw_flight, text_of, until

from splotch_tui import PRESETS
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.terminal import frame_gate, raw_output
from splotch_tui.ui.terminal.graphics import GraphicsAnswer
from splotch_tui.ui.widgets import pixel_picture

RECIPE = PRESETS["original"].shortened(300)
KITTY = "\x1b_Gi=31;OK\x1b\\", "\x1b[6;20;10t", "\x1b[?62;c"
SIXEL = "\x1b[6;20;10t", "\x1b[?62;4c"
SHOWN = re.compile(r"\x1b\[(\d+);(\d+)H(?:\x1b_Ga=T|\x1bP)")
AWAY = re.compile(r"\x1b_Ga=d")


class Sent:
    """What of pictures goes to the terminal."""

    def __init__(self, monkeypatch):
        self.texts = []
        self._send = raw_output.send
        monkeypatch.setattr(raw_output, "send", self._note)

    def _note(self, app, text):
        self.texts.append(text)
        self._send(app, text)

    def take(self):
        text, self.texts = "".join(self.texts), []
        return text


@pytest.fixture
def sent(monkeypatch):
    return Sent(monkeypatch)


def opened():
    return SplotchApp(RECIPE, config=Config(fps=0.001, glyphs="block"))


async def in_flight(pilot, answers=KITTY):
    """The landscape of a run that is over, in flight on a terminal that answers so."""
    pilot.app.session.set_speed(None)
    await draw_finished(pilot)
    for answer in answers:
        pilot.app.post_message(GraphicsAnswer(answer))
    await pilot.press("v")
    await draw_flight(pilot)
    await pilot.pause()
    return pilot.app.screen.query_one("#landscape")


def has_half_blocks(panel):
    return "▀" in text_of(panel)


@pytest.mark.parametrize("answers", [KITTY, SIXEL], ids=["kitty", "sixel"])
async def test_it_is_where_the_flight_is(sent, answers, monkeypatch):
    monkeypatch.setattr(frame_gate, "_FIRST_RATE", 1e7)
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await in_flight(pilot, answers)
        *_, last = SHOWN.finditer(sent.take())
        at = panel.region.offset
        # Below the title.
        assert (int(last[1]), int(last[2])) == (at.y + 2, at.x + 1)
        assert not has_half_blocks(panel)
        assert text_of(panel).startswith("flight over the hills, along x0 and x")


async def test_a_dialog_is_never_behind_it(sent):
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await in_flight(pilot)
        sent.take()
        await pilot.press("question_mark")
        await until(pilot, lambda: not app.screen_stack[0].is_active)
        await pilot.pause()
        assert AWAY.search(sent.take())
        assert has_half_blocks(panel)
        await pilot.press("escape")
        await draw_flight(pilot)
        await pilot.pause()
        assert SHOWN.search(sent.take())
        assert not has_half_blocks(panel)


async def test_whatever_comes_before_it_takes_it_away(sent):
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await in_flight(pilot)
        card = Static("over it")
        card.styles.layer, card.styles.dock = "notice", "top"
        card.styles.width = card.styles.height = 3
        sent.take()
        await app.screen.mount(card)
        card.styles.offset = panel.region.x + 2, panel.region.y + 3
        await pilot.pause()
        assert panel.region.contains_region(card.region)
        await draw_flight(pilot)
        assert AWAY.search(sent.take())
        assert has_half_blocks(panel)
        card.display = False
        await pilot.pause()
        await draw_flight(pilot)
        await pilot.pause()
        assert SHOWN.search(sent.take())


@pytest.mark.parametrize("keys", ["v", "V", "vv"])
async def test_another_view_has_none_or_another_one(sent, keys):
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await in_flight(pilot)
        sent.take()
        await pilot.press(*keys)
        await draw_finished(pilot)
        await draw_flight(pilot)
        await pilot.pause()
        text = sent.take()
        assert AWAY.search(text)
        shown = list(SHOWN.finditer(text))
        if keys == "V":
            assert (int(shown[-1][1]), int(shown[-1][2])) == (panel.region.y + 2, 1)
        else:
            assert not shown


async def test_a_screen_of_another_size_has_another_one(sent):
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await in_flight(pilot)
        sent.take()
        await pilot.resize_terminal(150, 50)
        await draw_flight(pilot)
        await pilot.pause()
        text = sent.take()
        assert AWAY.search(text)
        columns = panel.size.width
        assert f",c={columns}," in text[SHOWN.search(text).start() :]


async def test_another_theme_and_a_screen_drawn_anew_show_it_again(sent):
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        await in_flight(pilot)
        for change in (lambda: setattr(app, "theme", "textual-light"), app.action_redraw):
            sent.take()
            change()
            await pilot.pause()
            await draw_flight(pilot)
            await pilot.pause()
            assert SHOWN.search(sent.take())


async def test_over_a_link_too_slow_for_it_there_are_half_blocks(sent, monkeypatch):
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        monkeypatch.setattr(pixel_picture, "_MOST_BYTES", 300)
        panel = await in_flight(pilot)
        assert not SHOWN.search(sent.take())
        assert has_half_blocks(panel)


async def test_a_terminal_that_does_not_say_it_can_gets_half_blocks(sent):
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await in_flight(pilot, ("\x1b[6;20;10t", "\x1b[?62;c"))
        assert not re.search("\x1b[_P]", sent.take())
        assert has_half_blocks(panel)
