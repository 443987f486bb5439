"""Exponential, logarithm and the circle, compiled and without a branch, so that a loop takes several numbers at a time.

A call of the C library forbids that, and may round otherwise on another machine. These are sums and products only, and
give the same bits everywhere. Relative error below 1e-14 (series of Taylor and of Gregory, in double precision).
"""

from __future__ import annotations

import math

import numpy as np

from highneeds.core.philox import inlined

_LOG2_E = 1.0 / math.log(2.0)
# ln 2 in two parts: a multiple of the first is exact.
_LN2_HIGH, _LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10
_LN2 = math.log(2.0)
_LARGEST = 700.0  # e to this is within double precision, and so is its inverse
_MANTISSA_BITS = 52
_EXPONENT_BIAS = 1023
_BITS_OF_ROOT_HALF = 0x3FE6A09E667F3BCD
_E2, _E3, _E4, _E5, _E6, _E7, _E8, _E9, _E10, _E11 = (1.0 / math.factorial(k) for k in range(2, 12))
_L1, _L2, _L3, _L4, _L5, _L6, _L7, _L8, _L9, _L10 = (2.0 / (2 * k + 1) for k in range(1, 11))
_S1, _S2, _S3, _S4, _S5, _S6, _S7, _S8, _S9 = ((-1.0) ** k / math.factorial(2 * k + 1) for k in range(1, 10))
_C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9, _C10 = ((-1.0) ** k / math.factorial(2 * k) for k in range(2, 11))


@inlined
def exponential(x: float) -> float:
    """e to the power of x; beyond 700 either way, of 700."""
    within = min(max(x, -_LARGEST), _LARGEST)
    whole = math.floor(within * _LOG2_E + 0.5)
    r = (within - whole * _LN2_HIGH) - whole * _LN2_LOW
    tail = _E6 + r * (_E7 + r * (_E8 + r * (_E9 + r * (_E10 + r * _E11))))
    series = 1.0 + r * (1.0 + r * (_E2 + r * (_E3 + r * (_E4 + r * (_E5 + r * tail)))))
    power_of_two = np.int64((np.int64(whole) + _EXPONENT_BIAS) << _MANTISSA_BITS).view(np.float64)
    return float(series * power_of_two)


@inlined
def logarithm(x: float) -> float:
    """The natural logarithm of a positive x of ordinary size (not below 1e-300)."""
    bits = np.float64(x).view(np.int64)
    exponent = (bits - _BITS_OF_ROOT_HALF) >> _MANTISSA_BITS
    mantissa = np.int64(bits - (exponent << _MANTISSA_BITS)).view(np.float64)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    z = s * s
    tail = _L5 + z * (_L6 + z * (_L7 + z * (_L8 + z * (_L9 + z * _L10))))
    return float(exponent * _LN2 + s * (2.0 + z * (_L1 + z * (_L2 + z * (_L3 + z * (_L4 + z * tail))))))


@inlined
def around(turn: float) -> tuple[float, float]:
    """The point (cosine, sine) of the circle after ``turn`` turns, 0 to 1: by the doubled angle of half of it."""
    h = math.pi * (turn - 0.5)
    z = h * h
    sine_tail = _S4 + z * (_S5 + z * (_S6 + z * (_S7 + z * (_S8 + z * _S9))))
    sine = h * (1.0 + z * (_S1 + z * (_S2 + z * (_S3 + z * sine_tail))))
    cosine_tail = _C5 + z * (_C6 + z * (_C7 + z * (_C8 + z * (_C9 + z * _C10))))
    cosine = 1.0 + z * (-0.5 + z * (_C2 + z * (_C3 + z * (_C4 + z * cosine_tail))))
    return 2.0 * sine * sine - 1.0, -2.0 * sine * cosine
