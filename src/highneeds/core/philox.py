"""Keyed randomness: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011), compiled.

A number depends only on what it is for: (seed, draw) is the key; child, year, event and step are the counter. So no
number depends on who else is present, in what order children are taken, or on how many processors the run has.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
_LEAN: dict[str, Any] = {**_OPTIONS, "_nrt": False}
_INLINED: dict[str, Any] = {**_LEAN, "forceinline": True}


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile for one thread without the interpreter lock; the machine code is kept on disk for the next process.

    Dividing by zero gives infinity or nothing, as NumPy has it: a check at every division would forbid the processor
    to take several numbers at a time.
    """
    return cast("Callable[P, R]", njit(**_OPTIONS)(function))


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """As ``compiled``, for a function that neither makes nor returns an array: it does not count who holds those it is
    given, which would take longer than all it does for one child.
    """
    return cast("Callable[P, R]", njit(**_LEAN)(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """As ``lean``, and copied into every caller."""
    return cast("Callable[P, R]", njit(**_INLINED)(function))


def of_type(number: int) -> int:
    """``number`` as compiled code should know it: of a type. Of a literal it makes a copy of every function called."""
    return cast("int", np.int64(number))


_LOW = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_EVENT_BITS = np.uint64(8)
_HIGH_SHIFT = np.uint64(5)
_LOW_SHIFT = np.uint64(6)
_TWO_TO_26 = 67108864.0
_TWO_TO_MINUS_53 = 2.0**-53
_TWO_TO_MINUS_32 = 2.0**-32
_ROUNDS = 10

Words = tuple[np.uint64, np.uint64, np.uint64, np.uint64]


@inlined
def philox_block(key: tuple[np.uint64, np.uint64], counter: Words) -> Words:
    """Four 32-bit words (each held in 64 bits) for a key of two words and a counter of four."""
    k0, k1 = key
    c0, c1, c2, c3 = counter
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> _WORD) ^ c1 ^ k0,
            product_1 & _LOW,
            (product_0 >> _WORD) ^ c3 ^ k1,
            product_0 & _LOW,
        )
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@inlined
def _uniform(high: np.uint64, low: np.uint64) -> float:
    """53 bits of two words, strictly between 0 and 1: a zero stands half a step above 0."""
    whole = np.float64(high >> _HIGH_SHIFT) * _TWO_TO_26 + np.float64(low >> _LOW_SHIFT)
    return max(whole, 0.5) * _TWO_TO_MINUS_53


@inlined
def words(key: tuple[np.uint64, np.uint64], child: np.uint64, year: int, event: int, step: int) -> Words:
    """The four words of one moment. ``event`` is below 256; ``step`` numbers repeats of one event."""
    moment = (np.uint64(year) << _EVENT_BITS) | np.uint64(event)
    return philox_block(key, (child & _LOW, child >> _WORD, moment & _LOW, np.uint64(step)))


@inlined
def uniform_pair(
    key: tuple[np.uint64, np.uint64], child: np.uint64, year: int, event: int, step: int
) -> tuple[float, float]:
    """Two independent uniforms in (0, 1) of 53 bits, from ``words``."""
    w0, w1, w2, w3 = words(key, child, year, event, step)
    return _uniform(w0, w1), _uniform(w2, w3)


@inlined
def coarse(word: np.uint64) -> float:
    """A uniform in (0, 1) of 32 bits from one word: enough to decide whether something happens."""
    return (np.float64(word) + 0.5) * _TWO_TO_MINUS_32
