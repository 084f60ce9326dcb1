"""What goes to the terminal."""

import pyte
import pytest
from rich.console import Console
from ui_helpers import until

from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.terminal.compositor import SpanCompositor, SpanUpdate


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of 100×30, and what is sent to it: (compositor, update, text) each time."""
    console = Console(color_system="truecolor", force_terminal=True)
    screen = pyte.Screen(100, 30)
    stream = pyte.Stream(screen)
    sent = []

    def recorded(render):
        def render_and_show(compositor, *arguments, **options):
            update = render(compositor, *arguments, **options)
            if update is not None:
                text = update.render_segments(console)
                stream.feed(text)
                sent.append((compositor, update, text))
            return update

        return render_and_show

    for name in ("render_full_update", "render_partial_update"):
        monkeypatch.setattr(SpanCompositor, name, recorded(getattr(SpanCompositor, name)))
    return screen, sent


def looks_of(screen):
    """What each cell looks like: the colours of its halves, or its character."""

    def look(cell):
        halves = {"▀": (cell.fg, cell.bg), "▄": (cell.bg, cell.fg), "█": (cell.fg, cell.fg)}
        return (cell.bg, cell.bg) if cell.data == " " else halves.get(cell.data, cell.data)

    return [[look(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


async def test_partial_updates_give_the_same_screen_as_a_full_one(app, terminal):
    screen, sent = terminal
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 3)
        for keys in (["plus"], ["right"], ["f"], ["down", "l"]):
            step = app.session.snapshot.step
            await pilot.press(*keys)
            await until(pilot, lambda step=step: app.session.snapshot.step > step + 20)
        await pilot.press("space")
        await until(pilot, lambda: "paused" in screen.display[0])
        await until(pilot, lambda: app.session.snapshot.activity is Activity.PAUSED)
        app.screen.frame()
        await pilot.pause()
        before = looks_of(screen)
        compositor = sent[-1][0]
        assert compositor.render_full_update() is sent[-1][1]
        assert before == looks_of(screen)
    sizes = [len(text) for _, update, text in sent if isinstance(update, SpanUpdate)]
    assert len(sizes) > 10
    assert sorted(sizes)[len(sizes) // 2] < 2000
