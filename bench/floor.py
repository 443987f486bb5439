"""The floor: the least that following every child through every year can cost on this machine.

A loop over children and years with fixed rates, and nothing else: no joiners, no prices, no months, no rates drawn.
Leaving, a move and a change of need are decided by comparing random words with a table, and where to is looked up.
Children by need and setting are counted each January. It is run with the engine's generator (one block of Philox per
child and year, keyed as the engine's is) and with the cheapest that has a key at all (SplitMix64: Steele, Lea and
Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from highneeds.core.philox import compiled, inlined, words
from highneeds.forecast.posterior import Rates
from highneeds.forecast.types import FIRST_NC_YEAR, Floats, Ints, Stock

_NC_BITS = 5  # 31 NC positions, so that a cell is taken apart without dividing
_CHOICES = 256
_CERTAIN = 2**32 - 1
_PIECES_PER_THREAD = 8
_EVENT = 1

U64 = np.uint64
Words = npt.NDArray[np.uint32]


class Tables(NamedTuple):
    """``chance[cell, what]``: leaving, moving and a change of need, of 2**32. The others give one of 256 outcomes."""

    chance: Words
    to_setting: npt.NDArray[np.uint8]  # [setting, NC position before, choice]
    to_need: npt.NDArray[np.uint8]  # [need, choice]


def tables(rates: Rates) -> Tables:
    """The central rates of a posterior; a child whose setting's ages are passed moves, past the last NC year leaves."""
    needs, settings, ncs = rates.is_valid.shape
    chance = np.zeros((needs, settings, 2**_NC_BITS, 4), np.uint32)
    for what, hazard in enumerate((rates.leave, rates.move, rates.need_change)):
        chance[:, :, :ncs, what] = _CERTAIN / (1.0 + np.exp(-hazard.centre))
    chance[:, :, : ncs - 1, 1][~rates.is_valid[:, :, 1:]] = _CERTAIN
    chance[:, :, ncs - 1 :, 0] = _CERTAIN
    to_setting = np.zeros((settings, 2**_NC_BITS, _CHOICES), np.uint8)
    is_open = np.asarray(rates.is_valid.any(axis=0))
    for setting in range(settings):
        for nc in range(ncs - 1):
            to_setting[setting, nc] = _lookup(rates.destination.share[setting, nc + 1] * is_open[:, nc + 1])
    to_need = np.stack([_lookup(share) for share in rates.new_need.share])
    return Tables(chance.reshape(-1, 4), to_setting, to_need)


def _lookup(weights: Floats) -> npt.NDArray[np.uint8]:
    """One of 256 equally likely outcomes, in proportion to ``weights``."""
    sums = np.cumsum(weights)
    middles = (np.arange(_CHOICES) + 0.5) / _CHOICES * sums[-1]
    return np.asarray(np.searchsorted(sums, middles, side="right").clip(max=len(weights) - 1), np.uint8)


def run_floor(
    lookup: Tables, stock: Stock, settings: int, *, years: int, draws: int, threads: int, is_philox: bool
) -> Ints:
    """Children ``[draw, year, need * settings + setting]`` in the Januaries after the stock's."""
    cell = ((stock.need * settings + stock.setting) << _NC_BITS) + stock.nc_year - FIRST_NC_YEAR
    start = stock.child_id.astype(np.uint64), cell.astype(np.uint32)
    counts = np.zeros((draws, years, len(lookup.chance) >> _NC_BITS), np.int32)
    size = max(1, -(-draws // (threads * _PIECES_PER_THREAD)))
    with ThreadPoolExecutor(threads) as pool:
        pieces = [
            pool.submit(_run, is_philox, first, lookup, start, settings, counts[first : first + size])
            for first in range(0, draws, size)
        ]
        for piece in pieces:
            piece.result()
    return counts


@compiled
def _run(
    is_philox: bool,  # noqa: FBT001  compiled code has no keyword-only arguments
    first_draw: int,
    lookup: Tables,
    start: tuple[npt.NDArray[np.uint64], Words],
    settings: int,
    counts: Ints,
) -> None:
    ids, cells = start[0].copy(), start[1].copy()
    luck = np.empty((4, len(ids)), np.uint32)
    for draw in range(len(counts)):
        ids[:], cells[:] = start
        count, key = len(ids), (U64(1), U64(first_draw + draw))
        for year in range(counts.shape[1]):
            if is_philox:
                _fill_philox(key, ids, luck, count, year)
            else:
                _fill_splitmix(key, ids, luck, count, year)
            count = _live_a_year(lookup, ids, cells, luck, count, U64(settings), counts[draw, year])


@compiled
def _live_a_year(
    lookup: Tables,
    ids: npt.NDArray[np.uint64],
    cells: Words,
    luck: Words,
    count: int,
    settings: np.uint64,
    present: Ints,
) -> int:
    """How many children are left, closed up and a year older."""
    chance, to_setting, to_need = lookup
    leaving, moving, changing, choice = luck[0], luck[1], luck[2], luck[3]
    kept = 0
    for i in range(count):
        cell = U64(cells[i])
        if leaving[i] < chance[cell, U64(0)]:
            continue
        moves, changes = moving[i] < chance[cell, U64(1)], changing[i] < chance[cell, U64(2)]
        if moves or changes:
            nc, place, where = cell & U64(31), cell >> U64(_NC_BITS), U64(choice[i])
            need, setting = place // settings, place % settings
            if moves:
                setting = U64(to_setting[setting, nc, where & U64(255)])
            if changes:
                need = U64(to_need[need, (where >> U64(8)) & U64(255)])
            cell = ((need * settings + setting) << U64(_NC_BITS)) | nc
        ids[kept] = ids[i]
        cells[kept] = np.uint32(cell + U64(1))
        present[cell >> U64(_NC_BITS)] += 1
        kept += 1
    return kept


@compiled
def _fill_philox(key: tuple[U64, U64], ids: npt.NDArray[np.uint64], luck: Words, count: int, year: int) -> None:
    one, two, three, four = luck[0], luck[1], luck[2], luck[3]
    for i in range(count):
        w0, w1, w2, w3 = words(key, ids[i], year, _EVENT, 0)
        one[i] = np.uint32(w0)
        two[i] = np.uint32(w1)
        three[i] = np.uint32(w2)
        four[i] = np.uint32(w3)


@compiled
def _fill_splitmix(key: tuple[U64, U64], ids: npt.NDArray[np.uint64], luck: Words, count: int, year: int) -> None:
    one, two, three, four = luck[0], luck[1], luck[2], luck[3]
    moment = _mixed(key[0] ^ _mixed(key[1] ^ _mixed(U64(year))))
    for i in range(count):
        first = _mixed(moment + ids[i] * U64(0x9E3779B97F4A7C15))
        second = _mixed(first + U64(0x9E3779B97F4A7C15))
        one[i] = np.uint32(first)
        two[i] = np.uint32(first >> U64(32))
        three[i] = np.uint32(second)
        four[i] = np.uint32(second >> U64(32))


@inlined
def _mixed(bits: np.uint64) -> np.uint64:
    bits = (bits ^ (bits >> U64(30))) * U64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> U64(27))) * U64(0x94D049BB133111EB)
    return bits ^ (bits >> U64(31))
