"""FilmOptions: everything that may be asked of a film or a picture.

A new option is one field of `FilmOptions`: `animate` and `still`, the command line, the app's form
and the process that films take it from there. It is used where `FilmPlan.options` is at hand, which
is wherever a film, a view or a format is made.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeVar

from render.formats import FORMATS
from render.option_kinds import (
    AxesKind,
    ChoiceKind,
    Kind,
    NumberKind,
    SizeKind,
    StepKind,
    StepRangeKind,
    SwarmKind,
    TextKind,
    YesNoKind,
    quoted,
)
from render.quality import DEFAULT_QUALITY, QUALITIES
from render.scene.step_range import StepRange
from render.scene.timing import TIMINGS
from render.scene.views import DEFAULT_STILL_VIEW, DEFAULT_VIEW, VIEWS
from render.theme import DEFAULT_THEME, THEMES
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.recipe import Recipe

D = TypeVar("D")
T = TypeVar("T")

_LIMITED = [ending for ending, known in FORMATS.items() if known.limited]


@dataclass(frozen=True, slots=True)
class Option:
    """A field of `FilmOptions`, with what those who ask for it need.

    Attributes
    ----------
    name : str
        The field's.
    default : object
        Its value where nothing is asked for.
    kind : Kind
        What values it takes.
    help : str
        One line for people.
    label : str
        What the app's form calls it; empty: the form does not ask for it.
    only : str
        "films" or "pictures" where it means nothing for the others; empty: for both.
    flags : tuple of str
        What it is called on the command line.
    """

    name: str
    default: Any
    kind: Kind[Any]
    help: str
    label: str
    only: str
    flags: tuple[str, ...]

    def suits(self, moving: bool) -> bool:
        """Return whether it is for films, or for pictures."""
        return not self.only or (self.only == "films") is moving

    def check(self, value: object) -> Any:
        """Return `value` as the option takes it; None is its default.

        Raises
        ------
        SplotchError
            It is no value of this option.
        """
        return self.default if value is None else self.kind.check(self.name, value)

    def read(self, text: str) -> Any:
        """Return the value that a user typed.

        Raises
        ------
        SplotchError
            As `check`.
        """
        return self.check(self.kind.read(self.name, text))

    def proposal(self, recipe: Recipe) -> str:
        """Return the text that a form begins with."""
        if self.default is None:
            return self.kind.proposal(recipe)
        return self.kind.text(self.default)


def option(
    default: D,
    kind: Kind[T],
    help_: str,
    *,
    label: str = "",
    only: Literal["films", "pictures", ""] = "",
    flags: tuple[str, ...] = (),
) -> D | T:
    """Return a field of `FilmOptions`; see `Option`. Unless told, its flag is its name."""
    told = {"kind": kind, "help": help_, "label": label, "only": only, "flags": flags}
    result: D | T = field(default=default, metadata=told)
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmOptions:
    """What may be asked of a film or a picture; two that are equal make the same of a history.

    How it is made (jobs, progress) and where it goes (path, poster, force) are no options of the
    film but arguments of `animate` and `still`. None stands for an option's default; a value that
    the option does not take raises SplotchError.
    """

    view: str | None = option(
        None,
        ChoiceKind(tuple(VIEWS)),
        f"how the camera moves; default: {DEFAULT_VIEW} for films, {DEFAULT_STILL_VIEW} for "
        "pictures. " + "; ".join(f"{name} {does}" for name, does in VIEWS.items()),
        label="view",
    )
    quality: str = option(
        DEFAULT_QUALITY,
        ChoiceKind(tuple(QUALITIES)),
        "sets size, rate and compression",
        label="quality",
        flags=("-q", "--quality"),
    )
    size: tuple[int, int] | None = option(
        None, SizeKind(64, 8192), "width and height in pixels, such as 1280x720"
    )
    fps: int | None = option(None, NumberKind(int, 1, 120), "frames a second", only="films")
    seconds: float | None = option(
        None, NumberKind(float, 0, 3600, above=True), "the film's length", only="films"
    )
    theme: str = option(DEFAULT_THEME, ChoiceKind(tuple(THEMES)), "the colours", label="theme")
    timing: str = option(
        "path",
        ChoiceKind(tuple(TIMINGS)),
        "share out the film's time by distance travelled, with slow motion where a phase begins, "
        "or by steps",
        label="timing",
        only="films",
    )
    tilt: float = option(
        4.0,
        NumberKind(float, 0, 15),
        "how many degrees the ground leans down along x0, so that the descent is seen",
    )
    axis: tuple[int, ...] | None = option(
        None,
        AxesKind(),
        "which xn to show, 1 to D; default: the farthest; two, such as 3,13, are shown beside "
        "each other",
        label="beside x0",
    )
    part: StepRange | None = option(
        None,
        StepRangeKind(),
        "play these steps only, such as 2000:2600, 2000: or :2600",
        label="steps",
        only="films",
    )
    step: int | None = option(
        None,
        StepKind(),
        "the step a picture shows; default: as it was caught, else a demon's end, else the last",
        label="step",
        only="pictures",
    )
    swarm: int | None = option(
        None,
        SwarmKind(),
        "show so many descents at once that differ in their noise alone, where they are caught and "
        "how many have not been yet; for one xn",
        label="swarm",
        only="films",
    )
    title: str = option("", TextKind(), "words at the top", label="title")
    cards: bool = option(
        True,
        YesNoKind(),
        "tell the story on cards: what is to be seen, what begins when, how it ends",
        label="cards",
        only="films",
        flags=("--cards", "--no-cards"),
    )
    max_mb: float | None = option(
        None,
        NumberKind(float, 0, above=True, unit="MB"),
        f"the most a {' or '.join(_LIMITED)} may be, in MB: colours are given up for it, then "
        "frames, then size",
        only="films",
    )

    def __post_init__(self) -> None:
        for one in OPTIONS:
            object.__setattr__(self, one.name, one.check(getattr(self, one.name)))

    def to_json(self) -> str:
        """Return these options as JSON; those at their defaults are left out."""
        return json.dumps({name: getattr(self, name) for name in self.changed()})

    def changed(self) -> list[str]:
        """Return the names of the options that are not at their defaults."""
        return [one.name for one in OPTIONS if getattr(self, one.name) != one.default]

    def as_arguments(self) -> list[str]:
        """Return the words of the command line that ask for these options."""
        words = []
        for one in OPTIONS:
            value = getattr(self, one.name)
            if value == one.default:
                continue
            if isinstance(one.kind, YesNoKind):
                words.append(one.flags[0 if value else 1])
                continue
            text = one.kind.text(value)
            # A text like a flag would be taken for one.
            words += [f"{one.flags[-1]}={text}"] if text[:1] == "-" else [one.flags[-1], text]
        return words

    @classmethod
    def from_json(cls, text: str) -> FilmOptions:
        """Read what `to_json` wrote.

        Raises
        ------
        SplotchError
            It is no JSON object, has a key that is no option, or a value is wrong.
        """
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise SplotchError(f"these are no film options: {quoted(text)}")
        known = [one.name for one in OPTIONS]
        for name in values:
            if name not in known:
                raise SplotchError(
                    f"there is no film option {quoted(name)}: take some of {', '.join(known)}"
                )
        return cls(**values)

    def check_history(self, history: History) -> None:
        """Check what depends on the run that is shown.

        Raises
        ------
        SplotchError
            An axis, a step or a part of it is asked for that it does not have.
        """
        for one in OPTIONS:
            value = getattr(self, one.name)
            if value is not None:
                one.kind.check_history(one.name, value, history)


OPTIONS: tuple[Option, ...] = tuple(
    Option(
        **dict(one.metadata, flags=one.metadata["flags"] or (f"--{one.name.replace('_', '-')}",)),
        name=one.name,
        default=one.default,
    )
    for one in fields(FilmOptions)
)
# Notebooks show the fields' help as well.
_ATTRIBUTES = "".join(f"    {one.name}\n        {one.help}\n" for one in OPTIONS)
FilmOptions.__doc__ = f"{FilmOptions.__doc__}\n    Attributes\n    ----------\n{_ATTRIBUTES}"


def unsuitable(names: Collection[str], moving: bool) -> list[Option]:
    """Return which of some options mean nothing for a film, or for a picture."""
    return [one for one in OPTIONS if one.name in names and not one.suits(moving)]
