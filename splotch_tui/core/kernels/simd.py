"""SIMD: vectors of eight values that numba's compiled code treats as one.

An explicit vector leaves nothing to the auto-vectoriser: LLVM splits it into whatever registers
the processor has (for float64 four of SSE2, two of AVX2, one of AVX-512), and since each value
goes through the same IEEE operations in the same order, the bits never depend on which.

Vectors add, subtract, multiply, divide, shift and compare as NumPy arrays do, with each other and
with a number, which stands for a vector that repeats it. Shifts to the right fill up with zeros.
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

WIDTH = 8
_ELEMENTS = {
    types.float64: ir.DoubleType(),
    types.float32: ir.FloatType(),
    types.int64: ir.IntType(64),
    types.int32: ir.IntType(32),
    types.boolean: ir.IntType(1),
}
_INDEX = ir.IntType(32)


class Vector(types.Type):
    """The numba type of eight values.

    Parameters
    ----------
    element : numba type
        What each of them is; boolean makes it a mask.
    """

    def __init__(self, element: types.Type) -> None:
        self.element = element
        super().__init__(name=f"Vector({WIDTH} x {element})")

    @property
    def llvm(self) -> Any:
        """LLVM's type of it."""
        return ir.VectorType(_ELEMENTS[self.element], WIDTH)

    @property
    def is_float(self) -> bool:
        """Whether its values are floating-point numbers."""
        return isinstance(self.element, types.Float)


F64, F32 = Vector(types.float64), Vector(types.float32)
I64, I32 = Vector(types.int64), Vector(types.int32)
MASK = Vector(types.boolean)
# The vector as wide as another, of integers for floating-point numbers and the other way round.
_SAME_BITS = {F64: I64, I64: F64, F32: I32, I32: F32}


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, vector: Vector) -> None:
        super().__init__(manager, vector, vector.llvm)


