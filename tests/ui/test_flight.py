"""The flight over the hills in the app: its keys, its thread, and what takes its place."""

import threading

import numpy as np
import pytest
from ui_helpers import draw_finished, draw_flight, text_of, until

from splotch_tui import PRESETS, Recipe
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.plotting import flight
from splotch_tui.ui.plotting.flight import FlightOrder, FlightPainter

RECIPE = PRESETS["original"].shortened(300)


def opened(recipe=RECIPE, **config):
    return SplotchApp(recipe, config=Config(**({"fps": 0.001, "glyphs": "block"} | config)))


def said(app):
    return str(app.screen.query_one("#notice").render())


async def finished(pilot):
    """The landscape of a run that is over."""
    pilot.app.session.set_speed(None)
    await draw_finished(pilot)
    return pilot.app.screen.query_one("#landscape")


async def test_v_shows_map_flight_and_nothing():
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await finished(pilot)
        map_ = panel.line_at(5)
        await pilot.press("v")
        assert said(app) == "landscape: flight"
        for _ in range(2):
            app.screen.gate.note_answer()
            app.screen.frame()
        assert text_of(panel).startswith("preparing the flight")
        # Nothing of the map is left, in what is on the screen either.
        assert not panel.line_at(5).text
        await draw_flight(pilot)
        assert text_of(panel).startswith("flight over the hills, along x0 and x")
        assert panel.line_at(5) != map_
        await pilot.press("v")
        assert not panel.display
        await pilot.press("v")
        await draw_finished(pilot)
        assert panel.line_at(5) == map_


async def test_large_it_takes_the_place_of_all_else():
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await finished(pilot)
        small = panel.size
        await pilot.press("v", "V")
        await draw_flight(pilot)
        assert said(app) == "landscape: flight, large; V or esc shows the traces again"
        assert panel.size.width == 120
        assert panel.size.height > 30
        assert not app.screen.query_one("#x0").region
        assert not app.screen.query_one("#parameters").region
        # There is something of it in every row.
        assert all(len(list(panel.line_at(y))) > 10 for y in range(1, panel.size.height - 1))
        await pilot.press("v")
        assert said(app) == "landscape: map"
        for key in ("escape", "V", "V"):
            await pilot.press(key)
        await pilot.pause()
        assert panel.size == small
        assert app.screen.query_one("#x0").region


@pytest.mark.parametrize("size", [(40, 14), (60, 20), (72, 24), (110, 30)])
async def test_at_every_size_it_is_there_or_left_out_whole(size):
    app = opened()
    async with app.run_test(size=size) as pilot:
        panel = await finished(pilot)
        for key in ("v", "v", "v", "V", "v", "v"):
            await pilot.press(key)
            await draw_finished(pilot)
        await pilot.press("v")
        await draw_flight(pilot)
        assert "hills" in text_of(panel) or "flight" in text_of(panel)


@pytest.mark.parametrize("why", ["ascii", "NO_COLOR", "few"])
async def test_where_it_cannot_be_shown_the_map_is_all_there_is(monkeypatch, why):
    if why == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    app = opened(glyphs="ascii" if why == "ascii" else "block")
    async with app.run_test(size=(120, 40)) as pilot:
        app.set_class(why == "few", "-few-colours")
        panel = await finished(pilot)
        await pilot.press("v")
        assert said(app) == ("landscape: off; a flight needs 256 colours and block characters")
        await pilot.press("V")
        assert said(app).startswith("landscape: map, large")
        await draw_finished(pilot)
        assert "hills" in text_of(panel)


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(dims=1, epsilon=0.0, steps=50),
        Recipe(dims=64, epsilon=900.0, steps=50),
        Recipe(dims=2, weights="frozen:0.5", steps=50),
        Recipe(dims=3, rule="adam", steps=50),
    ],
    ids=["level", "steep", "frozen", "adam"],
)
async def test_every_kind_of_run_is_shown(recipe):
    app = opened(recipe)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await finished(pilot)
        await pilot.press("v")
        await draw_flight(pilot)
        assert text_of(panel).startswith("flight")


async def test_while_it_runs_pictures_follow_and_another_run_is_taken_up():
    app = opened(PRESETS["comment"], fps=20)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = app.screen.query_one("#landscape")
        await pilot.press("v")
        await until(pilot, lambda: text_of(panel).startswith("flight"))
        for key in (None, "r", "3", "right", "n"):
            if key:
                await pilot.press(key)
            before = [panel.line_at(y) for y in range(1, 10)]
            await until(
                pilot, lambda before=before: before != [panel.line_at(y) for y in range(1, 10)]
            )


async def test_what_stands_still_is_sent_once():
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await finished(pilot)
        await pilot.press("v")
        await draw_flight(pilot)
        panel.take_sent()
        for _ in range(10):
            app.screen.frame()
            await pilot.pause(0.01)
        assert panel.take_sent() == 0


async def test_a_mistake_in_its_thread_ends_the_app(monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr(flight._Drawer, "draw", fail)
    app = opened(fps=20)
    with pytest.raises(ZeroDivisionError):
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("v")
            while not app.return_code:
                await pilot.pause(0.02)


def test_orders_never_queue(monkeypatch):
    began, go_on = threading.Semaphore(0), threading.Semaphore(0)
    drawn = []

    def draw(_, order):
        began.release()
        assert go_on.acquire(timeout=30)
        drawn.append(order.at)
        return flight.FlightPicture(order, np.zeros((2, 2), np.int32), 1.0)

    monkeypatch.setattr(flight._Drawer, "draw", draw)
    painter = FlightPainter()
    orders = [FlightOrder(None, 1, (2, 2), (0, 0, 0), True, float(at)) for at in range(5)]
    painter.order(orders[0])
    assert began.acquire(timeout=30)
    for order in orders[1:]:
        painter.order(order)
    go_on.release()
    assert began.acquire(timeout=30)
    # The first is there while the newest is being drawn; those between are not drawn at all.
    assert painter.take().order is orders[0]
    assert painter.take() is None
    painter.close()
    go_on.release()
    assert drawn[0] == 0.0
