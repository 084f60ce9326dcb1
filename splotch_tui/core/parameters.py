"""Parameter: all that rooms have to know of a value that users may set."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from numbers import Real
from typing import Literal

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.text import shorten

Value = int | float | str | None

_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.IGNORECASE)
# Between the digits of a number: 10 000, with whatever space.
_SPACES = re.compile(r"(?<=\d)\s(?=\d)")
# What our own axes write for 10,000 and more.
_UNITS = re.compile(r"([+-]?[\d.]+)([kMG])")
_POWERS = {"k": 3, "M": 6, "G": 9}
# What people write for None.
_NONE = "none"
# int() refuses thousands of digits with words of its own.
_LONGEST = 400
# Below this a float tells all whole numbers apart.
_EXACT = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value that a user may set: a number in a range, or one of a few words.

    Attributes
    ----------
    name : str
        What a recipe calls it.
    kind : type
        `int`, `float`, or `str` for one of `choices`.
    default : int, float, str or None
        What holds where nothing is set.
    help : str
        One line for people.
    symbol : str
        How formulas and captions write it.
    caption : {"always", "changed", "never"}
        Whether captions name it: always, where it is not its default, or never.
    low, high : float
        The smallest and the largest number allowed, both included.
    finest : float
        The smallest distance that one key press moves a number.
    choices : tuple of str
        The words allowed.
    arguments : tuple of Parameter
        Words that take a value of their own, as in ``frozen:0.2``: the name of each is the word.
    live : bool
        Whether it may change while a run goes on; the others start a new run.
    optional : bool
        Whether it may be None.
    """

    name: str
    kind: type[int] | type[float] | type[str]
    default: Value
    help: str
    symbol: str
    caption: Literal["always", "changed", "never"] = "changed"
    low: float = -math.inf
    high: float = math.inf
    finest: float = 1
    choices: tuple[str, ...] = ()
    arguments: tuple[Parameter, ...] = ()
    live: bool = False
    optional: bool = False

    @property
    def label(self) -> str:
        """The name as people write it, in words."""
        return self.name.replace("_", " ")

    @property
    def range_text(self) -> str:
        """What is allowed, for people."""
        if self.choices:
            return ", ".join(self.words)
        high = f"{self.high:,.0f}" if self.high >= 1e5 else f"{self.high:g}"
        return f"{self.low:g} to {high}" + (f", or {_NONE}" if self.optional else "")

    @property
    def words(self) -> tuple[str, ...]:
        """The words allowed; after those that take a value a colon, and what it is called."""
        return (*self.choices, *(f"{one.name}:{one.symbol}" for one in self.arguments))

    @property
    def about(self) -> str:
        """What it is and what is allowed, in one line for people; words say that themselves."""
        return self.help if self.choices else f"{self.help}; {self.range_text}"

    def check(self, value: object) -> Value:
        """Return `value` as this parameter's kind.

        Raises
        ------
        SplotchError
            It is not a number, not whole where it must be, out of range, or not one of the choices.
        """
        if value is None and self.optional:
            return None
        if self.choices:
            for argument in self.arguments:
                if isinstance(value, str) and value.startswith(f"{argument.name}:"):
                    return f"{argument.name}:{argument.parse(value.partition(':')[2])!r}"
            if value not in self.choices:
                given = shorten(value) or "nothing"
                raise SplotchError(f"{self.label} must be one of {self.range_text}, not {given}")
            return str(value)
        if isinstance(value, bool) or not isinstance(value, Real):
            raise SplotchError(f"{self.label} must be a number from {self.range_text}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        # False for what is not a number, too.
        if not self.low <= number <= self.high:
            # 1e9 is a whole number to those who typed it.
            whole = number.is_integer() and abs(number) < _EXACT
            given = f"{number:,.0f}" if whole else shorten(value)
            raise SplotchError(f"{self.label} must be from {self.range_text}, not {given}")
        if self.kind is int and not number.is_integer():
            raise SplotchError(f"{self.label} must be a whole number, not {number:g}")
        return self.kind(number)

    def parse(self, text: str) -> Value:
        """Read what a user typed.

        Raises
        ------
        SplotchError
            As `check`.
        """
        text = text.strip()
        if self.choices:
            return self.check(text)
        if self.optional and text in {"", _NONE}:
            return None
        number = _SPACES.sub("", text.replace("−", "-").replace("_", ""))
        # A comma between thousands may be left out; any other may stand for a decimal point.
        if _THOUSANDS.fullmatch(number):
            number = number.replace(",", "")
        number = _UNITS.sub(lambda match: f"{match[1]}e{_POWERS[match[2]]}", number)
        try:
            value: int | float = int(number) if len(number) < _LONGEST else float(number)
        except ValueError:
            try:
                value = float(number)
            except ValueError:
                raise SplotchError(self._problem(number)) from None
        return self.check(value)

    def _problem(self, text: str) -> str:
        """Return what is wrong with a text that is no number."""
        problem = f"{self.label} must be a number from {self.range_text}"
        if _DECIMAL_COMMA.fullmatch(text):
            problem += f"; with a decimal point it is {shorten(text.replace(',', '.'))}"
        return problem

    def stepped(self, value: Value, direction: int, times: int = 1) -> Value:
        """Return the value that one key press reaches from `value`.

        Whole numbers move by `finest`. Others move by one in their second significant digit, so a
        press changes any value by 1 to 10 % and every value met is a short decimal. Words follow
        each other in a circle.

        Parameters
        ----------
        value : int, float, str or None
            The present value; None counts as `low`.
        direction : int
            +1 or −1.
        times : int
            How many such moves at once.
        """
        if self.choices:
            circle = (*self.choices, *(f"{one.name}:{one.default!r}" for one in self.arguments))
            word = str(value).partition(":")[0]
            place = [one.partition(":")[0] for one in circle].index(word) + direction
            return circle[place % len(circle)]
        current = self.low if value is None else float(value)
        if self.kind is int:
            return int(
                min(max(current + direction * times * int(self.finest), self.low), self.high)
            )
        place = round(math.log10(self.finest))
        if current > 0:
            # Going down from 0.10 reaches 0.099, the value that going up to it came from.
            nudge = 1e-9 if direction > 0 else -1e-9
            place = max(place, math.floor(math.log10(current) + nudge) - 1)
        current = round(current + direction * times * 10.0**place, -place)
        return min(max(current, self.low), self.high)

    def text(self, value: Value) -> str:
        """Return a value of this parameter as people write it."""
        if value is None:
            return _NONE
        return f"{value:.6g}" if isinstance(value, float) else str(value)

    def phrase(self, value: Value) -> str:
        """Return the parameter and a value of it as captions say it: ε = 0.1, seed 1729."""
        return f"{self.symbol} {'= ' if len(self.symbol) <= 2 else ''}{self.text(value)}"
