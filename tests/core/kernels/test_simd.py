"""Vectors do what NumPy does, for every type of their values."""

import numba
import numpy as np
import pytest

from splotch_tui.core.kernels import simd
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.kernels.simd_memory import (
    aligned_zeros,
    gather,
    load,
    load_f64,
    load_splat,
    store,
)


@numba.njit
def _combine_floats(a, b, number, out):
    x, y = load(a, 0), load(b, 0)
    store(out, 0, x + y * number)
    store(out, WIDTH, (number - x) / y)
    store(out, 2 * WIDTH, simd.minimum(x, y))
    store(out, 3 * WIDTH, simd.maximum(x, number))
    store(out, 4 * WIDTH, simd.sqrt(x * x))
    store(out, 5 * WIDTH, simd.select((x < y) & (y > number), x, number))
    store(out, 6 * WIDTH, simd.select(x <= y, number, y))
    store(out, 7 * WIDTH, simd.bitcast(simd.bitcast(x) + 1))


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_floats(kind):
    a, b = np.random.default_rng(1).normal(size=(2, WIDTH)).astype(kind)
    b[3], number = a[3], kind(0.3)
    out = np.empty((8, WIDTH), kind)
    _combine_floats(a, b, float(number), out)
    expected = [
        a + b * number,
        (number - a) / b,
        np.minimum(a, b),
        np.maximum(a, number),
        np.abs(a),
        np.where((a < b) & (b > number), a, number),
        np.where(a <= b, number, b),
        np.nextafter(a, np.where(a > 0, np.inf, -np.inf).astype(kind)),
    ]
    assert np.array_equal(out, np.array(expected))


def test_what_is_not_a_number_is_not_chosen():
    a, b = np.full(WIDTH, np.nan), np.arange(float(WIDTH))
    out = np.empty((8, WIDTH))
    _combine_floats(a, b, 2.0, out)
    assert np.array_equal(out[2], b)
    assert (out[3] == 2.0).all()


@numba.njit
def _combine_integers(a, b, out):
    x, y = load(a, 0), load(b, 0)
    store(out, 0, x * y - (x + 7))
    store(out, WIDTH, (x & 0xFF00) | (y ^ x))
    store(out, 2 * WIDTH, (x << 3) + (y >> 2))
    store(out, 3 * WIDTH, simd.select(x < 0, x, y))


@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_integers(kind):
    a, b = np.random.default_rng(2).integers(-10_000, 10_000, (2, WIDTH)).astype(kind)
    out = np.empty((4, WIDTH), kind)
    _combine_integers(a, b, out)
    # Shifts to the right fill up with zeros, as those of unsigned numbers do.
    shifted = (b.view(f"u{b.itemsize}") >> 2).view(kind)
    expected = [a * b - (a + 7), (a & 0xFF00) | (b ^ a), (a << 3) + shifted, np.where(a < 0, a, b)]
    assert np.array_equal(out, np.array(expected))


@numba.njit
def _add(a, b, out):
    store(out, 0, load(a, 0) + load(b, 0))


def test_vectors_of_two_types_do_not_mix():
    one, other = np.zeros(WIDTH), np.zeros(WIDTH, np.float32)
    with pytest.raises(numba.TypingError):
        _add(one, other, one)


@numba.njit
def _add_exact_products(total, integers, numbers, out):
    x, k, y = load(total, 0), load_f64(integers, 0), load(numbers, 0)
    store(out, 0, simd.add_exact_product(x, k, y))
    store(out, WIDTH, simd.add_exact_product(1.0, y, -0.5))


def test_exact_products_are_added_as_if_each_were_rounded():
    total, numbers = np.random.default_rng(6).normal(size=(2, WIDTH))
    integers = np.arange(WIDTH, dtype=np.int32) - 4
    out = np.empty((2, WIDTH))
    _add_exact_products(total, integers, numbers, out)
    assert np.array_equal(out, [total + integers * numbers, 1.0 - numbers * 0.5])


