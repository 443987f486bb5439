"""What only members may read: prices by provider. Each item says what it is, and that alone puts it in part B."""

from __future__ import annotations

from collections.abc import Iterator

from highneeds.governance.disclosure import FEW
from highneeds.governance.papers.field_class import EXEMPT_UNDER, FieldClass
from highneeds.reports import words
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.items import Item, Shown, Words
from highneeds.reports.tables import Cell, Column, Kind, Table

_MOST_SHOWN = 20


def provider_prices(of: Context) -> Iterator[Item]:
    """Largest sums first; a provider with fewer than five children has no price, since it would be one child's."""
    providers = sorted(of.facts.providers, key=lambda one: (-one.pence_per_year, one.provider))
    if not providers:
        return
    told = [one for one in providers if not FEW.is_few(one.children)]
    shown = told[:_MOST_SHOWN]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.provider,
            one.children,
            words.whole(one.pence_per_year / one.children / 100) if one.children else None,
            words.in_millions(one.pence_per_year, 2),
        )
        for one in shown
    )
    few = len(providers) - len(told)
    columns = (
        Column("Provider"),
        Column("Children", Kind.COUNT),
        Column("£ each a year", Kind.POUNDS),
        Column("£m a year", Kind.MILLIONS),
    )
    note = (
        f"{len(told) - len(shown)} more providers with five children or more are in the contract register. "
        if len(told) > len(shown)
        else ""
    )
    note += f"{few} providers with fewer than five children are left out, since a price would be one child's."
    title = f"The {len(shown)} largest independent providers by what they are paid"
    kind = FieldClass.PROVIDER_PRICE
    yield Words(f"Exempt under Schedule 12A, {EXEMPT_UNDER[kind]}: what single providers are paid.", kind)
    yield Shown(Table("providers", title, columns, rows, note), field_class=kind)
