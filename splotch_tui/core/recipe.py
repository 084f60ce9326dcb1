"""Recipe: everything that decides a run, as a value that fits in one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from itertools import groupby, takewhile
from types import MappingProxyType
from typing import Any

from splotch_tui.core.engines import ENGINES
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.parameters import Parameter, Value
from splotch_tui.core.rules import RULES, load_rule, unknown_rule_parameter
from splotch_tui.core.silence import NONE, SILENCES
from splotch_tui.core.text import shorten
from splotch_tui.core.weights import DECOUPLED, FROZEN, OWN, YOKED

VERSION = 2
# What a recipe of version 1 had: all of it was written but the engine.
_VERSION_1 = {
    *("seed", "dims", "waves", "epsilon", "learning_rate", "noise", "noise_seed", "steps"),
    *("engine", "changes"),
}
# k holds dims² · waves wavenumbers; beyond this a landscape would not fit in memory.
MOST_WAVENUMBERS = 20_000_000
# A recipe of honest length has a handful of changes; a text longer than this is something else.
LONGEST_TEXT = 4_000_000
_SEEDS = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Change:
    """A live parameter set to `value`, acting from the step that leaves point number `step`."""

    step: int
    parameter: str
    value: float


def _parameter(default: Value, help: str, **about: Any) -> Any:  # noqa: A002
    """Declare a field of `Recipe` that users may set; see `Parameter` for what `about` says."""
    about = {"kind": type(default), "default": default, "help": help, **about}
    return field(default=default, metadata={"parameter": about})


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides a run. The same recipe gives the same run on any machine.

    Every field that users may set is a `Parameter`, declared here and nowhere else: `PARAMETERS`,
    the command line, the app's panel, captions and plots follow from it.

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
    rule : str
        A name in `splotch_tui.core.rules.RULES`: how a step follows from a gradient.
    rule_parameters : mapping
        The rule's own parameters, by name; those left out have their defaults.
    silence : str
        Which waves of the landscape are silenced: see `splotch_tui.core.silence`.
    weights : str
        What weighs the splotches: "own", the coordinates themselves, "decoupled", "frozen:U" or
        "yoked:SEED": see `splotch_tui.core.weights`.
    engine : str
        A name in `splotch_tui.core.engines.ENGINES`: what computes the run. Only "compiled" gives
        the same bits on every machine.
    changes : tuple of Change
        What was changed by hand while it ran, in the order of steps.

    Raises
    ------
    SplotchError
        A value is out of its range; the message says which.
    """

    seed: int = _parameter(
        1729,
        "seed of the landscape and its noise",
        symbol="seed",
        caption="always",
        low=0,
        high=_SEEDS,
    )
    dims: int = _parameter(
        1, "D, the number of coordinates beside x0", symbol="D", caption="always", low=1, high=1024
    )
    waves: int = _parameter(
        5,
        "W, the number of waves summed in a splotch",
        symbol="waves",
        caption="always",
        low=1,
        high=1000,
    )
    epsilon: float = _parameter(
        0.1,
        "ε, the weight of the splotches",
        symbol="ε",
        caption="always",
        low=0,
        high=1000,
        finest=1e-5,
        live=True,
    )
    learning_rate: float = _parameter(
        0.2,
        "η, the step's length",
        symbol="η",
        caption="always",
        low=1e-6,
        high=1000,
        finest=1e-4,
        live=True,
    )
    noise: float = _parameter(
        1.0,
        "scale of the random part of a step",
        symbol="noise",
        low=0,
        high=1000,
        finest=1e-3,
        live=True,
    )
    noise_seed: int | None = _parameter(
        None,
        "seed of the noise alone; none: it goes on with the landscape's stream",
        kind=int,
        symbol="noise seed",
        low=0,
        high=_SEEDS,
        optional=True,
    )
    steps: int = _parameter(
        5000, "length of the run", symbol="steps", caption="never", low=1, high=10**10, finest=100
    )
    rule: str = _parameter(
        "normalised", "how a step follows from a gradient", symbol="rule", choices=tuple(RULES)
    )
    rule_parameters: Mapping[str, float] = field(default_factory=dict, hash=False)
    silence: str = _parameter(
        NONE, "waves of the landscape that are silenced", symbol="silenced", choices=SILENCES
    )
    weights: str = _parameter(
        OWN,
        "what weighs the splotches, if not the coordinates themselves",
        symbol="weights",
        choices=(OWN, DECOUPLED),
        arguments=(
            Parameter(
                name=FROZEN,
                kind=float,
                default=0.2,
                help="the weight of all splotches, ε·‖w‖",
                symbol="U",
                low=0,
                high=1000,
            ),
            Parameter(
                name=YOKED,
                kind=int,
                default=1729,
                help="seed of the run whose coordinates are the weights",
                symbol="SEED",
                low=0,
                high=_SEEDS,
            ),
        ),
    )
    engine: str = _parameter(
        "compiled",
        "compiled: the same bits everywhere; torch: the original program's arithmetic",
        symbol="engine",
        choices=tuple(ENGINES),
    )
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
        object.__setattr__(self, "rule_parameters", self._checked_rule_parameters())
        if self.weights != OWN and load_rule(self.rule).proposes:
            raise SplotchError(
                f"the rule {self.rule} accepts and refuses by the loss, and weights that are not "
                "the coordinates' own change it: take another rule"
            )
        before, live = 0, self.live_parameters
        for change in self.changes:
            changed = live.get(change.parameter)
            if changed is None:
                raise SplotchError("a change in the recipe is not of a live parameter")
            changed.check(change.value)
            if not before <= change.step <= self.steps:
                raise SplotchError("the changes in the recipe are not in the order of its steps")
            before = change.step

    def _checked_rule_parameters(self) -> Mapping[str, Any]:
        """Return the rule's parameters, all of them, each within its range."""
        known = load_rule(self.rule).parameters
        unknown = self.rule_parameters.keys() - {parameter.name for parameter in known}
        if unknown:
            raise unknown_rule_parameter(self.rule, min(unknown, key=str))
        return MappingProxyType(
            {p.name: p.check(self.rule_parameters.get(p.name, p.default)) for p in known}
        )

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """What may be set, by name: the rule's own parameters follow the rule."""
        return _parameters_with(load_rule(self.rule).parameters)

    @property
    def live_parameters(self) -> dict[str, Parameter]:
        """What may change while the run goes on, by name."""
        return {name: parameter for name, parameter in self.parameters.items() if parameter.live}

    def value(self, name: str) -> Value:
        """Return the value of a parameter, which may be the rule's own."""
        own = self.rule_parameters
        result: Value = own[name] if name in own else getattr(self, name)
        return result

    def with_value(self, name: str, value: Value) -> Recipe:
        """Return this recipe with another value of a parameter, which may be the rule's own.

        Another rule has its parameters' defaults, and what was changed of this one's is dropped.
        """
        own: dict[str, Any] = dict(self.rule_parameters)
        if name in own:
            return replace(self, rule_parameters=own | {name: value})
        values: dict[str, Any] = {name: value}
        if name == "rule" and value != self.rule:
            values["rule_parameters"] = {}
            values["changes"] = tuple(one for one in self.changes if one.parameter not in own)
        return replace(self, **values)

    def restated_at(self, step: int) -> Recipe:
        """Return the recipe that starts with what holds on the step leaving point number `step`.

        It has no changes.
        """
        return self._after(takewhile(lambda change: change.step <= step, self.changes))

    def acting_at(self, step: int) -> Recipe:
        """Return `restated_at` for the step that led to point number `step`: its loss is of that.

        Nothing led to the origin, whose loss is of the first step.
        """
        return self.restated_at(max(step - 1, 0))

    def restatements(self) -> Iterator[tuple[int, Recipe]]:
        """Yield each step that has changes, with `restated_at` there, in linear time."""
        live = self
        for step, changes in groupby(self.changes, lambda change: change.step):
            live = live._after(changes)
            yield step, live

    def _after(self, changes: Iterable[Change]) -> Recipe:
        """Return what holds after some changes, without any."""
        values: dict[str, Any] = {}
        own = dict(self.rule_parameters)
        for change in changes:
            (own if change.parameter in own else values)[change.parameter] = change.value
        return replace(self, rule_parameters=own, changes=(), **values)

    def changed(self, step: int, parameter: str, value: float) -> Recipe:
        """Return this recipe with one more change, at `step`; later ones are dropped."""
        earlier = tuple(
            change
            for change in self.changes
            if change.step < step or (change.step == step and change.parameter != parameter)
        )
        return replace(self, changes=(*earlier, Change(step, parameter, float(value))))

    def smaller_step(self) -> str:
        """Return what to do about a run that diverges, for people."""
        if self.noise == 0.0 and load_rule(self.rule).proposes:
            return "give it some noise: without, nothing is accepted that does not fall"
        name = "step_size" if "step_size" in self.rule_parameters else "learning_rate"
        return f"take a smaller {self.parameters[name].label}"

    def shortened(self, steps: int) -> Recipe:
        """Return the recipe of this run's first `steps` steps."""
        earlier = tuple(change for change in self.changes if change.step <= steps)
        return replace(self, steps=steps, changes=earlier)

    def caption(self) -> list[str]:
        """Return what captions say of a run that starts like this, a phrase for each parameter."""
        return [
            parameter.phrase(self.value(name))
            for name, parameter in self.parameters.items()
            if parameter.caption == "always"
            or (parameter.caption == "changed" and self.value(name) != parameter.default)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return this recipe as plain values, ready for JSON, every field written out."""
        result: dict[str, Any] = {"version": VERSION}
        for each in fields(self):
            result[each.name] = getattr(self, each.name)
        result["rule_parameters"] = dict(self.rule_parameters)
        result["changes"] = [
            {"step": change.step, "parameter": change.parameter, "value": change.value}
            for change in self.changes
        ]
        return result

    def to_json(self) -> str:
        """Return this recipe as one line of JSON; what has its default is left out."""
        plain = _DEFAULT.to_dict()
        values = self.to_dict()
        rule_defaults = {p.name: p.default for p in load_rule(self.rule).parameters}
        values["rule_parameters"] = {
            name: value
            for name, value in self.rule_parameters.items()
            if value != rule_defaults[name]
        }
        shortest = {
            name: value
            for name, value in values.items()
            if name == "version" or value != plain[name]
        }
        return json.dumps(shortest)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it as plain values, which are checked again when read."""
        return Recipe.from_dict, (self.to_dict(),)

    @classmethod
    def from_dict(cls, values: object) -> Recipe:
        """Read what `to_dict` wrote, in this version of the program or any before it.

        Raises
        ------
        SplotchError
            It is no recipe, of a later version, or has an unknown key or a value out of range.
        """
        if not isinstance(values, dict):
            raise SplotchError("there is no recipe in it")
        arguments = dict(values)
        version = arguments.pop("version", None)
        if isinstance(version, bool) or not isinstance(version, int):
            raise SplotchError("there is no recipe in it")
        if version > VERSION:
            raise SplotchError(
                f"its recipe is of version {shorten(version)}, later than this splotch reads: "
                "update splotch"
            )
        if version < 1:
            raise SplotchError(
                f"its recipe is of version {shorten(version)}, which no splotch wrote"
            )
        known = _VERSION_1 if version == 1 else {each.name for each in fields(cls)}
        if version == 1:
            missing = known - {"engine"} - arguments.keys()
            if missing:
                raise SplotchError(f"its recipe lacks {', '.join(sorted(missing))}")
        unknown = arguments.keys() - known
        if unknown:
            raise SplotchError(f"its recipe has an unknown key, {shorten(min(unknown, key=str))}")
        changes = arguments.get("changes", [])
        if not isinstance(changes, list):
            raise SplotchError("the changes in its recipe are not a list")
        arguments["changes"] = tuple(_read_change(change) for change in changes)
        if not isinstance(arguments.get("rule_parameters", {}), dict):
            raise SplotchError("the rule's parameters in its recipe are not names and values")
        return cls(**arguments)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read what `to_json` wrote.

        Raises
        ------
        SplotchError
            As `from_dict`, or the text is not JSON.
        """
        if len(text) > LONGEST_TEXT:
            raise SplotchError("there is no recipe in it")
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            raise SplotchError("there is no recipe in it") from None
        return cls.from_dict(values)


@cache
def _parameters_with(own: tuple[Parameter, ...]) -> Mapping[str, Parameter]:
    """Return what may be set where those are the rule's own, by name."""
    place = 1 + list(BY_NAME).index("rule")
    known = (*PARAMETERS[:place], *own, *PARAMETERS[place:])
    return MappingProxyType({parameter.name: parameter for parameter in known})


def _read_change(values: object) -> Change:
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


PARAMETERS: tuple[Parameter, ...] = tuple(
    Parameter(name=each.name, **each.metadata["parameter"])
    for each in fields(Recipe)
    if "parameter" in each.metadata
)
BY_NAME: dict[str, Parameter] = {parameter.name: parameter for parameter in PARAMETERS}
_DEFAULT = Recipe()

PRESETS: dict[str, Recipe] = {
    "comment": Recipe(seed=1729, dims=1, epsilon=0.1),
    "orthogonal": Recipe(seed=1725, dims=1, epsilon=0.1),
    "original": Recipe(seed=1729, dims=16, epsilon=0.0025),
}
