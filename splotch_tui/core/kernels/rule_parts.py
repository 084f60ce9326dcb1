"""What rules are made of, compiled: for few dims, for many, and for eight descents at once.

A rule's functions are plain Python on numbers. Those that add up over the coordinates, or branch,
have others in their place where a number is a vector of eight.
"""

from __future__ import annotations

import dis
from collections import namedtuple
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

from splotch_tui.core import recipe
from splotch_tui.core.kernels.evaluation_many import dot_many, squared_norm_many
from splotch_tui.core.kernels.jit import bind, inlined
from splotch_tui.core.kernels.simd import bitcast, minimum, select, splat_f64, sqrt
from splotch_tui.core.rules import arithmetic
from splotch_tui.core.types import Doubles

# The live parameters of a run as kernels read them, by name. (To mypy a tuple of unknown names.)
_named: Any = namedtuple
LiveParameters: Any = _named(
    "LiveParameters", [parameter.name for parameter in recipe.PARAMETERS if parameter.live]
)


def stay(
    x: Doubles,  # noqa: ARG001 - as `Rule.settle` takes it
    gradient: Doubles,  # noqa: ARG001
    loss: float,
    noise: Doubles,  # noqa: ARG001
    memory: Doubles,  # noqa: ARG001
    live: Any,  # noqa: ARG001
    own: tuple[float, ...],  # noqa: ARG001
) -> float:
    """Settle where the move has led."""
    return loss


@inlined
def _squared_norm_lanes(vector: Any) -> Any:
    return _dot_lanes(vector, vector)


@inlined
def _dot_lanes(a: Any, b: Any) -> Any:
    total = splat_f64(0.0)
    for m in range(a.size):
        total += a[m] * b[m]
    return total


@inlined
def _inverse_norm_lanes(vector: Any) -> Any:
    squares = _dot_lanes(vector, vector)
    return select(squares > 0.0, 1.0 / sqrt(squares), 0.0)


_exponential_series = inlined(arithmetic.exponential_series)
# Adding 1.5·2⁵² rounds to the nearest integer, which is then in the low bits.
_ROUND = 6755399441055744.0


@inlined
def _exponential_lanes(v: Any) -> Any:
    beyond = v > -700.0
    v = minimum(v, 700.0)
    nearly = v * arithmetic.LOG2_E + 0.5
    n = (nearly + _ROUND) - _ROUND
    n = select(n > nearly, n - 1.0, n)
    high, low = v - n * arithmetic.LN2_HIGH, n * arithmetic.LN2_LOW
    y = _exponential_series(high, low)
    power = bitcast(bitcast(n + (_ROUND + 1023.0)) << 52)
    return select(beyond, y * power, 0.0)


_OF_MANY = {"squared_norm": squared_norm_many, "dot": dot_many}
_OF_LANES = {
    "squared_norm": _squared_norm_lanes,
    "dot": _dot_lanes,
    "inverse_norm": _inverse_norm_lanes,
    "exponential": _exponential_lanes,
}


def compile_few(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a part of a rule for few dims; `squared_norm` adds up from first to last."""
    return _compile(function, "few")


def compile_many(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a part of a rule for many dims; `squared_norm` adds up eight at a time."""
    return _compile(function, "many")


def compile_lanes(function: Callable[..., Any]) -> Callable[..., Any] | None:
    """Compile a part of a rule for vectors of eight descents; None: it branches, and cannot."""
    return None if _branches(function) else _compile(function, "lanes")


def _branches(function: Callable[..., Any]) -> bool:
    """Return whether what a function does depends on numbers that it meets."""
    if any("_IF_" in step.opname for step in dis.get_instructions(function)):
        return True
    return any(
        _branches(called) for name, called in _called(function).items() if name not in _OF_LANES
    )


def _called(function: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """Return the functions that a part of a rule calls, by their names in it."""
    code, names = function.__code__, function.__globals__
    return {
        name: names[name] for name in code.co_names if isinstance(names.get(name), FunctionType)
    }


@cache
def _compile(function: Callable[..., Any], kind: str) -> Callable[..., Any]:
    """Compile a function that a rule is made of, with the functions that it calls."""
    instead = {"few": {}, "many": _OF_MANY, "lanes": _OF_LANES}[kind]
    called = {
        name: instead[name] if name in instead else _compile(inner, kind)
        for name, inner in _called(function).items()
    }
    return inlined(bind(function, kind, **called))
