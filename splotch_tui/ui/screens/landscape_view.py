"""LandscapeView: how the main screen shows the landscape, and along which coordinate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from splotch_tui.core.recipe import BY_NAME
from splotch_tui.ui.keys import KEYS, Key
from splotch_tui.ui.screens.prompt import PromptScreen
from splotch_tui.ui.screens.steering import SteeringScreen
from splotch_tui.ui.widgets.landscape_panel import LandscapeMode, LandscapePanel

# From this width on there is room for the side panel.
WIDE = 72
# The screen's class where the landscape takes a trace's place: only when asked to.
IN_PLACE_OF_A_TRACE = "-landscape"
# And where it takes what room there is, however little, as the tour has it.
IN_PLACE_OF_MOST = "-at-landscape"
# Where it takes the place of all traces and of the parameters.
_LARGE = "-large"


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
        if self._screen.has_class(_LARGE):
            modes.remove(LandscapeMode.OFF)
        if self._is_hidden():
            mode = LandscapeMode.MAP
        else:
            mode = modes[(modes.index(self._panel.mode) + 1) % len(modes)]
        skipped = mode is LandscapeMode.FLIGHT and not self._panel.has_colours
        if skipped:
            mode = modes[(modes.index(mode) + 1) % len(modes)]
        self._show(mode)
        return f"{mode}; a flight needs 256 colours and block characters" if skipped else str(mode)

    def turn_large(self, key_text: Callable[[Key], str]) -> str:
        """Show the landscape in the place of all else, or in its own, and return what to say.

        Parameters
        ----------
        key_text : callable
            Returns the keys of an action as people read them.
        """
        if self._screen.has_class(_LARGE):
            self.turn_small()
            return f"landscape: {self._panel.mode}"
        if not self._is_seen():
            self._show(LandscapeMode.FLIGHT if self._panel.has_colours else LandscapeMode.MAP)
        self._screen.add_class(_LARGE)
        back = " or ".join(key_text(key) for key in KEYS if key.action in {"large", "back"})
        return f"landscape: {self._panel.mode}, large; {back} shows the traces again"

    def turn_small(self) -> None:
        """Show the landscape in its own place."""
        self._screen.remove_class(_LARGE)

    def show_map(self) -> None:
        """Show the map, where there is room for it."""
        self.turn_small()
        self._show(LandscapeMode.MAP)

    def _show(self, mode: LandscapeMode) -> None:
        shown = mode is not LandscapeMode.OFF
        self._panel.mode = mode
        self._panel.display = shown
        self._screen.set_class(shown, IN_PLACE_OF_A_TRACE)

    def show_next_axis(self, direction: int) -> None:
        """Look along the next or the previous coordinate."""
        if self._is_shown():
            dims = self._screen.session.snapshot.recipe.dims
            self._screen.say(f"landscape along {self._panel.show_next_axis(dims, direction)}")

    def show_axis(self, number: int) -> None:
        """Look along a coordinate."""
        if self._is_shown():
            self._screen.say(f"landscape along {self._panel.show_axis(number)}")

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
        places = (IN_PLACE_OF_A_TRACE, IN_PLACE_OF_MOST)
        return narrow and not any(map(self._screen.has_class, places))

    def _is_shown(self) -> bool:
        """Whether the landscape is shown; says so if it is not."""
        if not self._is_seen():
            self._screen.say("the landscape is off")
        return self._is_seen()

    def _is_seen(self) -> bool:
        return self._panel.mode is not LandscapeMode.OFF and not self._is_hidden()