@numba.njit
def _convert(doubles, singles, integers, words, out):
    store(out, 0, simd.round_to_f32(load(doubles, 0)))
    store(out, WIDTH, load_f64(singles, 0))
    store(out, 2 * WIDTH, load_f64(integers, 0))
    store(singles, 0, simd.to_f32(load(doubles, 0)))
    store(integers, 0, simd.to_i32(load(singles, 0)))
    store(out, 3 * WIDTH, simd.to_f64(load(words, 0)))


def test_conversions():
    doubles = np.random.default_rng(3).normal(size=WIDTH) * 100
    singles, integers = np.arange(WIDTH, dtype=np.float32), np.arange(WIDTH, dtype=np.int32) - 4
    # Unsigned words are read as signed ones of the same bits.
    words = np.arange(2**32 - 4, 2**32 + 4, dtype=np.int64).astype(np.uint32)
    out, small = np.empty((4, WIDTH)), np.arange(WIDTH) - 4
    _convert(doubles, singles, integers, words, out)
    assert np.array_equal(out, [doubles.astype(np.float32), range(WIDTH), small, small])
    assert np.array_equal(singles, doubles.astype(np.float32))
    assert np.array_equal(integers, np.trunc(doubles))


@numba.njit
def _reduce(numbers, integers, truths, bits):
    mask = simd.to_bitmask(load(truths, 0))
    bits[0] = mask
    bits[1] = simd.trailing_zeros(mask)
    pairs = simd.pairwise_add(load(integers, 0), load(integers, WIDTH))
    store(integers, 0, pairs)
    return simd.horizontal_sum(load(numbers, 0))


def test_what_goes_across_a_vector():
    numbers = np.random.default_rng(4).normal(size=WIDTH)
    integers = np.arange(2 * WIDTH, dtype=np.int32)
    truths = np.array([0, 0, 1, 0, 1, 1, 0, 1], bool)
    bits = np.zeros(2, np.int64)
    total = _reduce(numbers, integers, truths, bits)
    fours = numbers[:4] + numbers[4:]
    twos = fours[:2] + fours[2:]
    assert total == twos[0] + twos[1]
    assert bits.tolist() == [0b10110100, 2]
    assert np.array_equal(integers[:WIDTH], np.arange(1, 32, 4))


@numba.njit
def _sum_eight(a, out):
    vectors = (
        load(a, 0),
        load(a, WIDTH),
        load(a, 2 * WIDTH),
        load(a, 3 * WIDTH),
        load(a, 4 * WIDTH),
        load(a, 5 * WIDTH),
        load(a, 6 * WIDTH),
        load(a, 7 * WIDTH),
    )
    store(out, 0, simd.horizontal_sums(*vectors))
    for i in range(WIDTH):
        out[WIDTH + i] = simd.horizontal_sum(load(a, i * WIDTH))


def test_eight_horizontal_sums_are_the_bits_of_each():
    out = np.empty(2 * WIDTH)
    _sum_eight(np.random.default_rng(7).normal(size=(WIDTH, WIDTH)), out)
    assert np.array_equal(out[:WIDTH], out[WIDTH:])


@numba.njit
def _look_up(table, columns, data, picture):
    store(data, 0, gather(table, 1, load(columns, 0)))
    store(data, WIDTH, load_splat(table, 5))
    store(data, 2 * WIDTH, simd.max_nonnegative(load(data, 0), load(data, WIDTH)))
    store(picture, 3, load(columns, 0))


def test_memory():
    table = np.random.default_rng(5).random((2, 40), np.float32)
    columns = np.array([39, 0, 7, 7, 1, 30, 2, 3], np.int32)
    data, picture = np.zeros((3, WIDTH), np.float32), np.zeros(WIDTH + 4, np.uint8)
    _look_up(table, columns, data, picture)
    assert np.array_equal(data[0], table[1, columns])
    assert (data[1] == table[0, 5]).all()
    assert np.array_equal(data[2], np.maximum(data[0], data[1]))
    assert picture.tolist() == [0, 0, 0, *columns, 0]


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.uint32])
def test_aligned_arrays_start_on_a_cache_line(kind):
    array = aligned_zeros((3, 5), kind)
    assert array.shape == (3, 5)
    assert array.dtype == kind
    assert array.ctypes.data % 64 == 0
    assert not array.any()
