"""LandscapeView: how the main screen shows the landscape, and along which coordinate."""

from __future__ import annotations

from dataclasses import replace

from splotch_tui.core.recipe import BY_NAME
from splotch_tui.ui.screens.prompt import PromptScreen
from splotch_tui.ui.screens.steering import SteeringScreen
from splotch_tui.ui.widgets.landscape_panel import LandscapeMode, LandscapePanel

# From this width on there is room for the side panel.
WIDE = 72
# The screen's class where the landscape takes a trace's place: only when asked to.
_IN_PLACE_OF_A_TRACE = "-landscape"


class LandscapeView:
    """Turns the landscape of a screen.

    Parameters
    ----------
    screen : SteeringScreen
        The screen, with a `LandscapePanel`.
    """

    def __init__(self, screen: SteeringScreen) -> None:
        self._screen = screen

    @property
    def _panel(self) -> LandscapePanel:
        return self._screen.query_one(LandscapePanel)

    def show_next(self) -> str:
        """Show the landscape in the next way, or not at all, and return which."""
        modes = list(LandscapeMode)
        if self._is_hidden():
            mode = LandscapeMode.MAP
        else:
            mode = modes[(modes.index(self._panel.mode) + 1) % len(modes)]
        self._panel.mode = mode
        self._panel.display = mode is not LandscapeMode.OFF
        self._screen.set_class(mode is not LandscapeMode.OFF, _IN_PLACE_OF_A_TRACE)
        return str(mode)

    def show_next_axis(self, direction: int) -> None:
        """Look along the next or the previous coordinate."""
        if self._is_shown():
            dims = self._screen.session.snapshot.recipe.dims
            self._screen.say(f"landscape along {self._panel.show_next_axis(dims, direction)}")

    def ask_for_axis(self, typed: dict[str, str]) -> None:
        """Ask for the number of a coordinate, and look along it.

        Parameters
        ----------
        typed : dict of str
            See `PromptScreen`.
        """
        if not self._is_shown():
            return
        dims = self._screen.session.snapshot.recipe.dims
        number = replace(BY_NAME["dims"], name="xn", low=1, high=dims)

        def take(text: str) -> None:
            self._screen.say(
                f"landscape along {self._panel.show_axis(int(number.parse(text) or 0))}"
            )

        self._screen.app.push_screen(
            PromptScreen("look along xn number", number.range_text, "", take, typed)
        )

    def _is_hidden(self) -> bool:
        """Whether there is no room for the landscape but in a trace's place, where it is not."""
        narrow = self._screen.size.width < WIDE
        return narrow and not self._screen.has_class(_IN_PLACE_OF_A_TRACE)

    def _is_shown(self) -> bool:
        """Whether the landscape is shown; says so if it is not."""
        shown = self._panel.mode is not LandscapeMode.OFF and not self._is_hidden()
        if not shown:
            self._screen.say("the landscape is off")
        return shown
