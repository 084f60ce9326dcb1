"""What the app says of films, whatever makes them."""

from pathlib import Path

import pytest
from ui_helpers import text_of, until

from splotch_tui.session.film_queue import FilmProgress, FilmResult
from splotch_tui.ui.widgets.film_bar import FilmBar
from splotch_tui.ui.widgets.notice import Notice


@pytest.fixture
def clock(monkeypatch):
    """What the time is, in seconds: a list of one."""
    now = [100.0]
    monkeypatch.setattr("splotch_tui.ui.screens.films.monotonic", lambda: now[0])
    return now


def notice(app):
    return str(app.screen.query_one(Notice).render())


async def test_each_of_two_results_can_be_read_before_the_next(app, films, clock):
    async with app.run_test(size=(120, 40)) as pilot:
        films.results += [FilmResult(Path("a.mp4")), FilmResult(Path("b.mp4"))]
        await until(pilot, lambda: "a.mp4" in notice(app))
        clock[0] += 3
        step = app.session.snapshot.step
        await until(pilot, lambda: app.session.snapshot.step > step + 40)
        assert "a.mp4" in notice(app)
        assert not app.clipboard
        await pilot.press("y", "enter")
        assert app.clipboard == "a.mp4"
        clock[0] += 3
        await until(pilot, lambda: "b.mp4" in notice(app))
        assert app.clipboard == "a.mp4"
        await pilot.press("y", "enter")
        assert app.clipboard == "b.mp4"


@pytest.mark.parametrize("cancelled", [True, False])
async def test_why_there_is_no_film_is_said(app, films, cancelled):
    async with app.run_test(size=(120, 40)) as pilot:
        films.results.append(FilmResult(Path("a.mp4"), "the disk is full", cancelled))
        await until(pilot, lambda: "a.mp4: the disk is full" in notice(app))
        # What the user wanted is no error.
        assert app.screen.query_one(Notice).has_class("-bad") is not cancelled


async def test_a_film_under_way_has_a_bar(app, films):
    async with app.run_test(size=(120, 40)) as pilot:
        bar = app.screen.query_one(FilmBar)
        assert not bar.display
        films.progress = FilmProgress(Path("a.mp4"), 50, 200, 90.0, 2)
        await until(pilot, lambda: bar.display and "a.mp4" in text_of(bar))
        for words in (" 25%", "2 min left", "2 more to come", "x cancels", "━" * 6 + "─" * 18):
            assert words in text_of(bar)
        films.progress = None
        await until(pilot, lambda: not bar.display)


async def test_what_ends_the_films_thread_ends_the_app(app, films):
    with pytest.raises(ZeroDivisionError):
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: app.session.snapshot.step > 3)
            films.crash = ZeroDivisionError()
            await until(pilot, lambda: app.return_code)
