"""In which draws something uncertain comes about: the luck of each thing is its own, keyed by seed and name."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
from numpy.random import Generator, Philox

_KEY_BYTES = 16  # Philox takes a key of 128 bits


def comes_about(prob: float, *, name: str, seed: int, draws: int) -> npt.NDArray[np.bool_]:
    """``[draw]``: whether what is called ``name`` happens, in the share of draws nearest to ``prob``.

    Which draws these are depends on nothing else that is uncertain. The share is exact, so that a mean over few draws
    is what one expects.
    """
    key = int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:_KEY_BYTES], "big")
    order = Generator(Philox(key=key)).permutation(draws)
    return np.asarray(order < round(prob * draws))
