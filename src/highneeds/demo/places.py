"""Kinds of placement in the demonstration, and the share of children in each at each age.

Source of the shares: DfE, Education, health and care plans, England January 2025 (age by placement), per mille and
rounded; small cells that the demonstration's providers cannot serve (special schools after 19) are folded into others.
"""

from __future__ import annotations

from enum import StrEnum

from highneeds.rules.needs import Need


class Place(StrEnum):
    """The value is the SEN2 setting code where the placement has no establishment, else a word of our own."""

    MAINSTREAM = "mainstream"
    UNIT = "unit"  # SEN unit or resourced provision: the host school says which
    SPECIAL = "special"
    NON_MAINTAINED = "non-maintained special"
    INDEPENDENT_SPECIAL = "independent special"
    INDEPENDENT = "independent mainstream"
    ALTERNATIVE = "alternative"
    COLLEGE = "college"
    SPECIALIST_COLLEGE = "specialist college"
    EARLY_YEARS = "EYP"
    HOME = "EHE"
    OTHERWISE = "OLA"
    PARENTAL = "OPA"
    OTHER = "OTH"
    NEET = "NEET"
    AWAITING = "NIEO"


PLACES = tuple(Place)
WITHOUT_ESTABLISHMENT = frozenset(
    {Place.HOME, Place.OTHERWISE, Place.PARENTAL, Place.OTHER, Place.NEET, Place.AWAITING},
)
NOT_COSTED = WITHOUT_ESTABLISHMENT - {Place.OTHERWISE}

# First age (at 31 August) of each row; columns follow PLACES.
_SHARES_PER_MILLE: dict[int, tuple[int, ...]] = {
    0: (0, 0, 0, 0, 0, 0, 0, 0, 0, 1000, 0, 0, 0, 0, 0, 0),
    3: (0, 0, 120, 0, 0, 5, 0, 0, 0, 806, 0, 10, 2, 15, 0, 42),
    4: (645, 59, 197, 2, 6, 2, 0, 0, 0, 59, 4, 4, 1, 1, 0, 20),
    5: (641, 67, 241, 4, 15, 4, 2, 0, 0, 0, 8, 4, 1, 1, 0, 12),
    7: (584, 69, 276, 4, 29, 6, 5, 0, 0, 0, 9, 6, 1, 1, 0, 10),
    9: (590, 58, 263, 5, 38, 9, 7, 0, 0, 0, 12, 7, 1, 1, 0, 9),
    11: (456, 41, 352, 9, 74, 15, 7, 0, 0, 0, 15, 13, 2, 2, 0, 14),
    13: (422, 40, 353, 10, 91, 18, 12, 0, 0, 0, 18, 17, 2, 3, 0, 14),
    14: (396, 40, 338, 10, 95, 24, 23, 0, 0, 0, 21, 26, 3, 5, 0, 19),
    16: (101, 0, 200, 8, 42, 13, 0, 430, 26, 0, 9, 35, 2, 22, 65, 47),
    17: (70, 0, 190, 8, 30, 11, 0, 463, 33, 0, 7, 36, 2, 24, 103, 23),
    18: (30, 0, 163, 9, 21, 6, 0, 478, 45, 0, 2, 35, 2, 24, 149, 36),
    19: (0, 0, 0, 0, 0, 0, 0, 590, 110, 0, 3, 36, 1, 26, 190, 44),
    20: (0, 0, 0, 0, 0, 0, 0, 562, 115, 0, 2, 40, 1, 28, 220, 32),
}


def shares_at(age: int) -> tuple[float, ...]:
    """Share of the children of that age in each of PLACES; sums to one."""
    row = _SHARES_PER_MILLE[max(first for first in _SHARES_PER_MILLE if first <= max(age, 0))]
    return tuple(share / sum(row) for share in row)


# A new plan starts more often in a mainstream school, and less often in a special one, than plans of that age stand.
STARTING_TILT = tuple(
    {Place.MAINSTREAM: 1.25, Place.SPECIAL: 0.6, Place.NON_MAINTAINED: 0.4, Place.INDEPENDENT_SPECIAL: 0.4}.get(
        place, 1.0
    )
    for place in PLACES
)

_LEANING: dict[Need, dict[Place, float]] = {
    Need.PMLD: {Place.SPECIAL: 8.0, Place.MAINSTREAM: 0.15, Place.UNIT: 0.3, Place.ALTERNATIVE: 0.0, Place.NEET: 0.3},
    Need.SLD: {Place.SPECIAL: 5.0, Place.MAINSTREAM: 0.25, Place.ALTERNATIVE: 0.0, Place.SPECIALIST_COLLEGE: 2.5},
    Need.DS: {Place.SPECIAL: 2.0, Place.MAINSTREAM: 0.8, Place.ALTERNATIVE: 0.0},
    Need.ASD: {Place.SPECIAL: 1.4, Place.INDEPENDENT_SPECIAL: 1.6, Place.OTHERWISE: 1.5, Place.ALTERNATIVE: 0.5},
    Need.SEMH: {
        Place.INDEPENDENT_SPECIAL: 2.0,
        Place.ALTERNATIVE: 5.0,
        Place.NEET: 1.8,
        Place.OTHERWISE: 1.6,
        Place.SPECIAL: 0.8,
    },
    Need.SLCN: {Place.MAINSTREAM: 1.4, Place.UNIT: 1.5, Place.SPECIAL: 0.6, Place.INDEPENDENT_SPECIAL: 0.4},
    Need.SPLD: {Place.MAINSTREAM: 1.6, Place.SPECIAL: 0.15},
    Need.HI: {Place.UNIT: 3.0, Place.NON_MAINTAINED: 3.0, Place.SPECIAL: 0.3},
}


def leanings(need: Need) -> tuple[float, ...]:
    """How much more (or less) often than others a child with this need is found in each of PLACES."""
    leaning = _LEANING.get(need, {})
    return tuple(leaning.get(place, 1.0) for place in PLACES)
