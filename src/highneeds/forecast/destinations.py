"""Where children go who move, and which need those take up whose primary need changes."""

from __future__ import annotations

import numpy as np

from highneeds.forecast.ages import neighbour_weights
from highneeds.forecast.choices import as_shares, leaning, shares_of
from highneeds.forecast.posterior import Shares
from highneeds.forecast.types import Floats

_HALF_A_CHILD = 0.5
# A need's liking of a setting is seen through few moves: ten expected moves' worth of being like all other needs, so
# that a setting to which 20 were expected and 40 went is liked 1.67 times as much.
_MOVES_IN_AFFINITY = 10.0


def destinations(moves: Floats, may_move: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Shares:
    """``[setting from, nc to, setting to]`` from moves ``[need, setting from, nc to, setting to]``.

    A setting's moves at an age lean on its moves at ages near, these on the moves from anywhere at ages near.
    """
    by_age = moves.sum(axis=0)
    settings = by_age.shape[0]
    near = neighbour_weights(with_self=False)
    into = by_age.sum(axis=0)
    overall = shares_of(into.sum(axis=0) + _HALF_A_CHILD / settings)
    anywhere = shares_of(into + near @ into + overall)
    nearby = leaning(np.einsum("ab,sbt->sat", near, by_age), anywhere[None])
    alpha = leaning(by_age, _allowed(nearby, may_move)) * may_move[:, None, :]
    alpha[np.arange(settings), :, np.arange(settings)] = 0.0
    return as_shares(alpha)


def _allowed(counts: Floats, may_move: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Floats:
    settings = len(may_move)
    possible = counts * (may_move & ~np.eye(settings, dtype=np.bool_))[:, None, :]
    return np.where(possible.sum(axis=-1, keepdims=True) > 0.0, shares_of(possible), 0.0)


def affinity(moves: Floats, destination: Shares) -> Floats:
    """``[need, setting]``: moves of the need into the setting over those expected of any children who left the same
    settings at the same ages.
    """
    leaving = moves.sum(axis=3)
    expected = np.einsum("nsa,sat->nt", leaving, destination.share)
    return np.asarray((moves.sum(axis=(1, 2)) + _MOVES_IN_AFFINITY) / (expected + _MOVES_IN_AFFINITY))


def new_needs(changes: Floats, children: Floats) -> Shares:
    """``[need from, need to]`` from ``changes`` of those axes; unseen, needs are taken up as children have them."""
    into = changes.sum(axis=0)
    overall = shares_of(into + shares_of(children + _HALF_A_CHILD))
    others = np.where(np.eye(len(into), dtype=np.bool_), 0.0, overall[None])
    alpha = leaning(changes, shares_of(others)) if len(into) > 1 else changes
    np.fill_diagonal(alpha, 0.0)
    return as_shares(alpha)
