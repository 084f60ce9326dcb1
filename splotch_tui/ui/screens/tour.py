"""Tour: cards beside the running app, each of which asks for one key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from textual.widget import Widget

from splotch_tui.core.descent import run
from splotch_tui.core.recipe import BY_NAME, Recipe
from splotch_tui.session.start import Start
from splotch_tui.ui.keys import KEY_BY_ID, Key
from splotch_tui.ui.screens.landscape_view import IN_PLACE_OF_A_TRACE, IN_PLACE_OF_MOST
from splotch_tui.ui.tour_cards import CARDS, Card
from splotch_tui.ui.widgets.parameter_panel import ParameterPanel
from splotch_tui.ui.widgets.tour_card import TourCard

if TYPE_CHECKING:
    from splotch_tui.session.session import Session

# It needs so many columns and rows.
SMALLEST = (60, 20)
_LEAVING = ("escape", "ctrl+c")
# The classes of what is pointed at, and of the screen.
_POINTED, _TOURING = "-pointed", "-touring"


class _Before(NamedTuple):
    """What was there before the tour."""

    recipe: Recipe
    step: int
    running: bool
    speed: int | None


class Tour:
    """Shows the cards on a screen, and takes its keys as long as it does.

    Parameters
    ----------
    screen : Widget
        The screen, with a `TourCard`, a `ParameterPanel` and what the cards point at.
    session : Session
        What it runs the cards' recipes in.
    key_text : callable
        Returns the keys of an action as people read them.
    key_names : mapping of str
        The keys of every action, as Textual names them.
    show_all : callable
        Has the screen show the whole run, and the map.
    """

    def __init__(
        self,
        screen: Widget,
        session: Session,
        key_text: Callable[[Key], str],
        key_names: Mapping[str, str],
        show_all: Callable[[], None],
    ) -> None:
        self._screen = screen
        self._session = session
        self._key_text = key_text
        self._key_names = key_names
        self._show_all = show_all
        # The number of the card that is shown; None: there is no tour.
        self._number: int | None = None
        # Whether its key was pressed.
        self._done = False
        self._before: _Before | None = None

    def start(self, *, from_nothing: bool = False) -> None:
        """Show the first card.

        Parameters
        ----------
        from_nothing : bool
            Whether the app was started for the tour, and there is nothing to come back to.
        """
        seen = self._session.snapshot
        if not from_nothing:
            running = self._session.running
            self._before = _Before(seen.recipe, seen.step, running, self._session.speed)
        self._screen.add_class(_TOURING)
        self._turn_to(0)

    def takes(self, key: str) -> bool:
        """Return whether a key is the tour's alone; it may end the tour.

        Enter goes on, whether a card's own key was pressed or not. All others do nothing: who does
        not know the keys yet is not to fall out of what explains them.
        """
        if self._number is None:
            return False
        if key in _LEAVING or key in self._key_names["app.quit"].split(","):
            self.leave()
            return True
        card = CARDS[self._number]
        if self._done or key not in self._key_names[card.key_id].split(","):
            if key == "enter":
                self._turn_to(self._number + 1)
            return True
        self._done = True
        self._session.run(card.running or card.key_id != "run.toggle")
        self._draw(card)
        return False

    def _turn_to(self, number: int) -> None:
        self._show_all()
        if number == len(CARDS):
            self.leave()
            return
        self._number, self._done = number, False
        card = CARDS[number]
        history = run(card.recipe) if card.foreseen else None
        self._session.play(Start(card.recipe, history, card.step))
        self._session.set_speed(card.speed)
        self._session.run(card.running)
        self._screen.query_one(ParameterPanel).chosen = BY_NAME[card.chosen]
        self._point_at(card.panel)
        self._draw(card)

    def _point_at(self, panel: str | None) -> None:
        for pointed in self._screen.query(f".{_POINTED}"):
            pointed.remove_class(_POINTED)
        self._screen.set_class(panel == "landscape", IN_PLACE_OF_MOST)
        self._screen.remove_class(IN_PLACE_OF_A_TRACE)
        if panel is not None:
            self._screen.query_one(f"#{panel}").add_class(_POINTED)

    def _draw(self, card: Card) -> None:
        assert self._number is not None
        last = self._number == len(CARDS) - 1
        text = self._key_text(KEY_BY_ID[card.key_id]).split()[0]
        heading = f"tour · {self._number + 1} of {len(CARDS)} · {card.title}"
        if self._done:
            asked = ("enter", "ends it" if last else "goes on")
            words = card.after
        else:
            asked, words = (text, card.asks), card.words
        other = "" if self._done and last else "esc leaves the tour"
        self._screen.query_one(TourCard).draw(heading, card.place, words, asked, other)

    def leave(self) -> None:
        """End it, for the run that was there before."""
        if self._number is None:
            return
        self._number = None
        self._point_at(None)
        self._screen.remove_class(_TOURING)
        before, self._before = self._before, None
        if before is not None:
            # The same bits, but for the engine that gives its own on other machines.
            self._session.play(Start(before.recipe, step=before.step))
            self._session.set_speed(before.speed)
            self._session.run(before.running)
