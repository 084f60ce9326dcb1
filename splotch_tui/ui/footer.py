"""Which keys help now: what stands in the footer of the main screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from splotch_tui.core.parameters import Parameter
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.keys import KEY_BY_ID, Key
from splotch_tui.ui.widgets.key_footer import FooterEntry

# Ids of keys and what each does in a state, the most helpful first; {name} is the chosen parameter.
_STATES: dict[Activity, tuple[tuple[str, str], ...]] = {
    Activity.COMPILING: (),
    Activity.RUNNING: (
        ("run.toggle", "pause"),
        ("run.faster", "faster"),
        ("run.slower", "slower"),
        ("parameter.more", "{more} {name}"),
        ("parameter.less", "{less} {name}"),
        ("seed.next", "next seed"),
        ("film.export", "film"),
        ("view.pin", "compare"),
        ("file.open", "open"),
    ),
    Activity.PAUSED: (
        ("run.toggle", "run"),
        ("run.step", "step"),
        ("run.back", "back"),
        ("run.forward", "forward"),
        ("parameter.more", "{more} {name}"),
        ("parameter.less", "{less} {name}"),
        ("film.export", "film"),
        ("file.save", "save"),
        ("file.copy", "copy"),
    ),
    Activity.FINISHED: (
        ("run.restart", "again"),
        ("seed.next", "next seed"),
        ("film.export", "film"),
        ("run.back", "back"),
        ("view.pin", "compare"),
        ("file.save", "save"),
        ("file.copy", "copy"),
        ("view.ensemble", "ensemble"),
        ("file.open", "open"),
    ),
    # It diverged.
    Activity.FAILED: (
        ("run.undo", "take back"),
        ("parameter.less", "{less} {name}"),
        ("run.restart", "again"),
        ("seed.next", "next seed"),
        ("file.open", "open"),
    ),
}
_FILMING = ("film.cancel", "cancel the film")
_LASTING = (("app.help", "help"), ("app.tour", "tour"), ("app.quit", "quit"))


class FooterKeys:
    """Knows which keys help in which state.

    Parameters
    ----------
    key_text : callable
        Returns the keys of an action as people read them.

    Attributes
    ----------
    lasting : tuple of FooterEntry
        Those that help in every state.
    """

    def __init__(self, key_text: Callable[[Key], str]) -> None:
        self._key_text = key_text
        self._known: dict[object, tuple[FooterEntry, ...]] = {}
        self.lasting = self._entries(_LASTING, None)

    def helpful(
        self, activity: Activity, speed: int | None, chosen: Parameter, filming: bool
    ) -> tuple[FooterEntry, ...]:
        """Return what helps in a state, the very same for the same state.

        Parameters
        ----------
        activity : Activity
            What the session is doing.
        speed : int, optional
            Steps a frame; None: as fast as it goes.
        chosen : Parameter
            Which is chosen.
        filming : bool
            Whether a film is under way.
        """
        state = activity, speed is None, chosen.name, filming
        if state not in self._known:
            wanted = [
                (name, words)
                for name, words in _STATES[activity]
                if speed is not None or name != "run.faster"
            ]
            if filming:
                wanted.insert(1, _FILMING)
            self._known[state] = self._entries(wanted, chosen)
        return self._known[state]

    def _entries(
        self, wanted: Iterable[tuple[str, str]], chosen: Parameter | None
    ) -> tuple[FooterEntry, ...]:
        # Words follow each other: none of them is more than another.
        of_words = chosen is not None and chosen.choices
        more, less = ("next", "previous") if of_words else ("more", "less")
        name = "" if chosen is None else chosen.label
        return tuple(
            FooterEntry(
                # The first of an action's keys stands for all.
                self._key_text(KEY_BY_ID[key]).split(" ")[0],
                words.format(more=more, less=less, name=name),
                KEY_BY_ID[key].action,
                KEY_BY_ID[key].about,
            )
            for key, words in wanted
        )
