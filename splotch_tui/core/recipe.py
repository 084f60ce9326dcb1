"""Recipe: everything that decides a run, as a value that fits in one line of JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import Any

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.parameters import BY_NAME, PARAMETERS

VERSION = 1
# k holds dims² · waves wavenumbers; beyond this a landscape would not fit in memory.
MOST_WAVENUMBERS = 20_000_000
# A recipe of honest length has a handful of changes; a text longer than this is something else.
_LONGEST_TEXT = 4_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """A live parameter set to `value`, acting from the step that leaves point number `step`."""

    step: int
    parameter: str
    value: float


@dataclass(frozen=True, slots=True)
class LiveParameters:
    """The parameters that may change while a run goes on, as they hold at one step."""

    epsilon: float
    learning_rate: float
    noise: float


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides a run. The same recipe gives the same run on any machine.

    Parameters
    ----------
    seed : int
        Seed of the stream that the landscape and then the noise are drawn from.
    dims : int
        D, the number of coordinates beside x0.
    waves : int
        W, the number of waves in each splotch.
    epsilon : float
        ε, the weight of the splotches in the loss.
    learning_rate : float
        η, the length of a step.
    noise : float
        Scale of a step's random part; 1 in the original program.
    noise_seed : int, optional
        Seed of a stream of its own for the noise. None: the noise goes on with the landscape's.
    steps : int
        T, the number of steps.
    changes : tuple of Change
        What was changed by hand while it ran, in the order of steps.

    Raises
    ------
    SplotchError
        A value is out of its range; the message says which.
    """

    seed: int = 1729
    dims: int = 1
    waves: int = 5
    epsilon: float = 0.1
    learning_rate: float = 0.2
    noise: float = 1.0
    noise_seed: int | None = None
    steps: int = 5000
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        for parameter in PARAMETERS:
            value = parameter.check(getattr(self, parameter.name))
            object.__setattr__(self, parameter.name, value)
        if self.dims**2 * self.waves > MOST_WAVENUMBERS:
            raise SplotchError(
                f"dims² × waves may be at most {MOST_WAVENUMBERS:,}, "
                f"not {self.dims**2 * self.waves:,}: take fewer dims or waves"
            )
        before = 0
        for change in self.changes:
            changed = BY_NAME.get(change.parameter)
            if changed is None or not changed.live:
                raise SplotchError("a change in the recipe is not of a live parameter")
            changed.check(change.value)
            if not before <= change.step <= self.steps:
                raise SplotchError("the changes in the recipe are not in the order of its steps")
            before = change.step

    def live_at(self, step: int) -> LiveParameters:
        """The live parameters that act on the step leaving point number `step`."""
        values = {
            "epsilon": self.epsilon,
            "learning_rate": self.learning_rate,
            "noise": self.noise,
        }
        for change in self.changes:
            if change.step > step:
                break
            values[change.parameter] = change.value
        return LiveParameters(**values)

    def changed(self, step: int, parameter: str, value: float) -> Recipe:
        """Return this recipe with one more change, at `step`; later ones are dropped."""
        kept = tuple(
            change
            for change in self.changes
            if change.step < step or (change.step == step and change.parameter != parameter)
        )
        return replace(self, changes=(*kept, Change(step, parameter, float(value))))

    def shortened(self, steps: int) -> Recipe:
        """Return the recipe of this run's first `steps` steps."""
        kept = tuple(change for change in self.changes if change.step <= steps)
        return replace(self, steps=steps, changes=kept)

    def to_dict(self) -> dict[str, Any]:
        """Return this recipe as plain values, ready for JSON."""
        result: dict[str, Any] = {"version": VERSION}
        for field in fields(self):
            result[field.name] = getattr(self, field.name)
        result["changes"] = [
            {"step": change.step, "parameter": change.parameter, "value": change.value}
            for change in self.changes
        ]
        return result

    def to_json(self) -> str:
        """Return this recipe as one line of JSON."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_dict(cls, values: object) -> Recipe:
        """Read what `to_dict` wrote.

        Raises
        ------
        SplotchError
            It is no recipe, of a later version, or has a value out of range.
        """
        if not isinstance(values, dict) or not isinstance(values.get("version"), int):
            raise SplotchError("there is no recipe in it")
        if values["version"] != VERSION:
            raise SplotchError("its recipe is of a later version of splotch: update splotch")
        known = {field.name for field in fields(cls)}
        arguments = {name: value for name, value in values.items() if name in known}
        missing = known - arguments.keys()
        if missing:
            raise SplotchError(f"its recipe lacks {', '.join(sorted(missing))}")
        changes = arguments["changes"]
        if not isinstance(changes, list):
            raise SplotchError("the changes in its recipe are not a list")
        arguments["changes"] = tuple(_change(change) for change in changes)
        return cls(**arguments)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read what `to_json` wrote.

        Raises
        ------
        SplotchError
            As `from_dict`, or the text is not JSON.
        """
        if len(text) > _LONGEST_TEXT:
            raise SplotchError("there is no recipe in it")
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            raise SplotchError("there is no recipe in it") from None
        return cls.from_dict(values)


def _change(values: object) -> Change:
    if not isinstance(values, dict) or values.keys() != {"step", "parameter", "value"}:
        raise SplotchError("a change in its recipe is not a step, a parameter and a value")
    step, parameter, value = values["step"], values["parameter"], values["value"]
    if (
        isinstance(step, bool)
        or not isinstance(step, int)
        or not isinstance(parameter, str)
        or isinstance(value, bool)
        or not isinstance(value, int | float)
    ):
        raise SplotchError("a change in its recipe is not a step, a parameter and a value")
    try:
        return Change(step, parameter, float(value))
    except OverflowError:
        raise SplotchError("the value of a change in its recipe is out of range") from None


PRESETS: dict[str, Recipe] = {
    "comment": Recipe(seed=1729, dims=1, epsilon=0.1),
    "orthogonal": Recipe(seed=1725, dims=1, epsilon=0.1),
    "original": Recipe(seed=1729, dims=16, epsilon=0.0025),
}
