"""Which records of different returns are the same child: by UPN, then ULN, then name with birth date and sex.

All are keyed hashes. What is certain is linked; what is in doubt waits for a person, and a decision holds for every
later file, since it is about keys and not about rows. Two records of one return are two children, and never linked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from highneeds.caseload.census import NEWEST, RUNNING_LIST, newness

_KEY_DIGITS, _ID_DIGITS = 32, 10


class Doubt(StrEnum):
    """Why nobody but a person can tell."""

    OTHER_BIRTH_DATE = "same UPN or ULN, other birth date"
    TEMPORARY_UPN = "a temporary UPN in one, a lasting one in the other"
    OTHER_UPN_SAME_ULN = "same ULN, other UPN"
    OTHER_UPN_SAME_NAME = "same name, birth date and sex, other UPN"
    OTHER_ULN_SAME_NAME = "same name, birth date and sex, other ULN"
    SEVERAL = "fits several children"


@dataclass(frozen=True, slots=True)
class LinkInDoubt:
    """Two keys, or one key (``first == second``) whose records from ``from_year`` on may be another child's.

    One key is taken for one child until somebody decides, two keys for two. ``from_year`` is 0 for two keys, and 9999
    where the running list is the first to differ.
    """

    first: str
    second: str
    from_year: int
    doubt: Doubt

    @property
    def is_one_child_until_decided(self) -> bool:
        return self.first == self.second

    @property
    def link_id(self) -> str:
        """Ten hex digits that name it in a command or a page, the same after every import."""
        text = f"{self.first}:{self.second}:{self.from_year}"
        return hashlib.sha256(text.encode()).hexdigest()[:_ID_DIGITS]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a link in doubt."""

    first: str
    second: str
    from_year: int
    is_same_child: bool


@dataclass(frozen=True)
class Links:
    """``certain``: pairs of keys of one child. ``doubts``: what a person has to decide, or has decided."""

    certain: tuple[tuple[str, str], ...]
    doubts: tuple[LinkInDoubt, ...]


def find_links(identities: pl.DataFrame) -> Links:
    """From the identities of every return and list: return_year, child_key, upn_key, uln_key, name_key, birth_date,
    is_upn_temporary. A pair that stands in one return as two persons is neither linked nor in doubt.
    """
    records = identities.with_columns(_year=newness())
    keys = records.group_by("child_key").agg(
        has_upn=pl.col("upn_key").is_not_null().any(),
        is_temporary=pl.col("is_upn_temporary").any(),
        births=pl.col("birth_date").unique().sort(),
        ulns=pl.col("uln_key").drop_nulls().unique().sort(),
    )
    pairs = _pairs(records, "uln_key").join(
        _pairs(records, "name_key"), on=["first", "second"], how="full", coalesce=True
    )
    pairs = pairs.join(_in_one_return(records), on=["first", "second"], how="anti").sort("first", "second")
    described = _described(pairs, keys)
    certain, doubts = [], _other_birth_dates(records)
    matches = _matches(described)
    for row in described.iter_rows(named=True):
        doubt = _doubt_of(row, matches)
        if doubt is None:
            certain.append((row["first"], row["second"]))
        else:
            doubts.append(LinkInDoubt(row["first"], row["second"], 0, doubt))
    return Links(tuple(certain), tuple(doubts))


def _pairs(records: pl.DataFrame, by: str) -> pl.DataFrame:
    """Pairs of keys that share a value, the smaller first, with a column ``by``_same."""
    shared = records.filter(pl.col(by).is_not_null()).select("child_key", by).unique()
    several = shared.filter(pl.len().over(by) > 1)
    both = several.join(several, on=by, suffix="_other").filter(pl.col("child_key") < pl.col("child_key_other"))
    pairs = both.select(first="child_key", second="child_key_other").unique()
    return pairs.with_columns(pl.lit(value=True).alias(f"{by}_same"))


def _in_one_return(records: pl.DataFrame) -> pl.DataFrame:
    """Pairs that share a name or ULN and stand side by side in a return."""
    found = []
    for by in ("uln_key", "name_key"):
        shared = records.filter(pl.col(by).is_not_null()).select("return_year", "child_key", by).unique()
        several = shared.filter(pl.col("child_key").n_unique().over(by) > 1)
        years = records.select("return_year", "child_key").unique()
        each = several.select(by, "child_key").unique().join(years, on="child_key")
        both = each.join(each, on=[by, "return_year"], suffix="_other")
        found.append(both.filter(pl.col("child_key") < pl.col("child_key_other")))
    return pl.concat([one.select(first="child_key", second="child_key_other") for one in found]).unique()


