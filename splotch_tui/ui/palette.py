"""The palette: what can be done, by name and by the other words that people have for it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.theme import ThemeProvider
from textual.types import IgnoreReturnCallbackType

# What people call what a key does, by its id.
WORDS = {
    "run.toggle": "play stop start continue resume",
    "run.step": "single next advance",
    "run.undo": "revert undo previous",
    "run.restart": "reset rerun begin replay rewind",
    "run.faster": "quicker accelerate",
    "run.slower": "decelerate",
    "run.back": "seek rewind earlier",
    "run.forward": "seek later skip",
    "run.far-back": "seek rewind earlier",
    "run.far-forward": "seek later skip",
    "run.goto": "seek jump time",
    "parameter.up": "previous select",
    "parameter.down": "next select",
    "parameter.less": "decrease lower smaller change",
    "parameter.more": "increase raise larger change",
    "parameter.much-less": "decrease lower smaller change",
    "parameter.much-more": "increase raise larger change",
    "parameter.type": "enter edit set value number change",
    "seed.next": "landscape random other",
    "seed.previous": "landscape random other",
    "preset.comment": "example start snag",
    "preset.orthogonal": "example start free",
    "preset.original": "example start demon",
    "view.follow": "window zoom tail recent",
    "view.pin": "overlay hold reference against",
    "view.solo": "single only one isolate coordinate dimension",
    "view.landscape": "surface hills heatmap loss fly 3-d",
    "view.axis": "surface slice dimension coordinate",
    "view.nearer": "zoom in magnify window",
    "view.farther": "zoom out window",
    "view.earlier": "pan scroll left window",
    "view.later": "pan scroll right window",
    "view.first": "home start beginning window",
    "view.newest": "last present window",
    "view.log": "logarithmic scale time",
    "view.smooth": "average moving window filter",
    "view.measure": "hills metric panel plot",
    "view.cursor": "values read-out inspect crosshair",
    "view.previous-mark": "snag demon hop change jump",
    "view.next-mark": "snag demon hop change jump",
    "view.back": "close escape",
    "view.large": "big full screen surface hills fly 3-d",
    "view.axis-back": "surface slice dimension coordinate",
    "view.axis-number": "surface slice dimension coordinate go",
    "view.ensemble": "many statistics grid survival seeds noise",
    "file.save": "keep write store npz history",
    "file.open": "load history library journal list browse",
    "film.export": "export video movie mp4 gif webm picture png render animate",
    "file.copy": "clipboard yank scp paste share",
    "film.cancel": "abort stop export video movie",
    "app.help": "keyboard shortcuts explain about formula",
    "app.tour": "explain learn tutorial introduction cards",
    "app.palette": "commands search find",
    "app.suspend": "background shell",
    "app.redraw": "refresh repaint clear",
    "app.quit": "quit exit close end bye",
}
# How symbols are spelled where a keyboard has none of them.
SPELLED = {"ε": "eps", "η": "eta lr rate", "D": "dimensions"}
# More than any match of scattered letters.
_WHOLE_WORDS = 1000.0


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done.

    Attributes
    ----------
    title : str
        What it does, for people.
    about : str
        More on it: its key.
    run : callable
        Does it.
    search : str
        Other words by which people look for it.
    """

    title: str
    about: str
    run: IgnoreReturnCallbackType
    search: str = ""

    def likeness(self, words: Collection[str]) -> int:
        """Return 2 if all words are its own, 1 if each begins one of them, else 0."""
        own = set(f"{self.title} {self.search}".lower().split())
        if own.issuperset(words):
            return 2
        return int(all(any(one.startswith(word) for one in own) for word in words))


class _Commanded(Protocol):
    """An app with commands and themes."""

    @abstractmethod
    def palette_commands(self) -> list[Command]:
        """Return the commands in the order in which they are shown."""

    @abstractmethod
    def choose_theme(self, theme: str) -> None:
        """Take a theme."""


class CommandProvider(Provider):
    """Finds the app's commands: by words first, then by scattered letters of the title."""

    async def discover(self) -> Hits:
        """Yield all commands."""
        for command in self._commands:
            yield DiscoveryHit(command.title, command.run, help=command.about)

    async def search(self, query: str) -> Hits:
        """Yield what is looked for."""
        matcher = self.matcher(query)
        words = query.lower().split()
        for command in self._commands:
            score = matcher.match(command.title) + _WHOLE_WORDS * command.likeness(words)
            if score > 0:
                title = matcher.highlight(command.title)
                yield Hit(score, title, command.run, text=command.title, help=command.about)

    @property
    def _commands(self) -> list[Command]:
        return cast("_Commanded", self.app).palette_commands()


class ThemeChoices(ThemeProvider):
    """The themes, one of which is taken."""

    @property
    def commands(self) -> list[tuple[str, Callable[[], None]]]:
        """The names of the themes, and what takes each."""
        app = cast("_Commanded", self.app)
        return [
            (name, partial(app.choose_theme, name)) for name in sorted(self.app.available_themes)
        ]
