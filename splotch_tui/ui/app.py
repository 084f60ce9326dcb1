"""The terminal app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from splotch_tui.core.history import History
from splotch_tui.core.recipe import Recipe
from splotch_tui.ui.glyphs import GLYPHS, fitting_glyphs
from splotch_tui.ui.main_screen import MainScreen
from splotch_tui.ui.session import Session

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
        self.session = Session(recipe, fps, _FIRST_PACE, history)
        self._fps = fps
        self._glyphs = fitting_glyphs() if glyphs is None else GLYPHS[glyphs]

    def get_default_screen(self) -> Screen[None]:
        """Return the screen the app opens with."""
        return MainScreen(self.session, self._fps, self._glyphs)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield every action of the screen, for the command palette."""
        for binding in MainScreen.BINDINGS:
            if isinstance(binding, Binding):
                yield SystemCommand(
                    f"{binding.tooltip}",
                    f"key {self.get_key_display(binding)}",
                    lambda action=binding.action: self._perform(screen, action),
                )
        yield SystemCommand("Theme", "Choose the colours", self.action_change_theme)

    async def _perform(self, screen: Screen[object], action: str) -> None:
        await self.run_action(action, screen)

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
    app.run()
    return app.return_code or 0
