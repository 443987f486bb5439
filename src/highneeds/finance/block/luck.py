"""In which draws something uncertain comes about: the luck of each thing is its own, keyed by seed and name."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

_KEY_BYTES = 16  # Philox takes a key of 128 bits


def comes_about(prob: float, *, name: str, seed: int, draws: int) -> npt.NDArray[np.bool_]:
    """``[draw]``: whether what is called ``name`` happens; in about ``prob`` of draws, never at 0 and always at 1.

    A draw's answer depends neither on how many draws there are nor on anything else uncertain.
    """
    key = int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:_KEY_BYTES], "big")
    uniforms = np.random.Generator(np.random.Philox(key=key)).random(draws)
    return np.asarray(uniforms < prob)
