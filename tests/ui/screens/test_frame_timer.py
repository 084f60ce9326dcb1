"""A screen with nothing to draw rests, and wakes for what happens."""

from textual.app import App
from textual.screen import Screen
from ui_helpers import until

from splotch_tui.ui.screens.frame_timer import FrameTimer


class Drawn(Screen):
    """Counts frames, and what it was asked."""

    frames, looks, busy, news = 0, 0, False, False

    def on_mount(self):
        self.timer = FrameTimer(self, 60, self.frame, self.has_news)

    def frame(self):
        self.frames += 1
        self.news = False
        return self.busy

    def has_news(self):
        self.looks += 1
        return self.news


async def rests(pilot, screen):
    """Wait until it rests: it looks for news then alone, and draws nothing."""
    looks = screen.looks
    await until(pilot, lambda: screen.looks > looks)
    frames = screen.frames
    await until(pilot, lambda: screen.looks > looks + 1)
    assert screen.frames == frames


async def test_it_rests_and_wakes():
    screen = Drawn()
    async with App().run_test() as pilot:
        await pilot.app.push_screen(screen)
        await rests(pilot, screen)
        # Woken, it draws again at once, and as long as there is anything to draw.
        screen.busy = True
        frames, looks = screen.frames, screen.looks
        screen.timer.wake()
        await until(pilot, lambda: screen.frames > frames + 80)
        assert screen.looks == looks
        screen.busy = False
        await rests(pilot, screen)
        # What happens by itself wakes it, too.
        frames = screen.frames
        screen.news = True
        await until(pilot, lambda: screen.frames > frames)
        await rests(pilot, screen)
