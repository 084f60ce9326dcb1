"""Vectors from arrays and back: `splotch_tui.core.kernels.simd` has what is done with them."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.cgutils import unpack_tuple
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array
from numpy.typing import NDArray

from splotch_tui.core.kernels.simd import F64, MASK, WIDTH, Vector, broadcast

_INDEX = ir.IntType(32)


def _load(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    """Read eight neighbours from ``array.ravel()[index]`` on, as they are in memory."""
    element = context.get_data_type(array_type.dtype)
    address = builder.gep(context.make_array(array_type)(context, builder, array).data, [index])
    pointer = ir.VectorType(element, WIDTH).as_pointer()
    vector = builder.load(builder.bitcast(address, pointer))
    vector.align = context.get_abi_sizeof(element)
    return vector


@intrinsic
def load(typingctx: Any, array: Any, index: Any) -> Any:
    """Read eight neighbours from ``array.ravel()[index]`` on, of the array's type.

    uint32 are read as int32 of the same bits.
    """
    vector = Vector(types.int32 if array.dtype == types.uint32 else array.dtype)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        values = _load(context, builder, array, *arguments)
        if vector == MASK:
            return builder.icmp_signed("!=", values, ir.Constant(values.type, None))
        return values

    return vector(array, types.intp), code


@intrinsic
def load_f64(typingctx: Any, array: Any, index: Any) -> Any:
    """Read eight neighbours from ``array.ravel()[index]`` on, numbers of any type, as float64."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        values = _load(context, builder, array, *arguments)
        if isinstance(array.dtype, types.Integer):
            convert = builder.sitofp if array.dtype.signed else builder.uitofp
            return convert(values, F64.llvm)
        return values if values.type == F64.llvm else builder.fpext(values, F64.llvm)

    return F64(array, types.intp), code


@intrinsic
def load_splat(typingctx: Any, array: Any, index: Any) -> Any:
    """Read one number, ``array.ravel()[index]``, and return a vector that repeats it."""
    vector = Vector(array.dtype)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(array)(context, builder, arguments[0]).data
        number = builder.load(builder.gep(data, [arguments[1]]))
        return broadcast(context, builder, number, array.dtype, vector)

    return vector(array, types.intp), code


@intrinsic
def gather(typingctx: Any, table: Any, row: Any, columns: Any) -> Any:
    """Read ``table[row, column]`` for each of eight columns, a vector of int32."""
    vector = Vector(table.dtype)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(table)(context, builder, arguments[0])
        start = builder.mul(arguments[1], builder.extract_value(array.shape, 1))
        values = ir.Constant(vector.llvm, ir.Undefined)
        for position in range(WIDTH):
            column = builder.extract_element(arguments[2], _INDEX(position))
            index = builder.add(start, builder.sext(column, start.type))
            value = builder.load(builder.gep(array.data, [index]))
            values = builder.insert_element(values, value, _INDEX(position))
        return values

    return vector(table, types.intp, columns), code


@intrinsic
def store(typingctx: Any, array: Any, index: Any, a: Any) -> Any:
    """Write eight neighbours from ``array.ravel()[index]`` on; of int32 to uint8 the low bytes."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array_value, index_value, values = arguments
        element = context.get_data_type(array.dtype)
        vector_type = ir.VectorType(element, WIDTH)
        if array.dtype == types.uint8:
            values = builder.trunc(values, vector_type)
        data = context.make_array(array)(context, builder, array_value).data
        address = builder.bitcast(builder.gep(data, [index_value]), vector_type.as_pointer())
        builder.store(values, address).align = context.get_abi_sizeof(element)
        return context.get_dummy_value()

    return types.void(array, types.intp, a), code


@intrinsic
def as_vectors(typingctx: Any, array: Any) -> Any:
    """Return a view of an array of float64 whose last axis is eight long: an array of vectors.

    It must start on a cache line. Elements of the view are read and written as any array's.
    """
    view = types.Array(F64, array.ndim - 1, "C")

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        source = context.make_array(array)(context, builder, arguments[0])
        result = context.make_array(view)(context, builder)
        populate_array(
            result,
            data=builder.bitcast(source.data, F64.llvm.as_pointer()),
            shape=unpack_tuple(builder, source.shape)[:-1],
            strides=unpack_tuple(builder, source.strides)[:-1],
            itemsize=context.get_constant(types.intp, 8 * WIDTH),
            meminfo=None,
        )
        return result._getvalue()

    return view(array), code


def aligned_zeros(shape: tuple[int, ...], dtype: Any = np.float64) -> NDArray[Any]:
    """Return zeros that start on a cache line, so that no vector straddles two."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    memory = np.zeros(size + 64, np.uint8)
    start = -memory.ctypes.data % 64
    result: NDArray[Any] = memory[start : start + size].view(dtype).reshape(shape)
    return result
