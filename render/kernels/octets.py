"""Octets: eight neighbouring values that numba's compiled code treats as one.

They are to float32 what `splotch_tui.core.kernels.lanes` are to float64: LLVM splits them into
whatever registers the processor has, and each value goes through the same IEEE operations
whatever those are.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic, lower_builtin, models, register_model, type_callable

from splotch_tui.core.kernels.lanes import spread, teach_integers, teach_numbers

WIDTH = 8
_INDEX = ir.IntType(32)
_FLOATS = ir.VectorType(ir.FloatType(), WIDTH)
_WORDS = ir.VectorType(ir.IntType(32), WIDTH)
_BYTES = ir.VectorType(ir.IntType(8), WIDTH)
_MASK = ir.VectorType(ir.IntType(1), WIDTH)


class Floats(types.Type):
    """The numba type of eight float32 values."""

    def __init__(self) -> None:
        super().__init__(name=f"Floats({WIDTH} x float32)")


class Words(types.Type):
    """The numba type of eight int32 values."""

    def __init__(self) -> None:
        super().__init__(name=f"Words({WIDTH} x int32)")


class Mask(types.Type):
    """The numba type of eight truth values."""

    def __init__(self) -> None:
        super().__init__(name=f"Mask({WIDTH} x bool)")


FLOATS, WORDS, MASK = Floats(), Words(), Mask()


def _model(numba_type: type[types.Type], vector: Any) -> None:
    @register_model(numba_type)
    class Model(models.PrimitiveModel):
        def __init__(self, manager: Any, numba_type: Any) -> None:
            super().__init__(manager, numba_type, vector)


for _type, _vector in ((Floats, _FLOATS), (Words, _WORDS), (Mask, _MASK)):
    _model(_type, _vector)


def _teach_floats(
    python_operator: Callable[..., Any], result: types.Type, emit: Callable[..., Any]
) -> None:
    teach_numbers(python_operator, FLOATS, types.float32, result, emit)


_teach_floats(operator.add, FLOATS, lambda builder, a, b: builder.fadd(a, b))
_teach_floats(operator.sub, FLOATS, lambda builder, a, b: builder.fsub(a, b))
_teach_floats(operator.mul, FLOATS, lambda builder, a, b: builder.fmul(a, b))
_teach_floats(operator.truediv, FLOATS, lambda builder, a, b: builder.fdiv(a, b))
_teach_floats(operator.lt, MASK, lambda builder, a, b: builder.fcmp_ordered("<", a, b))
_teach_floats(operator.le, MASK, lambda builder, a, b: builder.fcmp_ordered("<=", a, b))
_teach_floats(operator.gt, MASK, lambda builder, a, b: builder.fcmp_ordered(">", a, b))


def _alike(python_operator: Callable[..., Any], octets: types.Type, instruction: str) -> None:
    """Teach numba `python_operator` on two octets of one type."""

    def typer(a: Any, b: Any) -> Any:
        return octets if a == octets and b == octets else None

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return getattr(builder, instruction)(*arguments)

    type_callable(python_operator)(lambda _context: typer)
    lower_builtin(python_operator, type(octets), type(octets))(code)


_alike(operator.and_, MASK, "and_")
_alike(operator.or_, WORDS, "or_")
_alike(operator.add, WORDS, "add")
_alike(operator.sub, WORDS, "sub")
_alike(operator.mul, WORDS, "mul")


for _operator, _instruction in (
    (operator.and_, "and_"),
    (operator.add, "add"),
    (operator.mul, "mul"),
    (operator.lshift, "shl"),
    (operator.rshift, "lshr"),
):
    teach_integers(_operator, WORDS, types.int32, _instruction)


@intrinsic
def splat(typingctx: Any, x: Any) -> Any:
    """Return eight times `x`, as float32."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return spread(context, builder, arguments[0], signature.args[0], types.float32)

    return FLOATS(x), code


@intrinsic
def root(typingctx: Any, a: Any) -> Any:
    """Return square roots, correctly rounded as IEEE demands."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(_FLOATS, [_FLOATS])
        function = get_or_insert_function(builder.module, kind, f"llvm.sqrt.v{WIDTH}f32")
        return builder.call(function, arguments)

    return FLOATS(a), code


@intrinsic
def larger(typingctx: Any, a: Any, b: Any) -> Any:
    """Return the larger ones of two octets of floats that are not negative."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        # Their bits are in the same order. Chosen by a mask, LLVM would store them by a masked
        # store, which takes some processors longer than all the rest.
        kind = ir.FunctionType(_WORDS, [_WORDS, _WORDS])
        function = get_or_insert_function(builder.module, kind, f"llvm.smax.v{WIDTH}i32")
        bits = [builder.bitcast(value, _WORDS) for value in arguments]
        return builder.bitcast(builder.call(function, bits), _FLOATS)

    return FLOATS(a, b), code


