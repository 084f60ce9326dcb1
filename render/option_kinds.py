"""The kinds of values that film options take: each is checked, read from text and proposed."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, Generic, TypeVar

from render.overlays.title import read_title
from render.panes import MOST_PANES
from render.scene.step_range import StepRange, parse_step_range, played_rows
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.parameters import Parameter
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.text import shorten

T = TypeVar("T")
N = TypeVar("N", int, float)

# Numbers are typed here as everywhere in the program.
_TYPED = Parameter(name="number", kind=float, default=0.0, help="", symbol="")
# Messages quote this much of a wrong value.
_QUOTED = 40


def quoted(value: object) -> str:
    """Return a value as a message shows it, cut where it is long."""
    return shorten(repr(value), _QUOTED)


class Kind(ABC, Generic[T]):
    """What values an option takes. Methods that raise are given the option's name to say so."""

    @property
    @abstractmethod
    def metavar(self) -> str:
        """How the command line's help calls such a value."""

    @abstractmethod
    def check(self, name: str, value: object) -> T:
        """Return a value from Python or JSON as this kind's type.

        Raises
        ------
        SplotchError
            It is none of this kind.
        """

    def read(self, name: str, text: str) -> T | None:
        """Return the value that a user typed; None stands for the option's default.

        Raises
        ------
        SplotchError
            As `check`.
        """
        return self.check(name, text)

    def check_history(self, name: str, value: T, history: History) -> None:
        """Check a value of this kind against the run that is shown.

        Raises
        ------
        SplotchError
            The run has no such thing.
        """

    @property
    def limits(self) -> str:
        """What the command line's help says of the values allowed; may be empty."""
        return ""

    def suits(self, recipe: Recipe) -> bool:  # noqa: ARG002
        """Return whether a form asks for it, for a run."""
        return True

    def words(self, recipe: Recipe) -> Sequence[str]:  # noqa: ARG002
        """Return the texts that a form offers for a run; empty: the user types."""
        return ()

    def proposal(self, recipe: Recipe) -> str:  # noqa: ARG002
        """Return the text that a form begins with where the option has no default."""
        return ""

    def text(self, value: T) -> str:
        """Return a value as a user types it."""
        return str(value)


@dataclass(frozen=True)
class ChoiceKind(Kind[str]):
    """One of some names.

    Attributes
    ----------
    names : tuple of str
        The names; a form proposes the first.
    """

    names: tuple[str, ...]
    metavar = "NAME"

    def check(self, name: str, value: object) -> str:
        """See `Kind`."""
        if not isinstance(value, str) or value not in self.names:
            raise SplotchError(
                f"there is no {name} {quoted(value)}: take one of {', '.join(self.names)}"
            )
        return value

    def words(self, recipe: Recipe) -> Sequence[str]:  # noqa: ARG002
        """See `Kind`."""
        return self.names

    def proposal(self, recipe: Recipe) -> str:  # noqa: ARG002
        """See `Kind`."""
        return self.names[0]


class YesNoKind(Kind[bool]):
    """Whether something is to be there."""

    metavar = "yes|no"
    _WORDS = ("yes", "no")

    def check(self, name: str, value: object) -> bool:
        """See `Kind`."""
        if not isinstance(value, bool):
            raise SplotchError(f"{name} must be true or false, not {quoted(value)}")
        return value

    def read(self, name: str, text: str) -> bool:
        """See `Kind`."""
        if text not in self._WORDS:
            raise SplotchError(f"{name} must be yes or no, not {quoted(text)}")
        return text == "yes"

    def words(self, recipe: Recipe) -> Sequence[str]:  # noqa: ARG002
        """See `Kind`."""
        return self._WORDS

    def text(self, value: bool) -> str:
        """See `Kind`."""
        return self._WORDS[0 if value else 1]


@dataclass(frozen=True)
class RunLimit:
    """A largest number that depends on the run.

    Attributes
    ----------
    text : str
        What it is called.
    of : callable
        Returns it for a recipe.
    """

    text: str
    of: Callable[[Recipe], int]


