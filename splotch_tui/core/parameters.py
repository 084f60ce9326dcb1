"""The parameters of a run: their names, kinds, ranges and steps, told once for every room."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from numbers import Real

from splotch_tui.core.errors import SplotchError

_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a recipe that a user may set.

    Attributes
    ----------
    name : str
        The recipe's field.
    kind : type
        `int` or `float`.
    low, high : float
        The smallest and the largest value allowed, both included.
    live : bool
        Whether it may change while a run goes on; the others start a new run.
    finest : float
        The smallest distance that one key press moves it.
    help : str
        One line for people.
    optional : bool
        Whether it may be None.
    """

    name: str
    kind: type[int] | type[float]
    low: float
    high: float
    live: bool
    finest: float
    help: str
    optional: bool = False

    @property
    def label(self) -> str:
        """The name as people write it, in words."""
        return self.name.replace("_", " ")

    @property
    def range_text(self) -> str:
        """The allowed range, for people."""
        return (
            f"{self.low:g} to {self.high:,.0f}"
            if self.high >= 1e5
            else (f"{self.low:g} to {self.high:g}")
        )

    def check(self, value: object) -> int | float | None:
        """Return `value` as this parameter's kind.

        Raises
        ------
        SplotchError
            It is not a number, not whole where it must be, or out of range.
        """
        if value is None and self.optional:
            return None
        if isinstance(value, bool) or not isinstance(value, Real):
            raise SplotchError(f"{self.label} must be a number from {self.range_text}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        # False for what is not a number, too.
        if not self.low <= number <= self.high:
            raise SplotchError(f"{self.label} must be from {self.range_text}, not {value!s:.24}")
        if self.kind is int and not number.is_integer():
            raise SplotchError(f"{self.label} must be a whole number, not {number:g}")
        return self.kind(number)

    def parse(self, text: str) -> int | float | None:
        """Read what a user typed.

        Raises
        ------
        SplotchError
            As `check`.
        """
        text = text.strip().replace("_", "")
        # A comma between thousands may be left out; any other may stand for a decimal point.
        if _THOUSANDS.fullmatch(text):
            text = text.replace(",", "")
        if not text and self.optional:
            return None
        try:
            value: int | float = int(text)
        except ValueError:
            try:
                value = float(text)
            except ValueError:
                problem = f"{self.label} must be a number from {self.range_text}"
                raise SplotchError(problem) from None
        return self.check(value)

    def stepped(self, value: int | float | None, direction: int, times: int = 1) -> int | float:
        """Return the value that one key press reaches from `value`.

        Whole numbers move by `finest`. Others move by one in their second significant digit, so a
        press changes any value by 1 to 10 % and every value met is a short decimal.

        Parameters
        ----------
        value : int, float or None
            The present value; None counts as `low`.
        direction : int
            +1 or −1.
        times : int
            How many such moves at once.
        """
        current = self.low if value is None else value
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


SEED = Parameter("seed", int, 0, 2**32 - 1, False, 1, "seed of the landscape and its noise")
DIMS = Parameter("dims", int, 1, 1024, False, 1, "D, the number of coordinates beside x0")
WAVES = Parameter("waves", int, 1, 1000, False, 1, "W, the number of waves summed in a splotch")
EPSILON = Parameter("epsilon", float, 0, 1000, True, 1e-5, "ε, the weight of the splotches")
LEARNING_RATE = Parameter("learning_rate", float, 1e-6, 1000, True, 1e-4, "η, the step's length")
NOISE = Parameter("noise", float, 0, 1000, True, 1e-3, "scale of the random part of a step")
NOISE_SEED = Parameter(
    "noise_seed",
    int,
    0,
    2**32 - 1,
    False,
    1,
    "seed of the noise alone; none: it goes on with the landscape's stream",
    optional=True,
)
STEPS = Parameter("steps", int, 1, 10**10, False, 100, "length of the run")

PARAMETERS: tuple[Parameter, ...] = (
    SEED,
    DIMS,
    WAVES,
    EPSILON,
    LEARNING_RATE,
    NOISE,
    NOISE_SEED,
    STEPS,
)
BY_NAME: dict[str, Parameter] = {parameter.name: parameter for parameter in PARAMETERS}
