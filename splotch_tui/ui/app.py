"""The terminal app."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.events import CursorPosition
from textual.screen import Screen

from splotch_tui.core.history import History
from splotch_tui.core.recipe import Recipe
from splotch_tui.ui.glyphs import GLYPHS, fitting_glyphs
from splotch_tui.ui.keeper import Keeper
from splotch_tui.ui.keys import KEYS, Key
from splotch_tui.ui.main_screen import MainScreen
from splotch_tui.ui.runs import shown
from splotch_tui.ui.session import Session, Start

# Steps a frame to begin with: at 20 frames a second, 5,000 steps take half a minute.
_FIRST_PACE = 8


class SplotchApp(App[None]):
    """Watch and change a descent.

    Parameters
    ----------
    recipe : Recipe
        What to run first.
    history : History, optional
        A kept run of that recipe, to play instead.
    fps : float
        Frames a second.
    glyphs : str, optional
        What plots are drawn with; by default what the terminal most likely shows.
    """

    TITLE = "splotch"
    CSS_PATH = "app.tcss"
    COMMAND_PALETTE_BINDING: ClassVar[str] = "ctrl+p"

    def __init__(
        self,
        recipe: Recipe,
        *,
        history: History | None = None,
        fps: float = 20,
        glyphs: str | None = None,
    ) -> None:
        super().__init__()
        self.session = Session(Start(recipe, history), fps, _FIRST_PACE)
        self.keeper = Keeper(self.session)
        self._fps = fps
        self._glyphs = fitting_glyphs() if glyphs is None else GLYPHS[glyphs]

    def get_default_screen(self) -> MainScreen:
        """Return the screen the app opens with."""
        self._main = MainScreen(
            self.session, self.keeper, self._fps, self._glyphs, self.key_text, self.ask_terminal
        )
        return self._main

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """Yield every action of the main screen, for the command palette."""
        for key in KEYS:
            yield SystemCommand(key.about, f"key {self.key_text(key)}", self._performer(key.action))
        yield SystemCommand("Colours", "Choose a theme", self.action_change_theme)

    def _performer(self, action: str) -> Callable[[], Awaitable[bool]]:
        return lambda: self.run_action(action, self._main)

    def key_text(self, key: Key) -> str:
        """Return the keys of an action as people read them."""
        return " ".join(
            self.get_key_display(Binding(one, key.action)) for one in key.keys.split(",")
        )

    def ask_terminal(self, question: str) -> None:
        """Send the terminal a question; its answer comes as an event."""
        if self._driver is not None:
            self._driver.write(question)

    def on_cursor_position(self, _event: CursorPosition) -> None:
        """Let the next frame be drawn: the terminal has read the last one."""
        self._main.gate.answered()

    def on_mount(self) -> None:
        """See to it that a signal does not lose the run."""
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            self.keeper.keep_on_signals(
                lambda code: loop.call_soon_threadsafe(partial(self.exit, return_code=code))
            )

    def on_unmount(self) -> None:
        """End the descent."""
        self.session.close()


def run_app(
    recipe: Recipe,
    *,
    history: History | None = None,
    fps: float = 20,
    glyphs: str | None = None,
) -> int:
    """Run the app in this terminal and return its exit code."""
    app = SplotchApp(recipe, history=history, fps=fps, glyphs=glyphs)
    try:
        app.run()
    finally:
        app.session.close()
        path = app.keeper.keep()
    if path is not None:
        print(f"the run is kept in {shown(path)}", file=sys.stderr)
    return app.return_code or 0