def _compare(symbol: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    return (
        lambda builder, a, b: builder.fcmp_ordered(symbol, a, b),
        lambda builder, a, b: builder.icmp_signed(symbol, a, b),
    )


# What emits each operator, given LLVM's builder and two vectors: of floating-point numbers, and of
# integers or truth values; None where there is no such operator.
_OPERATORS: dict[Callable[..., Any], tuple[Callable[..., Any] | None, ...]] = {
    operator.add: (ir.IRBuilder.fadd, ir.IRBuilder.add),
    operator.sub: (ir.IRBuilder.fsub, ir.IRBuilder.sub),
    operator.mul: (ir.IRBuilder.fmul, ir.IRBuilder.mul),
    operator.truediv: (ir.IRBuilder.fdiv, None),
    operator.and_: (None, ir.IRBuilder.and_),
    operator.or_: (None, ir.IRBuilder.or_),
    operator.xor: (None, ir.IRBuilder.xor),
    operator.lshift: (None, ir.IRBuilder.shl),
    operator.rshift: (None, ir.IRBuilder.lshr),
    operator.lt: _compare("<"),
    operator.le: _compare("<="),
    operator.gt: _compare(">"),
}
_COMPARISONS = (operator.lt, operator.le, operator.gt)
# What `a += b` and its like mean: vectors are values, so nothing is changed in place.
_IN_PLACE = {
    operator.add: (operator.iadd,),
    operator.sub: (operator.isub,),
    operator.mul: (operator.imul,),
}


def _common_vector(a: Any, b: Any) -> Any:
    """Return the vector that both operands are, or are broadcast to; None if they do not fit."""
    vector = next((each for each in (a, b) if isinstance(each, Vector)), None)
    if vector is None:
        return None
    number = types.Number if vector.is_float else types.Integer
    return vector if all(each == vector or isinstance(each, number) for each in (a, b)) else None


def broadcast(context: Any, builder: Any, value: Any, numba_type: types.Type, to: Vector) -> Any:
    """Return a vector as it is, and a number as a vector that repeats it."""
    if isinstance(numba_type, Vector):
        return value
    scalar = context.cast(builder, value, numba_type, to.element)
    undefined = ir.Constant(to.llvm, ir.Undefined)
    zeros = ir.Constant(ir.VectorType(_INDEX, WIDTH), [0] * WIDTH)
    first = builder.insert_element(undefined, scalar, _INDEX(0))
    return builder.shuffle_vector(first, undefined, zeros)


def _broadcast_all(
    context: Any, builder: Any, signature: Any, arguments: Any, to: Vector
) -> list[Any]:
    return [
        broadcast(context, builder, value, numba_type, to)
        for value, numba_type in zip(arguments, signature.args, strict=True)
    ]


def _register(python_operator: Callable[..., Any]) -> None:
    """Teach numba an operator on two vectors of one type, and on one with a number."""
    of_floats, of_integers = _OPERATORS[python_operator]

    def typer(a: Any, b: Any) -> Any:
        vector = _common_vector(a, b)
        if vector is None or (of_floats if vector.is_float else of_integers) is None:
            return None
        return MASK if python_operator in _COMPARISONS else vector

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector = _common_vector(*signature.args)
        emit: Any = of_floats if vector.is_float else of_integers
        return emit(builder, *_broadcast_all(context, builder, signature, arguments, vector))

    for each in (python_operator, *_IN_PLACE.get(python_operator, ())):
        type_callable(each)(lambda _context: typer)
        for pair in ((Vector, Vector), (Vector, types.Number), (types.Number, Vector)):
            lower_builtin(each, *pair)(code)


for _operator in _OPERATORS:
    _register(_operator)


@intrinsic
def splat_f64(typingctx: Any, x: Any) -> Any:
    """Return a vector of float64 that repeats `x`."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return broadcast(context, builder, arguments[0], signature.args[0], F64)

    return F64(x), code


@intrinsic
def bitcast(typingctx: Any, a: Any) -> Any:
    """Return the bits of floating-point numbers as integers, or the numbers of such bits."""
    result = _SAME_BITS[a]

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], result.llvm)

    return result(a), code


@intrinsic
def round_to_f32(typingctx: Any, a: Any) -> Any:
    """Round float64 to the nearest float32, and return them as float64."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fpext(builder.fptrunc(arguments[0], F32.llvm), F64.llvm)

    return F64(a), code


@intrinsic
def to_f64(typingctx: Any, a: Any) -> Any:
    """Return int32 as float64."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.sitofp(arguments[0], F64.llvm)

    return F64(a), code


@intrinsic
def to_f32(typingctx: Any, a: Any) -> Any:
    """Return float64 or int32 as float32."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        convert = builder.fptrunc if a == F64 else builder.sitofp
        return convert(arguments[0], F32.llvm)

    return F32(a), code


@intrinsic
def to_i32(typingctx: Any, a: Any) -> Any:
    """Return float32 as int32, without their fractions."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fptosi(arguments[0], I32.llvm)

    return I32(a), code


def _root(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    (vector,) = signature.args
    kind = ir.FunctionType(vector.llvm, [vector.llvm])
    name = f"llvm.sqrt.v{WIDTH}f{vector.element.bitwidth}"
    return builder.call(get_or_insert_function(builder.module, kind, name), arguments)


@intrinsic
def sqrt(typingctx: Any, a: Any) -> Any:
    """Return square roots, correctly rounded as IEEE demands."""
    return a(a), _root


# So that what is written for numbers, with `np.sqrt` and a sign in front, goes for vectors as well.
type_callable(np.sqrt)(lambda _context: lambda a: a if isinstance(a, Vector) else None)
lower_builtin(np.sqrt, Vector)(_root)
type_callable(operator.neg)(lambda _context: lambda a: a if isinstance(a, Vector) else None)


@lower_builtin(operator.neg, Vector)
def _negative(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return builder.fneg(arguments[0])


@intrinsic
def absolute(typingctx: Any, a: Any) -> Any:
    """Return values without their signs."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(a.llvm, [a.llvm])
        name = f"llvm.fabs.v{WIDTH}f{a.element.bitwidth}"
        return builder.call(get_or_insert_function(builder.module, kind, name), arguments)

    return a(a), code


@intrinsic
def add_exact_product(typingctx: Any, total: Any, a: Any, b: Any) -> Any:
    """Return ``total + a * b`` for products that no rounding changes.

    Such as those with small integers: then it is the same bits whether the processor has one
    operation for it, which rounds but once, or takes two.
    """
    vector = next(each for each in (total, a, b) if isinstance(each, Vector))

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        values = _broadcast_all(context, builder, signature, arguments, vector)
        kind = ir.FunctionType(vector.llvm, [vector.llvm] * 3)
        name = f"llvm.fmuladd.v{WIDTH}f{vector.element.bitwidth}"
        function = get_or_insert_function(builder.module, kind, name)
        return builder.call(function, [*values[1:], values[0]])

    return vector(total, a, b), code


@intrinsic
def select(typingctx: Any, mask: Any, where_true: Any, where_false: Any) -> Any:
    """Take values of `where_true` where the mask is true, else of `where_false`."""
    vector = _common_vector(where_true, where_false)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.select(*_broadcast_all(context, builder, signature, arguments, vector))

    return vector(mask, where_true, where_false), code


def _select_by(python_operator: Callable[..., Any], a: Any, b: Any) -> Any:
    vector = _common_vector(a, b)
    emit: Any = _OPERATORS[python_operator][0 if vector.is_float else 1]

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        operands = _broadcast_all(context, builder, signature, arguments, vector)
        return builder.select(emit(builder, *operands), *operands)

    return vector(a, b), code


@intrinsic
def minimum(typingctx: Any, a: Any, b: Any) -> Any:
    """Return the smaller of two values each; that of `b` where one is not a number."""
    return _select_by(operator.lt, a, b)


@intrinsic
def maximum(typingctx: Any, a: Any, b: Any) -> Any:
    """Return the larger of two values each; that of `b` where one is not a number."""
    return _select_by(operator.gt, a, b)


@intrinsic
def max_nonnegative(typingctx: Any, a: Any, b: Any) -> Any:
    """Return the larger of two float32 each, none of which is negative or not a number."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        # Their bits are in the same order. A maximum that is selected by a mask LLVM would store
        # by a masked store, which takes some processors longer than all the rest.
        kind = ir.FunctionType(I32.llvm, [I32.llvm, I32.llvm])
        function = get_or_insert_function(builder.module, kind, f"llvm.smax.v{WIDTH}i32")
        bits = [builder.bitcast(value, I32.llvm) for value in arguments]
        return builder.bitcast(builder.call(function, bits), F32.llvm)

    return F32(a, b), code


@intrinsic
def horizontal_sum(typingctx: Any, a: Any) -> Any:
    """Add up all values of a vector of float64, in a fixed tree: halves onto halves."""

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


@intrinsic
def horizontal_sums(
    typingctx: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any
) -> Any:
    """Return the `horizontal_sum` of each of eight vectors of float64, in one vector."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vectors, part = arguments, WIDTH
        while part > 1:
            part //= 2
            # In each run of 2·part values, the first half and the second.
            low = [i for i in range(2 * WIDTH) if i // part % 2 == 0]
            vectors = [
                builder.fadd(
                    *(
                        builder.shuffle_vector(
                            one, other, ir.Constant(ir.VectorType(_INDEX, WIDTH), order)
                        )
                        for order in (low, [i + part for i in low])
                    )
                )
                for one, other in zip(vectors[::2], vectors[1::2], strict=True)
            ]
        return vectors[0]

    return F64(a, b, c, d, e, f, g, h), code


@intrinsic
def pairwise_add(typingctx: Any, a: Any, b: Any) -> Any:
    """Add up neighbours: of the sixteen integers of `a` and `b`, each two."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        evens, odds = (
            builder.shuffle_vector(
                *arguments,
                ir.Constant(ir.VectorType(_INDEX, WIDTH), list(range(start, 2 * WIDTH, 2))),
            )
            for start in (0, 1)
        )
        return builder.add(evens, odds)

    return a(a, b), code


@intrinsic
def to_bitmask(typingctx: Any, mask: Any) -> Any:
    """Return a mask as an integer, its first value in the lowest bit."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.zext(builder.bitcast(arguments[0], ir.IntType(WIDTH)), ir.IntType(64))

    return types.int64(mask), code


@intrinsic
def trailing_zeros(typingctx: Any, bits: Any) -> Any:
    """Return the position of the lowest bit that is set in an integer; one must be."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number = context.cast(builder, arguments[0], bits, types.int64)
        return builder.cttz(number, ir.IntType(1)(1))

    return types.int64(bits), code
