"""Lanes: eight doubles that numba's compiled code treats as one value.

An explicit vector leaves nothing to the auto-vectoriser: LLVM splits it into whatever registers
the processor has (four of SSE2, two of AVX2, one of AVX-512), and since each lane goes through
the same IEEE operations in the same order, the bits never depend on which.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic, lower_builtin, models, register_model, type_callable
from numpy.typing import NDArray

WIDTH = 8
_DOUBLES = ir.VectorType(ir.DoubleType(), WIDTH)
_INTEGERS = ir.VectorType(ir.IntType(64), WIDTH)
_INDEX = ir.IntType(32)


class Lanes(types.Type):
    """The numba type of eight doubles."""

    def __init__(self) -> None:
        super().__init__(name=f"Lanes({WIDTH} x float64)")


class BitLanes(types.Type):
    """The numba type of eight 64-bit integers."""

    def __init__(self) -> None:
        super().__init__(name=f"BitLanes({WIDTH} x int64)")


LANES = Lanes()
BIT_LANES = BitLanes()


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, numba_type: Any) -> None:
        super().__init__(manager, numba_type, _DOUBLES)


@register_model(BitLanes)
class _BitLanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, numba_type: Any) -> None:
        super().__init__(manager, numba_type, _INTEGERS)


def repeated(builder: Any, scalar: Any) -> Any:
    """Return a vector that holds `scalar` eight times."""
    vector_type = ir.VectorType(scalar.type, WIDTH)
    single = builder.insert_element(ir.Constant(vector_type, ir.Undefined), scalar, _INDEX(0))
    zeros = ir.Constant(ir.VectorType(_INDEX, WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(single, ir.Constant(vector_type, ir.Undefined), zeros)


def spread(context: Any, builder: Any, value: Any, numba_type: Any, scalar: types.Type) -> Any:
    """Return a vector as it is, and a number as a vector of `scalar` that holds it eight times."""
    if not isinstance(numba_type, types.Number):
        return value
    return repeated(builder, context.cast(builder, value, numba_type, scalar))


def teach_numbers(
    python_operator: Callable[..., Any],
    vector: types.Type,
    scalar: types.Type,
    result: types.Type,
    emit: Callable[..., Any],
) -> None:
    """Teach numba `python_operator` on two vectors of one type, and on one with a number.

    Parameters
    ----------
    python_operator : callable
        Of the module `operator`.
    vector, scalar : numba types
        The vector's, and that of its elements, which numbers are cast to.
    result : numba type
        What comes out.
    emit : callable
        Given the builder and both operands as vectors; returns the result.
    """
    kind = type(vector)

    def typer(a: Any, b: Any) -> Any:
        known = kind | types.Number
        vectors = isinstance(a, kind) or isinstance(b, kind)
        return result if vectors and isinstance(a, known) and isinstance(b, known) else None

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        left, right = (
            spread(context, builder, value, numba_type, scalar)
            for value, numba_type in zip(arguments, signature.args, strict=True)
        )
        return emit(builder, left, right)

    type_callable(python_operator)(lambda _context: typer)
    for pair in ((kind, kind), (kind, types.Number), (types.Number, kind)):
        lower_builtin(python_operator, *pair)(code)


def teach_integers(
    python_operator: Callable[..., Any], vector: types.Type, scalar: types.Type, instruction: str
) -> None:
    """Teach numba `python_operator` on a vector of integers with an integer.

    Parameters
    ----------
    python_operator : callable
        Of the module `operator`.
    vector, scalar : numba types
        The vector's, and that of its elements, which the integer is cast to.
    instruction : str
        What the builder calls it.
    """
    kind = type(vector)

    def typer(a: Any, b: Any) -> Any:
        return vector if isinstance(a, kind) and isinstance(b, types.Integer) else None

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number = spread(context, builder, arguments[1], signature.args[1], scalar)
        return getattr(builder, instruction)(arguments[0], number)

    type_callable(python_operator)(lambda _context: typer)
    lower_builtin(python_operator, kind, types.Integer)(code)


def _teach_lanes(python_operator: Callable[..., Any], emit: Callable[..., Any]) -> None:
    teach_numbers(python_operator, LANES, types.float64, LANES, emit)


_teach_lanes(operator.add, lambda builder, a, b: builder.fadd(a, b))
_teach_lanes(operator.sub, lambda builder, a, b: builder.fsub(a, b))
_teach_lanes(operator.mul, lambda builder, a, b: builder.fmul(a, b))
_teach_lanes(operator.truediv, lambda builder, a, b: builder.fdiv(a, b))

for _operator, _instruction in (
    (operator.add, "add"),
    (operator.and_, "and_"),
    (operator.or_, "or_"),
    (operator.lshift, "shl"),
    (operator.rshift, "lshr"),
):
    teach_integers(_operator, BIT_LANES, types.int64, _instruction)


@intrinsic
def splat(typingctx: Any, x: Any) -> Any:
    """Return lanes that all hold `x`."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return spread(context, builder, arguments[0], signature.args[0], types.float64)

    return LANES(x), code


