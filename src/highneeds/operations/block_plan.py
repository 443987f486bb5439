"""The block's plan: what its file says, and for all it does not say what the council's own books say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from highneeds.core import FinancialYear, Parameter, Pence
from highneeds.core.errors import Refusal
from highneeds.finance import Assumption, Growth, PastYear
from highneeds.finance.block import (
    AllocationVersion,
    BlockPlan,
    Measure,
    Opening,
    StabilityGrant,
    allocation_as_budgeted,
    grant_in_words,
    grant_not_known,
    measures_in_words,
    opening_of_books,
    transfers_in_words,
    usual_borrowing_rate,
    version_in_force,
)
from highneeds.finance.block.borrowing import BORROWING_RATE
from highneeds.finance.outlook import Outlook
from highneeds.finance.position import Position
from highneeds.finance.services import driver_in_words
from highneeds.ingest.block_file import BlockFile
from highneeds.rules import last_day_of_grant, parameter

_PENCE_IN_A_POUND = 100
_Said = tuple[Assumption, ...]


def plan_of(
    file: BlockFile | None,
    money: Position,
    assumed: Outlook,
    measures: tuple[Measure, ...],
    financial_years: Sequence[FinancialYear],
    widened: Assumption,
) -> BlockPlan:
    """``file`` without faults, or None, that fits the month (``refuse_misfit``). ``money`` is the month's own.

    ``widened``: what past forecasts did to the ranges.
    """
    first, income = financial_years[0], Pence(-money.outturn.total("income"))
    versions, allocation_said = _allocation(file, first, income, money.as_at)
    opening, opening_said = _opening(file, money, assumed, first)
    grant, grant_said = _grant(file, opening, first)
    rate, rate_said = _rate(file, first)
    transfers = () if file is None else file.transfers
    growth = assumed.allocation if file is None or file.growth is None else file.growth
    return BlockPlan(
        versions=versions,
        growth=growth,
        transfers=transfers,
        measures=measures,
        opening=opening,
        grant=grant,
        borrowing_rate=rate,
        does_spending_hold_deductions=file is not None and file.does_spending_hold_deductions is True,
        assumptions=(
            *_of_spending(money, assumed),
            widened,
            *allocation_said,
            _growth(growth, first),
            *transfers_in_words(transfers, financial_years),
            *measures_in_words(measures),
            *opening_said,
            *grant_said,
            *rate_said,
        ),
    )


def refuse_misfit(file: BlockFile | None, first: FinancialYear, day: date, past: Sequence[PastYear]) -> None:
    """Raises Refusal, with all that is wrong, for a file that does not fit a month of ``first`` as at ``day``: no
    allocation by that day, a deficit of other years, a rate that starts too late. ``past``: the ledger's whole years.
    """
    wrong = []
    if file is not None and file.versions and version_in_force(file.versions, first, day) is None:
        wrong.append(_no_allocation(file, first, day))
    if file is not None and file.opening is not None:
        wrong.extend(_wrong_years(file.file, file.opening[0], first, past))
    rate = parameter(BORROWING_RATE) if file is None or file.borrowing_rate is None else file.borrowing_rate
    if rate.values[0].effective > first.first_day:
        wrong.append(f"The block's file needs a first [[rate]] from {first.first_day:%-d %B %Y} on, or earlier.")
    if wrong:
        raise Refusal("\n".join(wrong))


def _wrong_years(file: str, opening: Opening, first: FinancialYear, past: Sequence[PastYear]) -> list[str]:
    of_books, _ = opening_of_books(past, Pence(0), first)
    years = _years_since(opening, of_books, first).keys() ^ _years_between(first)
    if not years:
        return []
    named = ", ".join(sorted(map(str, years)))
    message = (
        f"{file}: [deficit] stands at {last_day_of_grant():%-d %B %Y}, the forecast begins with {first}. "
        f"'since' should have the whole years between: {named} is missing or too many."
    )
    return [message]


def _no_allocation(file: BlockFile, first: FinancialYear, day: date) -> str:
    return f"{file.file} has no allocation of {first} published by {day:%-d %B %Y}. Add it, or leave all out."


def _years_between(first: FinancialYear) -> set[FinancialYear]:
    """Whole years after the last day of the grant and before ``first``."""
    start = FinancialYear.containing(last_day_of_grant()).next
    return {FinancialYear(starts) for starts in range(start.starts, first.starts)}


def _years_since(opening: Opening, of_books: Opening, first: FinancialYear) -> dict[FinancialYear, Pence]:
    """As the file says, else as the ledger does."""
    wanted = _years_between(first)
    return {**{year: pence for year, pence in of_books.since.items() if year in wanted}, **opening.since}


def _allocation(
    file: BlockFile | None, first: FinancialYear, income: Pence, day: date
) -> tuple[tuple[AllocationVersion, ...], _Said]:
    if file is None or not file.versions:
        version, said = allocation_as_budgeted(first, income)
        return (version,), said
    in_force = version_in_force(file.versions, first, day)
    if in_force is None:
        raise Refusal(_no_allocation(file, first, day))
    words = (
        f"{in_force.stage}: £{in_force.gross_pence / _PENCE_IN_A_POUND:,.0f} gross, "
        f"£{in_force.net_pence / _PENCE_IN_A_POUND:,.0f} net; the books have an income of "
        f"£{income / _PENCE_IN_A_POUND:,.0f}"
    )
    return file.versions, (Assumption(f"Allocation of {first}", words, in_force.source),)


def _opening(file: BlockFile | None, money: Position, assumed: Outlook, first: FinancialYear) -> tuple[Opening, _Said]:
    of_books, said = opening_of_books(money.past, assumed.deficit_before_pence, first)
    if file is None or file.opening is None:
        return of_books, said
    opening, source = file.opening
    since = _years_since(opening, of_books, first)
    owed = replace(opening, since=since)
    words = (
        f"£{owed.total_pence / _PENCE_IN_A_POUND:,.0f}, of which £{owed.eligible_pence / _PENCE_IN_A_POUND:,.0f} is "
        f"eligible for the grant; the ledger's years say £{money.opening_deficit_pence / _PENCE_IN_A_POUND:,.0f}"
    )
    return owed, (Assumption(f"Deficit before {first}", words, source),)


def _grant(file: BlockFile | None, opening: Opening, first: FinancialYear) -> tuple[StabilityGrant, _Said]:
    if file is None or file.grant is None:
        return grant_not_known(first)
    return file.grant, (grant_in_words(file.grant, opening),)


def _rate(file: BlockFile | None, first: FinancialYear) -> tuple[Parameter, _Said]:
    if file is None or file.borrowing_rate is None:
        return usual_borrowing_rate(first.first_day)
    rate = file.borrowing_rate
    return rate, tuple(
        Assumption(f"Interest from {dated.effective:%-d %B %Y}", f"{dated.value:.2%} a year", f"{dated.source.title}")
        for dated in rate.values
    )


def _growth(growth: Growth, first: FinancialYear) -> Assumption:
    words = (
        f"{growth.share_per_year:+.1%} a year, gross; deductions stay in cash"
        if growth.share_per_year
        else "unchanged in cash"
    )
    return Assumption(f"Allocation after {first}, where no version is at hand", words, growth.source)


def _of_spending(money: Position, assumed: Outlook) -> _Said:
    """What the spending of later years stands on, and what its ranges hold."""
    price = assumed.price
    return (
        Assumption("Fees and top-ups", f"{price.share_per_year:+.1%} each April after {price.base}", price.source),
        Assumption(
            "Place funding and services",
            f"{assumed.places.share_per_year:+.1%} and {assumed.services.share_per_year:+.1%} a year",
            f"{assumed.places.source}; {assumed.services.source}",
        ),
        *map(driver_in_words, assumed.drivers),
        Assumption(
            "Ranges",
            f"{len(money.outturn.spending_draws_gbp):,} draws of the month's own forecast: children and placements, "
            "transfers and the grant; prices, allocation and measures are taken as certain",
            "the month's simulation",
        ),
    )
