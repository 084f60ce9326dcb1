"""Sine, cosine and logarithm from additions, multiplications and divisions alone.

Library versions differ by a unit in the last place from machine to machine, and in a chaotic
descent that is another run. These are fixed sequences of IEEE operations, the same bits
everywhere. The polynomial coefficients are those of Sun's fdlibm (k_sin.c, k_cos.c, e_log.c).
"""

from __future__ import annotations

from typing import Any

from splotch_tui.core.kernels.jit import inlined
from splotch_tui.core.kernels.simd import add_exact_product, bitcast, select

# Adding 1.5·2^52 rounds a double to the nearest integer, ties to even, and leaves that integer in
# the low bits of the sum.
_ROUND = 6755399441055744.0
_TWO_OVER_PI = 0.6366197723675814
# π/2 in four pieces; the first three have 25 significant bits, so their products with an integer
# below 2^28 are exact.
_HALF_PI_1 = 1.5707963109016418
_HALF_PI_2 = 1.5893254712295857e-08
_HALF_PI_3 = 6.123233932053594e-17
_HALF_PI_4 = 6.36831716351095e-25

_SIGN_BIT = -(2**63)

# The largest argument for which sin_cos needs no help.
LARGEST_ANGLE = 4e8


@inlined
def sin_cos(x: Any) -> tuple[Any, Any]:
    """Return (sin x, cos x) of a vector of float64.

    Within 1.5 units in the last place for |x| ≤ 10⁶, and 2.5 up to `LARGEST_ANGLE`.
    """
    rounded = x * _TWO_OVER_PI + _ROUND
    n = rounded - _ROUND
    quarter = bitcast(rounded)
    r = add_exact_product(x, n, -_HALF_PI_1)
    r = add_exact_product(r, n, -_HALF_PI_2)
    r = add_exact_product(r, n, -_HALF_PI_3) - n * _HALF_PI_4
    z = r * r
    z2 = z * z
    s = r + (r * z) * (
        (z * 8.33333333332248946124e-03 - 1.66666666666666324348e-01)
        + z2
        * (
            (z * 2.75573137070700676789e-06 - 1.98412698298579493134e-04)
            + z2 * (z * 1.58969099521155010221e-10 - 2.50507602534068634195e-08)
        )
    )
    # 1 − z/2 is rounded; what that loses is added back with the rest of the series.
    w = add_exact_product(1.0, z, -0.5)
    c = w + (
        add_exact_product(1.0 - w, z, -0.5)
        + z2
        * (
            (z * -1.38888888888741095749e-03 + 4.16666666666666019037e-02)
            + z2
            * (
                (z * -2.75573143513906633035e-07 + 2.48015872894767294178e-05)
                + z2 * (z * -1.13596475577881948265e-11 + 2.08757232129817482790e-09)
            )
        )
    )
    # r was measured from quarter turn number n: odd ones swap sine and cosine, and signs follow.
    odd = (quarter << 63) < 0
    sine = bitcast(bitcast(select(odd, c, s)) ^ (quarter << 62 & _SIGN_BIT))
    cosine = bitcast(bitcast(select(odd, s, c)) ^ ((quarter + 1) << 62 & _SIGN_BIT))
    return sine, cosine


_TWO_24 = 16777216.0


@inlined
def _two_sum(a: Any, b: Any) -> tuple[Any, Any]:
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


@inlined
def _turned_back(high: Any, low: Any, scale: float) -> tuple[Any, Any]:
    """Take whole multiples of scale·π/2 off ``high + low``, keeping twice a double's precision."""
    n = (high * (_TWO_OVER_PI / scale) + _ROUND) - _ROUND
    for piece in (_HALF_PI_1, _HALF_PI_2, _HALF_PI_3, _HALF_PI_4):
        high, lost = _two_sum(high, n * (-piece * scale))
        low = low + lost
    return _two_sum(high, low)


@inlined
def small_angle(x: Any) -> Any:
    """Return angles of the same sine and cosine as `x`, small enough for `sin_cos`.

    Angles up to `LARGEST_ANGLE` come back as they are, so taking this way or not gives the same
    bits. Larger ones, up to 10²², are reduced with an error below 10⁻¹⁵.
    """
    # 2^24 quarter turns are whole turns; two rounds of them cover every angle that a recipe's
    # limits allow.
    high, low = _turned_back(x, x * 0.0, _TWO_24 * _TWO_24)
    high, low = _turned_back(high, low, _TWO_24)
    high, low = _turned_back(high, low, 4.0)
    magnitude = bitcast(bitcast(x) & ~_SIGN_BIT)
    is_small = bitcast(magnitude - LARGEST_ANGLE) < 0
    return select(is_small, x, high)


_TWO_52_BITS = 0x4330000000000000
_BIASED_TWO_52 = 4503599627370496.0 + 1023.0
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_ROOT_HALF_BITS = 0x3FE6A09E667F3BCD
_ONE_BITS = 0x3FF0000000000000
_MANTISSA = 0x000FFFFFFFFFFFFF


@inlined
def log(v: Any) -> Any:
    """Return the natural logarithm of positive normal values, within 1 unit in the last place."""
    # The offset carries mantissas above √2 into the next exponent, so that m lies in [√½, √2).
    shifted = bitcast(v) + (_ONE_BITS - _ROOT_HALF_BITS)
    e = bitcast((shifted >> 52) | _TWO_52_BITS) - _BIASED_TWO_52
    f = bitcast((shifted & _MANTISSA) + _ROOT_HALF_BITS) - 1.0
    s = f / (f + 2.0)
    z = s * s
    w = z * z
    r = z * (
        w
        * (w * (w * 1.479819860510658591e-01 + 1.818357216161805012e-01) + 2.857142874366239149e-01)
        + 6.666666666666735130e-01
    ) + w * (
        w * (w * 1.531383769920937332e-01 + 2.222219843214978396e-01) + 3.999999999940941908e-01
    )
    h = f * f * 0.5
    # ln 2's high part has so few bits that its products with exponents are exact.
    return add_exact_product(f - (h - (s * (h + r) + e * _LN2_LOW)), e, _LN2_HIGH)
