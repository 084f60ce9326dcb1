"""What the options of the command line take and do not take, by the kind of each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from render.option_kinds import (
    AxesKind,
    ChoiceKind,
    NumberKind,
    SizeKind,
    StepRangeKind,
    TextKind,
    YesNoKind,
)
from splotch_tui import PRESETS
from splotch_tui.commands.axes import AxisType
from splotch_tui.commands.cluster_option import ClusterType
from splotch_tui.commands.options import ParameterType, RecipeType, RuleType, TargetType
from splotch_tui.commands.render import OptionType
from splotch_tui.core.ensemble.executors.cluster import Cluster
from splotch_tui.core.parameters import Parameter
from splotch_tui.core.rules import RULES, load_rule
from trials.damage import EVIL_TEXTS

Random = np.random.Generator

# These are no numbers, no words that anything is called by, no sizes, no names of files.
_NOTHING = ("x.y", "nan", "-", "--", "1e", "0x10", "1,5,0", "1.2.3", "\t", *EVIL_TEXTS)
# A number that has no end is tried up to this one.
_MANY = 10**9


@dataclass(frozen=True)
class Values:
    """Texts for an option: `good` ones with the value that each stands for, and `bad` ones."""

    good: list[tuple[str, object]]
    bad: list[str]


def values_of(kind: object, random: Random) -> Values:  # noqa: PLR0912 - a case for each kind
    """Return values for an option, given its click type or what that is made of.

    Raises
    ------
    NotImplementedError
        There is no such kind yet: its values are to be written down here.
    """
    match kind:
        case AxisType(parameter=inner):
            return _axes(inner, random)
        case ClusterType():
            good = [(text, Cluster.parse(text)) for text in ("local:2", "tcp://127.0.0.1:8786")]
            return Values(good, ["local", "local:0", "local:x", "tcp://", "tcp:x", *_NOTHING])
        case ParameterType(parameter=inner) | OptionType(option=inner):
            return values_of(inner if isinstance(inner, Parameter) else inner.kind, random)
        case Parameter(choices=()):
            values = _numbers(random, kind.low, kind.high, kind.kind is int)
            if not kind.optional:
                return Values(values.good, [*values.bad, ""])
            none = [("none", None), ("", None)]
            return Values(values.good + none, [text for text in values.bad if text.strip()])
        case Parameter(arguments=(_, *_)):
            good = [(word, word) for word in kind.choices]
            good += [(text := f"{one.name}:{one.default!r}", text) for one in kind.arguments]
            return Values(good, [f"{kind.arguments[0].name}:", *_NOTHING])
        case Parameter(choices=words) | ChoiceKind(names=words) | click.Choice(choices=words):
            return Values([(word, word) for word in words], ["", *_NOTHING])
        case click.IntRange() | click.FloatRange():
            whole = isinstance(kind, click.IntRange)
            return _numbers(random, kind.min, kind.max or math.inf, whole)
        case AxesKind():
            good = [("auto", None), ("x1", (1,)), ("3,x13", (3, 13))]
            return Values(good, ["0", "x", "-1", "1,1", "1,2,3", ",", *_NOTHING])
        case NumberKind():
            # Where the run decides what is too large, that is no wrong usage.
            high = kind.high if isinstance(kind.high, int | float) else math.inf
            return _numbers(random, kind.low, high, kind.kind is int, kind.above)
        case SizeKind():
            low, high = kind.low, kind.high
            width, height = (2 * int(side) for side in random.integers(low // 2, high // 2, 2))
            good: list[tuple[str, object]] = [
                (f"{width}x{height}", (width, height)),
                (f"{low}X{high}", (low, high)),
            ]
            return Values(good, [f"{low - 1}x{low}", f"{low}x{high + 1}", "64", "64x", *_NOTHING])
        case StepRangeKind():
            first, last = sorted(int(step) for step in random.integers(0, 10**10, 2))
            good = [(f"{first}:{last}", (first, last)), (f"{first}:", (first, None))]
            return Values(good, ["5", "1:2:3", "-1:3", "a:b", "1e3:2e3", f":{10**12}", *_NOTHING])
        case YesNoKind():
            return Values([("yes", True), ("no", False)], ["maybe", *_NOTHING])
        case TextKind():
            # No type that films are written in has these letters.
            return Values([("two  words", "two words")], ["日月", "\u0b95"])
        case RuleType():
            return _rules(random)
        case RecipeType():
            good = [(one.to_json(), one) for one in PRESETS.values()]
            return Values(good, ["{}", "null", "[", *(text for text in _NOTHING if text != "-")])
        case click.types.StringParamType():
            return Values([("any text", "any text")], [])
        case click.Path(file_okay=False):
            return Values([("folder", Path("folder"))], [])
        case TargetType(endings=endings):
            good = [(f"new{ending}", Path(f"new{ending}")) for ending in endings]
            return Values(good, ["x", ".npz", "x.avi", f"x{endings[0]}x", f"{endings[0]}/x", "x."])
    raise NotImplementedError(kind)


def _axes(parameter: Parameter, random: Random) -> Values:
    """Return values, lists and ranges of a parameter."""
    if parameter.name == "rule":
        rules = [(rule, [rule]) for rule in RULES]
        return Values([*rules, ("adam,mala", ["adam", "mala"])], ["", "adam,", "x", "adam:beta1"])
    one = values_of(parameter, random)
    # What looks like a list or a range may be one.
    good = [(text, [value]) for text, value in one.good if not set(",:") & set(text)]
    bad = [text for text in one.bad if not set(",:") & set(text)]
    if parameter.choices:
        words = list(parameter.choices)
        return Values([*good, (",".join(words), words)], [*bad, f"{words[0]},", ","])
    return Values(good, [*bad, "1:1", "2:1", ":", "1:2:3:4", "1:2:x", "1,", "1,x"])


def _rules(random: Random) -> Values:
    """Return rules, and values of the parameters of each."""
    good: list[tuple[str, object]] = [(rule, (rule, {})) for rule in RULES]
    bad = ["", "adam:beta1", "adam:speed=1", "sign:mu=0.5", *_NOTHING]
    for rule in RULES:
        for parameter in load_rule(rule).parameters:
            values = values_of(parameter, random)
            begin = f"{rule}:{parameter.name}="
            # A comma begins the next one.
            good += [
                (begin + text, (rule, {parameter.name: value}))
                for text, value in values.good
                if "," not in text
            ]
            bad += [begin + text for text in values.bad if "," not in text]
    return Values(good, bad)


def _numbers(random: Random, low: float, high: float, whole: bool, above: bool = False) -> Values:
    """Return numbers between two, at either end, and beyond."""
    size = math.exp(random.uniform(0, math.log1p(min(high, _MANY) - low))) - 1
    between = float(f"{min(max(low + size, low), high):.6g}")
    good: list[tuple[str, object]] = []
    bad = ["-inf", "inf", "1e999", *_NOTHING]
    if high < math.inf:
        good += [(f"{high!r}", high)]
        bad += [str(high * 2 + 1), "9" * 5000]
    if whole:
        number = round(min(max(between, low), high))
        good += [(str(number), number)]
        bad += [f"{number}.5"]
    else:
        good += [(repr(between), between)]
    if above:
        bad += [f"{low:g}"]
    else:
        good += [(f"{low:g}", low)]
    return Values(good, [*bad, f"{low - 1:g}"])