def _described(pairs: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    return pairs.join(keys, left_on="first", right_on="child_key", how="left").join(
        keys, left_on="second", right_on="child_key", how="left", suffix="_other", maintain_order="left"
    )


def _matches(described: pl.DataFrame) -> Mapping[str, int]:
    """How many others each key fits."""
    both = pl.concat([described["first"], described["second"]]).value_counts(name="pairs")
    return dict(both.iter_rows())


def _doubt_of(row: Mapping[str, object], matches: Mapping[str, int]) -> Doubt | None:
    """None where the two are one child beyond doubt."""
    by_uln = bool(row["uln_key_same"])
    if row["has_upn"] and row["has_upn_other"]:
        if row["is_temporary"] != row["is_temporary_other"]:
            return Doubt.TEMPORARY_UPN
        return Doubt.OTHER_UPN_SAME_ULN if by_uln else Doubt.OTHER_UPN_SAME_NAME
    if matches[str(row["first"])] > 1 or matches[str(row["second"])] > 1:
        return Doubt.SEVERAL
    if by_uln and row["births"] != row["births_other"]:
        return Doubt.OTHER_BIRTH_DATE
    if not by_uln and row["ulns"] and row["ulns_other"]:
        return Doubt.OTHER_ULN_SAME_NAME
    return None


def _other_birth_dates(records: pl.DataFrame) -> list[LinkInDoubt]:
    """Each return in which a key has another birth date than in the one before it."""
    before = pl.col("birth_date").shift().over("child_key", order_by="_year")
    changed = records.filter(before.is_not_null() & (before != pl.col("birth_date"))).sort("child_key", "_year")
    return [
        LinkInDoubt(key, key, year, Doubt.OTHER_BIRTH_DATE)
        for key, year in changed.select("child_key", "_year").iter_rows()
    ]


LINKED_SCHEMA = {"return_year": pl.Int16(), "child_key": pl.String(), "linked_key": pl.String()}
"""``linked_key`` stands for ``child_key`` in rows of that return; with a null year, in rows of no return."""


def linked_keys(
    identities: pl.DataFrame, certain: Iterable[tuple[str, str]], decisions: Iterable[Decision]
) -> pl.DataFrame:
    """The keys that another stands for (``LINKED_SCHEMA``); all others stand for themselves.

    Of several keys of one child the newest stands for all. A decision goes before what is certain; the last of two on
    the same pair counts. What would put two records of one return together is left apart.
    """
    years = _years_by_key(identities)
    decided = {(one.first, one.second, one.from_year): one.is_same_child for one in decisions}
    pairs = [pair for pair in certain if decided.get((*pair, 0), True)]
    pairs += [
        (first, second) for (first, second, year), same in decided.items() if same and year == 0 and first != second
    ]
    group = _grouped(pairs, years)
    parted: dict[str, list[int]] = {}
    for (first, second, year), same in decided.items():
        if first == second and not same:
            parted.setdefault(first, []).append(year)
    rows: list[tuple[int | None, str, str]] = []
    for key in sorted(group.keys() | (parted.keys() & years.keys())):
        stands = group.get(key, key)
        cuts = sorted(parted.get(key, ()))
        of_years = {year: _after(stands, cuts, year) for year in years[key]}
        rows += [(RUNNING_LIST if year == NEWEST else year, key, linked) for year, linked in of_years.items()]
        rows.append((None, key, of_years[max(of_years)]))
    changed = [row for row in rows if row[1] != row[2]]
    return pl.DataFrame(changed, schema=LINKED_SCHEMA, orient="row")


def are_in_one_return(identities: pl.DataFrame, first: str, second: str) -> bool:
    """Whether both stand in one return as two persons, so that nothing can make them one."""
    years = _years_by_key(identities.filter(pl.col("child_key").is_in([first, second])))
    return not years.get(first, frozenset()).isdisjoint(years.get(second, frozenset())) and first != second


def _years_by_key(identities: pl.DataFrame) -> dict[str, frozenset[int]]:
    found = identities.group_by("child_key").agg(newness().alias("years"))
    return {key: frozenset(years) for key, years in found.iter_rows()}


def _after(key: str, cuts: list[int], year: int) -> str:
    """The key of the records of ``year``, where those from each cut on are another child's."""
    passed = [cut for cut in cuts if cut <= year]
    return hashlib.sha256(f"{key}:{passed[-1]}".encode()).hexdigest()[:_KEY_DIGITS] if passed else key


def _grouped(pairs: Iterable[tuple[str, str]], years: Mapping[str, frozenset[int]]) -> dict[str, str]:
    """Each key of a pair with the key that stands for its group; groups never hold two records of one return."""
    members: dict[str, set[str]] = {}
    for first, second in pairs:
        one, other = members.get(first, {first}), members.get(second, {second})
        if one is other or not {first, second} <= years.keys():
            continue
        if {year for key in one for year in years[key]} & {year for key in other for year in years[key]}:
            continue
        both = one | other
        members |= dict.fromkeys(both, both)
    return {key: max(group, key=lambda each: (max(years[each]), each)) for key, group in members.items()}