@intrinsic
def kept(typingctx: Any, pattern: Any, a: Any) -> Any:
    """Return floats where the words of `pattern` are −1, and 0 where they are 0."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        bits = builder.and_(arguments[0], builder.bitcast(arguments[1], _WORDS))
        return builder.bitcast(bits, _FLOATS)

    return FLOATS(pattern, a), code


@intrinsic
def truncated(typingctx: Any, a: Any) -> Any:
    """Return floats without their fractions, as words."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fptosi(arguments[0], _WORDS)

    return WORDS(a), code


@intrinsic
def floats(typingctx: Any, a: Any) -> Any:
    """Return words, or lanes of doubles, as floats."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        convert = builder.sitofp if signature.args[0] == WORDS else builder.fptrunc
        return convert(arguments[0], _FLOATS)

    return FLOATS(a), code


@intrinsic
def paired(typingctx: Any, a: Any, b: Any) -> Any:
    """Add up neighbours: of sixteen words, each two."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        evens, odds = (
            builder.shuffle_vector(
                *arguments,
                ir.Constant(ir.VectorType(_INDEX, WIDTH), list(range(start, 2 * WIDTH, 2))),
            )
            for start in (0, 1)
        )
        return builder.add(evens, odds)

    return WORDS(a, b), code


@intrinsic
def chosen(typingctx: Any, mask: Any, where_true: Any, where_false: Any) -> Any:
    """Take values of `where_true` where the mask is true, else of `where_false`; lanes, too."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.select(*arguments)

    return where_true(mask, where_true, where_false), code


@intrinsic
def flags(typingctx: Any, mask: Any) -> Any:
    """Return a mask as an integer, the first truth value in its lowest bit."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.zext(builder.bitcast(arguments[0], ir.IntType(WIDTH)), ir.IntType(64))

    return types.int64(mask), code


@intrinsic
def lowest(typingctx: Any, flags: Any) -> Any:
    """Return which is the lowest bit that is set in an integer; one must be."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number = context.cast(builder, arguments[0], signature.args[0], types.int64)
        return builder.cttz(number, ir.IntType(1)(1))

    return types.int64(flags), code


def _address(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    vector = ir.VectorType(context.get_data_type(array_type.dtype), WIDTH)
    return builder.bitcast(builder.gep(data, [index]), vector.as_pointer())


@intrinsic
def load(typingctx: Any, array: Any, index: Any) -> Any:
    """Read eight neighbours from ``array.ravel()[index]`` on: float32, int32, or truth values."""
    octets: Any = {types.float32: FLOATS, types.int32: WORDS, types.boolean: MASK}[array.dtype]

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector = builder.load(_address(context, builder, signature.args[0], *arguments))
        if octets is MASK:
            vector.align = 1
            return builder.icmp_signed("!=", vector, ir.Constant(_BYTES, None))
        vector.align = 4
        return vector

    return octets(array, types.intp), code


@intrinsic
def repeated(typingctx: Any, array: Any, index: Any) -> Any:
    """Read ``array.ravel()[index]``, eight times, from an array of float32."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        number = builder.load(builder.gep(data, [arguments[1]]))
        return spread(context, builder, number, types.float32, types.float32)

    return FLOATS(array, types.intp), code


@intrinsic
def store(typingctx: Any, array: Any, index: Any, a: Any) -> Any:
    """Write eight neighbours from ``array.ravel()[index]`` on: float32, or int32, or uint8."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array_type, value = signature.args[0], arguments[2]
        if array_type.dtype == types.uint8:
            value = builder.trunc(value, _BYTES)
        address = _address(context, builder, array_type, *arguments[:2])
        builder.store(value, address).align = array_type.dtype.bitwidth // 8
        return context.get_dummy_value()

    return types.void(array, types.intp, a), code


@intrinsic
def gathered(typingctx: Any, table: Any, row: Any, columns: Any) -> Any:
    """Read ``table[row, column]`` for eight columns, as words, from a table of float32."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        table_type = signature.args[0]
        table = context.make_array(table_type)(context, builder, arguments[0])
        start = builder.mul(arguments[1], builder.extract_value(table.shape, 1))
        values = ir.Constant(_FLOATS, ir.Undefined)
        for place in range(WIDTH):
            column = builder.extract_element(arguments[2], _INDEX(place))
            index = builder.add(start, builder.sext(column, start.type))
            value = builder.load(builder.gep(table.data, [index]))
            values = builder.insert_element(values, value, _INDEX(place))
        return values

    return FLOATS(table, types.intp, columns), code
