"""Sine, cosine and logarithm from additions, multiplications and divisions alone.

Library versions differ by a unit in the last place from machine to machine, and in a chaotic
descent that is another run. These are fixed sequences of IEEE operations, without branches, so
they give the same bits everywhere and vectorise inside a loop. The polynomial coefficients are
those of Sun's fdlibm (k_sin.c, k_cos.c, e_log.c).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from splotch_tui.core.kernels.jit import kernel

# Adding and subtracting 1.5·2^52 rounds a double to the nearest integer, ties to even.
_ROUND = 6755399441055744.0
_TWO_OVER_PI = 0.6366197723675814
# π/2 in four pieces; the first three have 25 significant bits, so their products with an integer
# below 2^28 are exact.
_HALF_PI_1 = 1.5707963109016418
_HALF_PI_2 = 1.5893254712295857e-08
_HALF_PI_3 = 6.123233932053594e-17
_HALF_PI_4 = 6.36831716351095e-25


@kernel
def sin_cos(x: float) -> tuple[float, float]:
    """Return (sin x, cos x), within about one unit in the last place for |x| < 4·10⁸."""
    n = (x * _TWO_OVER_PI + _ROUND) - _ROUND
    r = ((x - n * _HALF_PI_1) - n * _HALF_PI_2) - n * _HALF_PI_3 - n * _HALF_PI_4
    z = r * r
    z2 = z * z
    s = r + (r * z) * (
        (-1.66666666666666324348e-01 + z * 8.33333333332248946124e-03)
        + z2
        * (
            (-1.98412698298579493134e-04 + z * 2.75573137070700676789e-06)
            + z2 * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)
        )
    )
    c = (1.0 - 0.5 * z) + z2 * (
        (4.16666666666666019037e-02 + z * -1.38888888888741095749e-03)
        + z2
        * (
            (2.48015872894767294178e-05 + z * -2.75573143513906633035e-07)
            + z2 * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)
        )
    )
    # n modulo 4, as a double in −2..2, says which quarter turn r was measured from.
    quarter = n - 4.0 * ((n * 0.25 + _ROUND) - _ROUND)
    odd = abs(quarter) == 1.0
    half = abs(quarter) == 2.0
    sine = c if odd else s
    cosine = s if odd else c
    sine = -sine if (half or quarter == -1.0) else sine
    cosine = -cosine if (half or quarter == 1.0) else cosine
    return sine, cosine


@intrinsic
def _bits_of(typingctx: Any, x: Any) -> Any:  # numba passes the first argument itself
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.uint64(types.float64), code


@intrinsic
def _double_of(typingctx: Any, bits: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.uint64), code


_TWO_52_BITS = 0x4330000000000000
_TWO_52 = 4503599627370496.0
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10


@kernel
def log(v: float) -> float:
    """Return the natural logarithm of a positive, normal `v`, within one unit in the last place."""
    # Adding the distance from √½ to 1 carries mantissas above √2 into the next exponent, so that
    # m lies in [√½, √2).
    shifted = _bits_of(v) + np.uint64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)  # type: ignore[call-arg]
    exponent = _double_of((shifted >> np.uint64(52)) | np.uint64(_TWO_52_BITS))
    e = exponent - (_TWO_52 + 1023.0)
    m = _double_of((shifted & np.uint64(0x000FFFFFFFFFFFFF)) + np.uint64(0x3FE6A09E667F3BCD))
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    r = z * (
        6.666666666666735130e-01
        + w
        * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    ) + w * (
        3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01)
    )
    h = 0.5 * f * f
    return e * _LN2_HIGH - ((h - (s * (h + r) + e * _LN2_LOW)) - f)