@dataclass(frozen=True)
class NumberKind(Kind[N]):
    """A number.

    Attributes
    ----------
    kind : type
        `int` or `float`.
    low : float
        The smallest value allowed.
    high : float, RunLimit or None
        The largest value allowed; None: any.
    above : bool
        Whether `low` itself is not allowed.
    unit : str
        What is counted, for messages.
    """

    kind: type[N]
    low: float
    high: float | RunLimit | None = None
    above: bool = False
    unit: str = ""

    @property
    def metavar(self) -> str:
        """See `Kind`."""
        return "INTEGER" if self.kind is int else "NUMBER"

    @property
    def limits(self) -> str:
        """See `Kind`."""
        # A limit that depends on the run is for the option's own help to say.
        return self._range_text if isinstance(self.high, int | float) else ""

    @property
    def _range_text(self) -> str:
        high = self.high
        if isinstance(high, RunLimit):
            text = f"from {self.low:g} to {high.text}"
        elif high is None:
            text = f"{'more than' if self.above else 'at least'} {self.low:g}"
        elif self.above:
            text = f"more than {self.low:g} and at most {high:,g}"
        else:
            text = f"from {self.low:g} to {high:,g}"
        return f"{text} {self.unit}".rstrip()

    def check(self, name: str, value: object) -> N:
        """See `Kind`."""
        if isinstance(value, bool) or not isinstance(value, Real):
            raise SplotchError(f"{name} must be a number {self._range_text}, not {quoted(value)}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not self._allows(number):
            raise SplotchError(f"{name} must be {self._range_text}, not {number:,g}")
        if self.kind is int and not number.is_integer():
            raise SplotchError(f"{name} must be a whole number, not {number:g}")
        return self.kind(number)

    def _allows(self, number: float) -> bool:
        high = math.inf if self.high is None or isinstance(self.high, RunLimit) else self.high
        # Infinity is no number of anything; the comparisons are false for what is not a number.
        above = number > self.low if self.above else number >= self.low
        return above and number <= high and math.isfinite(number)

    def read(self, name: str, text: str) -> N | None:
        """See `Kind`."""
        try:
            number = _TYPED.parse(text)
        except SplotchError:
            raise SplotchError(
                f"{name} must be a number {self._range_text}, not {quoted(text)}"
            ) from None
        return self.check(name, number)

    def check_history(self, name: str, value: N, history: History) -> None:
        """See `Kind`."""
        if isinstance(self.high, RunLimit) and value > self.high.of(history.recipe):
            raise SplotchError(
                f"{name} must be from {self.low:g} to {self.high.of(history.recipe):,}, "
                f"not {shorten(f'{value:,}')}"
            )

    def text(self, value: N) -> str:
        """See `Kind`."""
        short = f"{value:g}"
        return short if self.kind(float(short)) == value else repr(value)


class AxesKind(Kind[tuple[int, ...]]):
    """Which xn, 1 to D: one, or two to be shown beside each other."""

    metavar = "N[,M]"
    _AUTO = "auto"
    _EACH = NumberKind(int, 1, RunLimit("D", lambda recipe: recipe.dims))

    def check(self, name: str, value: object) -> tuple[int, ...]:
        """See `Kind`; a number stands for it alone."""
        given = value if isinstance(value, tuple | list) else (value,)
        axes = tuple(self._EACH.check(name, one) for one in given)
        if not 1 <= len(axes) <= MOST_PANES or len(set(axes)) < len(axes):
            raise SplotchError(f"{name} takes one xn, or two different ones, not {quoted(value)}")
        return axes

    def read(self, name: str, text: str) -> tuple[int, ...] | None:
        """See `Kind`; x3 is 3, and `auto` the default."""
        if text == self._AUTO:
            return None
        parts = text.split(",") if len(text) <= _QUOTED else [text]
        return self.check(
            name, [self._EACH.read(name, part.strip().removeprefix("x")) for part in parts]
        )

    def check_history(self, name: str, value: tuple[int, ...], history: History) -> None:
        """See `Kind`."""
        for axis in value:
            self._EACH.check_history(name, axis, history)

    def text(self, value: tuple[int, ...]) -> str:
        """See `Kind`."""
        return ",".join(map(str, value))

    def words(self, recipe: Recipe) -> Sequence[str]:
        """See `Kind`."""
        return [self._AUTO, *(f"x{axis}" for axis in range(1, recipe.dims + 1))]

    def proposal(self, recipe: Recipe) -> str:  # noqa: ARG002
        """See `Kind`."""
        return self._AUTO


class SwarmKind(NumberKind[int]):
    """How many descents, of a run that there can be a swarm of."""

    _FEWEST, _MOST = 2, 256

    def __init__(self) -> None:
        super().__init__(int, self._FEWEST, self._MOST)

    def check_history(self, name: str, value: int, history: History) -> None:  # noqa: ARG002
        """See `Kind`."""
        from splotch_tui.core.ensemble.swarm import check_swarm

        check_swarm(history.recipe)

    def suits(self, recipe: Recipe) -> bool:
        """See `Kind`."""
        return recipe.dims == 1


class StepKind(NumberKind[int]):
    """A step of the run, 0 to T."""

    def __init__(self) -> None:
        super().__init__(int, 0, RunLimit("the run's last", lambda recipe: recipe.steps))

    def proposal(self, recipe: Recipe) -> str:
        """See `Kind`."""
        return str(recipe.steps)


class StepRangeKind(Kind[StepRange]):
    """A part of the run: its first and its last step, either None for the run's own."""

    metavar = "FIRST:LAST"

    def check(self, name: str, value: object) -> StepRange:
        """See `Kind`."""
        first, last = _pair(value)
        if not all(step is None or _is_whole(step) for step in (first, last)):
            raise SplotchError(
                f"{name} must be a first and a last step like (2000, 2600), not {quoted(value)}"
            )
        return None if first is None else int(first), None if last is None else int(last)

    def read(self, name: str, text: str) -> StepRange:  # noqa: ARG002
        """See `Kind`."""
        return parse_step_range(text)

    def check_history(self, name: str, value: StepRange, history: History) -> None:  # noqa: ARG002
        """See `Kind`."""
        played_rows(history, value)

    def proposal(self, recipe: Recipe) -> str:
        """See `Kind`."""
        return f"0:{recipe.steps}"

    def text(self, value: StepRange) -> str:
        """See `Kind`."""
        return ":".join("" if step is None else str(step) for step in value)


@dataclass(frozen=True)
class SizeKind(Kind[tuple[int, int]]):
    """A picture's width and height, pixels.

    Attributes
    ----------
    low, high : int
        The smallest and the largest length allowed, either way.
    """

    low: int
    high: int
    metavar = "WxH"

    def check(self, name: str, value: object) -> tuple[int, int]:
        """See `Kind`."""
        width, height = _pair(value)
        if not (_is_whole(width) and _is_whole(height)):
            raise SplotchError(
                f"{name} must be a width and a height like (1280, 720), not {quoted(value)}"
            )
        if not (self.low <= width <= self.high and self.low <= height <= self.high):
            raise SplotchError(
                f"a {name} must be from {self.low} to {self.high} pixels each way, "
                f"not {shorten(width)}x{shorten(height)}"
            )
        return int(width), int(height)

    def read(self, name: str, text: str) -> tuple[int, int]:
        """See `Kind`."""
        width, _, height = text.lower().partition("x")
        try:
            size = int(width), int(height)
        except ValueError:
            raise SplotchError(f"{quoted(text)} is not a {name} like 1280x720") from None
        return self.check(name, size)

    def text(self, value: tuple[int, int]) -> str:
        """See `Kind`."""
        return "{}x{}".format(*value)


class TextKind(Kind[str]):
    """Words drawn in the picture, on one line."""

    metavar = "TEXT"

    def check(self, name: str, value: object) -> str:
        """See `Kind`."""
        if not isinstance(value, str):
            raise SplotchError(f"{name} must be a text, not {quoted(value)}")
        return read_title(value)


def _pair(value: Any) -> tuple[Any, Any]:
    """Return the two things in `value`; two that are no numbers where it is no pair."""
    try:
        first, second = value
    except (TypeError, ValueError):
        return math.nan, math.nan
    return first, second


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)