@intrinsic
def bits(typingctx: Any, a: Any) -> Any:
    """Return the bit patterns of lanes."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], _INTEGERS)

    return BIT_LANES(a), code


@intrinsic
def doubles(typingctx: Any, a: Any) -> Any:
    """Return lanes of the given bit patterns."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], _DOUBLES)

    return LANES(a), code


@intrinsic
def flip_signs(typingctx: Any, a: Any, pattern: Any) -> Any:
    """Negate the lanes of `a` where bit 63 of `pattern` is set."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        sign = builder.and_(
            arguments[1], ir.Constant(_INTEGERS, [ir.Constant(ir.IntType(64), -(2**63))] * WIDTH)
        )
        flipped = builder.xor(builder.bitcast(arguments[0], _INTEGERS), sign)
        return builder.bitcast(flipped, _DOUBLES)

    return LANES(a, pattern), code


@intrinsic
def choose(typingctx: Any, pattern: Any, where_set: Any, where_clear: Any) -> Any:
    """Take lanes of `where_set` where bit 63 of `pattern` is set, else of `where_clear`."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        zero = ir.Constant(_INTEGERS, [ir.Constant(ir.IntType(64), 0)] * WIDTH)
        mask = builder.icmp_signed("<", arguments[0], zero)
        return builder.select(mask, arguments[1], arguments[2])

    return LANES(pattern, where_set, where_clear), code


@intrinsic
def square_root(typingctx: Any, a: Any) -> Any:
    """Return the square roots of lanes, correctly rounded as IEEE demands."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        function = get_or_insert_function(
            builder.module, ir.FunctionType(_DOUBLES, [_DOUBLES]), f"llvm.sqrt.v{WIDTH}f64"
        )
        return builder.call(function, arguments)

    return LANES(a), code


@intrinsic
def to_single(typingctx: Any, a: Any) -> Any:
    """Round lanes to float32 values."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        single = builder.fptrunc(arguments[0], ir.VectorType(ir.FloatType(), WIDTH))
        return builder.fpext(single, _DOUBLES)

    return LANES(a), code


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    """The address of ``array.ravel()[index]``, as a pointer to the array's element type."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.gep(data, [index])


@intrinsic
def load(typingctx: Any, array: Any, index: Any) -> Any:
    """Read eight neighbours from ``array.ravel()[index]`` on; integers become doubles."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array_type = signature.args[0]
        element = context.get_value_type(array_type.dtype)
        vector_type = ir.VectorType(element, WIDTH)
        pointer = _pointer(context, builder, array_type, *arguments)
        vector = builder.load(builder.bitcast(pointer, vector_type.as_pointer()))
        vector.align = array_type.dtype.bitwidth // 8
        if isinstance(array_type.dtype, types.Integer):
            convert = builder.sitofp if array_type.dtype.signed else builder.uitofp
            return convert(vector, _DOUBLES)
        if element != ir.DoubleType():
            return builder.fpext(vector, _DOUBLES)
        return vector

    return LANES(array, types.intp), code


@intrinsic
def store(typingctx: Any, array: Any, index: Any, a: Any) -> Any:
    """Write eight neighbours from ``array.ravel()[index]`` on."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = _pointer(context, builder, signature.args[0], *arguments[:2])
        instruction = builder.store(arguments[2], builder.bitcast(pointer, _DOUBLES.as_pointer()))
        instruction.align = 8
        return context.get_dummy_value()

    return types.void(array, types.intp, a), code


@intrinsic
def total(typingctx: Any, a: Any) -> Any:
    """Add the lanes up, in a fixed tree: halves onto halves."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector, width = arguments[0], WIDTH
        while width > 1:
            width //= 2
            low, high = (
                builder.shuffle_vector(
                    vector,
                    ir.Constant(vector.type, ir.Undefined),
                    ir.Constant(ir.VectorType(_INDEX, width), list(range(start, start + width))),
                )
                for start in (0, width)
            )
            vector = builder.fadd(low, high)
        return builder.extract_element(vector, _INDEX(0))

    return types.float64(a), code


def aligned(shape: tuple[int, ...], dtype: Any = np.float64) -> NDArray[Any]:
    """Return zeros that start on a cache line, so that no row of lanes straddles two."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    memory = np.zeros(size + 64, np.uint8)
    start = -memory.ctypes.data % 64
    result: NDArray[Any] = memory[start : start + size].view(dtype).reshape(shape)
    return result
