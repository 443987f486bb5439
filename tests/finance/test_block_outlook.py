"""The identities of a block's deficit, to the penny in every draw; and one block reckoned by hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.finance.small_block import (
    DAY,
    MILLION,
    POUND,
    YEAR,
    block_plan,
    grant,
    measure,
    spending,
    version,
    years_from,
)

from highneeds.core import FinancialYear, Pence
from highneeds.finance import Growth, PastYear
from highneeds.finance.block import (
    BlockOutlook,
    GrantStatus,
    Opening,
    Series,
    Stage,
    Transfer,
    TransferStatus,
    allocation_as_budgeted,
    block_lines,
    block_outlook,
    eligible_tranche,
    grant_not_known,
    opening_of_books,
    usual_borrowing_rate,
)

PENCE = st.integers(-3 * MILLION, 3 * MILLION)
SAVED = st.integers(0, MILLION)


@st.composite
def outlooks(draw: st.DrawFn) -> BlockOutlook:
    """Any block: years before and after the rules change, transfers and a grant that may come, measures, odd pence."""
    first = FinancialYear(draw(st.integers(2025, 2029)))
    years = years_from(first, draw(st.integers(1, 10)))
    draws = draw(st.integers(1, 4))
    amounts = st.lists(PENCE, min_size=len(years), max_size=len(years))
    spent = [[(100 * MILLION + pence) / POUND for pence in draw(amounts)] for _ in range(draws)]
    measures = tuple(
        measure(
            {year.starts: draw(SAVED) for year in years},
            {years[0].starts: draw(SAVED)},
            name=f"measure {number}",
            weight=draw(st.floats(0.0, 1.0)),
            years=years,
        )
        for number in range(draw(st.integers(0, 3)))
    )
    transfers = tuple(
        Transfer("planned", year, Pence(draw(PENCE)), TransferStatus.PLANNED, draw(st.floats(0.0, 1.0)), "a paper")
        for year in years[:2]
    )
    since = {year: Pence(draw(PENCE)) for year in (FinancialYear(2026), FinancialYear(2027)) if year < first}
    plan = block_plan(
        versions=(
            version(year=first, deducted=20 * MILLION + draw(st.integers(0, 999)), published_on=first.first_day),
        ),
        growth=Growth(draw(st.floats(-0.05, 0.05)), "made up"),
        transfers=transfers,
        measures=measures,
        opening=Opening(Pence(draw(st.integers(0, 9 * MILLION))), Pence(draw(PENCE)), since),
        grant=grant(draw(st.floats(0.0, 1.0))),
        does_spending_hold_deductions=draw(st.booleans()),
    )
    return block_outlook(spending(spent, first), plan, day=first.last_day, seed=draw(st.integers(0, 99)))


@given(outlooks())
@settings(deadline=None)
def test_each_year_closes_where_the_next_opens(outlook: BlockOutlook) -> None:
    for balances in outlook.balances.values():
        assert (balances.closing.values[:, :-1] == balances.opening.values[:, 1:]).all()
    opened = outlook.balances[Series.UNMITIGATED].opening.values[:, 0].sum(axis=1)
    paid_before = outlook.plan.opening.total_pence - opened
    assert (paid_before == 0).all() or outlook.financial_years[0] > outlook.plan.grant.paid_in


@given(outlooks())
@settings(deadline=None)
def test_the_tranches_add_to_the_cumulative_deficit_in_every_draw(outlook: BlockOutlook) -> None:
    for series, balances in outlook.balances.items():
        opened = balances.opening.values[:, 0].sum(axis=1)[:, None]
        owed = opened + (outlook.in_year[series].values - balances.grant.values).cumsum(axis=1)
        assert (balances.closing.values.sum(axis=2) == owed).all()
        assert (balances.cumulative.values == owed).all()


@given(outlooks())
@settings(deadline=None)
def test_mitigated_and_savings_less_investment_are_unmitigated_to_the_penny(outlook: BlockOutlook) -> None:
    saved = sum((each.savings.values for each in outlook.measures), np.zeros(1))
    weighted = sum((np.rint(each.savings.values * each.weight) for each in outlook.measures), np.zeros(1))
    invested = sum((each.investment.values for each in outlook.measures), np.zeros(1))
    unmitigated = outlook.in_year[Series.UNMITIGATED].values
    assert (outlook.in_year[Series.MITIGATED].values + saved - invested == unmitigated).all()
    assert (outlook.in_year[Series.RISK_WEIGHTED].values + weighted - invested == unmitigated).all()
    assert (unmitigated == np.rint(unmitigated)).all()


@given(outlooks())
@settings(deadline=None)
def test_the_risk_weighted_series_lies_between_all_savings_and_none(outlook: BlockOutlook) -> None:
    invested = sum((each.investment.values for each in outlook.measures), np.zeros(1))
    weighted = outlook.in_year[Series.RISK_WEIGHTED].values
    assert (weighted >= outlook.in_year[Series.MITIGATED].values).all()
    assert (weighted <= outlook.in_year[Series.UNMITIGATED].values + invested).all()


@given(outlooks())
@settings(deadline=None)
def test_the_grant_is_never_more_than_nine_tenths_of_the_eligible_deficit_in_any_draw(outlook: BlockOutlook) -> None:
    for balances in outlook.balances.values():
        due = balances.grant.values
        before = balances.closing.at("tranche", eligible_tranche()).values + due
        assert (10 * due <= 9 * np.maximum(before, 0)).all()
        assert ((due > 0).sum(axis=1) <= 1).all()


@given(outlooks())
@settings(deadline=None)
def test_gross_less_deductions_is_net_and_the_deficit_is_spending_less_what_came_in(outlook: BlockOutlook) -> None:
    assert all(year.gross_pence - year.deducted_pence == year.net_pence for year in outlook.allocation)
    net = np.array([year.net_pence for year in outlook.allocation])
    came_in = net + outlook.transfers.values
    assert (outlook.spending.values - came_in == outlook.in_year[Series.UNMITIGATED].values).all()


@given(outlooks(), st.sampled_from([1, 100, 1_000_000]))
@settings(deadline=None)
def test_the_lines_of_the_table_re_add_at_every_rounding(outlook: BlockOutlook, unit_pence: int) -> None:
    table: dict[tuple[Series, str], list[tuple[int, ...]]] = defaultdict(list)
    for line in block_lines(outlook, unit_pence=unit_pence):
        table[line.series, line.line].append(line.values)
    for series in Series:
        lines = {name: np.array(values).sum(axis=0) for (of, name), values in table.items() if of is series}
        net = lines["allocation, gross"] - lines["deducted and paid by the department"]
        assert (net == lines["allocation, net"]).all()
        unmitigated = lines["spending"] - lines["allocation, net"] - lines["transfers in"]
        in_year = unmitigated - lines.get("saving", 0) + lines.get("investment", 0)
        assert (in_year == lines["in-year deficit"]).all()
        assert (lines["deficit on 1 April"][1:] == lines["deficit on 31 March"][:-1]).all()
        closed = lines["deficit on 1 April"] + in_year - lines["High Needs Stability Grant"]
        assert (closed == lines["deficit on 31 March"]).all()
        assert (lines["of which accrued"] == lines["deficit on 31 March"]).all()


@given(outlooks())
@settings(deadline=None)
def test_each_line_of_the_table_is_the_mean_of_its_draws_but_for_rounding(outlook: BlockOutlook) -> None:
    for line in block_lines(outlook):
        if line.draws is not None:
            parts = 6 * (len(outlook.financial_years) + len(outlook.measures) + 1)
            assert np.abs(line.draws.values.mean(axis=0) - line.values).max() <= parts


def test_the_places_that_the_department_pays_make_no_difference_to_the_deficit() -> None:
    versions = (version(before=120 * MILLION, deducted=20 * MILLION),)
    net = block_outlook(spending([[103e6, 104e6]]), block_plan(versions=versions), day=DAY, seed=1)
    gross_plan = block_plan(versions=versions, does_spending_hold_deductions=True)
    gross = block_outlook(spending([[123e6, 124e6]]), gross_plan, day=DAY, seed=1)
    assert (net.in_year[Series.UNMITIGATED].values == gross.in_year[Series.UNMITIGATED].values).all()
    assert net.in_year[Series.UNMITIGATED].values.tolist() == [[3 * MILLION, 4 * MILLION]]


def test_a_block_reckoned_by_hand() -> None:
    """£98m net after an adjustment of -£2m and £10m deducted from £110m; £0.4m agreed by the Forum in the first year.

    In year: 102 - 98 - 0.4 = 3.6, then 104 - 98 = 6, then 105 - 98 = 7 (all £m). The measure saves 0, 1, 2 and costs
    0.5, 0, 0; half of the saving is counted on. £10m owed, of which £8m is eligible: the grant is £7.2m.
    """
    plan = block_plan(
        versions=(version(before=110 * MILLION, import_export=-2 * MILLION, deducted=10 * MILLION),),
        transfers=(
            Transfer(
                "agreed",
                YEAR,
                Pence(MILLION * 4 // 10),
                TransferStatus.FORUM_AGREED,
                1.0,
                "minutes",
                Pence(80 * MILLION),
            ),
            Transfer("refused", YEAR, Pence(9 * MILLION), TransferStatus.REFUSED, 0.0, "letter"),
        ),
        measures=(measure({2027: MILLION, 2028: 2 * MILLION}, {2026: MILLION // 2}),),
        grant=grant(1.0, GrantStatus.APPROVED),
    )
    found = block_outlook(spending([[102e6, 104e6, 105e6]]), plan, day=DAY, seed=1)

    def millions(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[float]:
        return [round(float(value) / MILLION, 4) for value in values[0]]

    assert millions(found.in_year[Series.UNMITIGATED].values) == [3.6, 6.0, 7.0]
    assert millions(found.in_year[Series.MITIGATED].values) == [4.1, 5.0, 5.0]
    assert millions(found.in_year[Series.RISK_WEIGHTED].values) == [4.1, 5.5, 6.0]
    assert millions(found.balances[Series.UNMITIGATED].cumulative.values) == [6.4, 12.4, 19.4]
    assert millions(found.balances[Series.MITIGATED].cumulative.values) == [6.9, 11.9, 16.9]
    assert millions(found.balances[Series.UNMITIGATED].grant.values) == [7.2, 0.0, 0.0]
    closing = found.balances[Series.UNMITIGATED].closing.values[0] / MILLION
    assert closing.round(4).tolist() == [
        [0.8, 2.0, 3.6, 0.0, 0.0],
        [0.8, 2.0, 3.6, 6.0, 0.0],
        [0.8, 2.0, 3.6, 6.0, 7.0],
    ]
    # 5 % of the means of £10m and £6.4m, £6.4m and £12.4m, £12.4m and £19.4m.
    assert millions(found.borrowing[Series.UNMITIGATED].values) == [0.41, 0.47, 0.795]
    assert found.last_year_held_apart == FinancialYear(2027)


def test_a_later_version_moves_the_deficit_and_one_not_yet_published_does_not() -> None:
    versions = (version(), version(Stage.NOVEMBER, date(2026, 11, 19), before=99 * MILLION))
    before = block_outlook(spending([[100e6]]), block_plan(versions=versions), day=DAY, seed=1)
    after = block_outlook(spending([[100e6]]), block_plan(versions=versions), day=date(2026, 11, 19), seed=1)
    assert before.in_year[Series.UNMITIGATED].values.item() == 0
    assert after.in_year[Series.UNMITIGATED].values.item() == MILLION


def test_the_same_seed_gives_the_same_outlook_and_all_series_share_its_luck() -> None:
    plan = block_plan(
        transfers=(Transfer("planned", YEAR, Pence(MILLION), TransferStatus.PLANNED, 0.5, "a paper"),),
        measures=(measure({2026: MILLION}),),
        grant=grant(0.5),
    )
    spent = spending([[101e6, 102e6, 103e6]] * 40)
    one, two = (block_outlook(spent, plan, day=DAY, seed=7) for _ in range(2))
    for series in Series:
        assert (one.balances[series].closing.values == two.balances[series].closing.values).all()
        assert (one.balances[series].grant.values == one.balances[Series.UNMITIGATED].grant.values).all()
    assert (one.transfers.values[:, 0] > 0).mean() == 0.5
    assert (one.balances[Series.UNMITIGATED].grant.values[:, 0] > 0).mean() == 0.5


def test_a_surplus_stays_in_the_tranche_of_its_year() -> None:
    found = block_outlook(spending([[99e6, 100e6]]), block_plan(), day=DAY, seed=1)
    assert (found.balances[Series.UNMITIGATED].closing.values[0, 1] / MILLION).tolist() == [8, 2, -1, 0, 0]


def test_spending_in_anything_but_pounds_by_draw_and_year_is_an_error() -> None:
    with pytest.raises(ValueError, match="in GBP"):
        block_outlook(spending([[1.0]]).sum("draw"), block_plan(), day=DAY, seed=1)


# Without a file: from the books


def past(starts: int, spent: int, came_in: int) -> PastYear:
    return PastYear(FinancialYear(starts), Pence(spent), Pence(came_in))


def test_without_a_file_the_deficit_is_that_of_the_ledger_each_year_in_its_tranche() -> None:
    found, said = opening_of_books([past(2024, 12, 10), past(2025, 15, 10), past(2026, 13, 10)], Pence(4), YEAR.next)
    assert (found.eligible_pence, found.not_eligible_pence) == (11, 0)
    assert found.since == {YEAR: 3}
    assert "2024-25 to 2026-27" in said[0].source


def test_without_a_file_nothing_is_counted_of_the_grant_and_that_is_said() -> None:
    found, said = grant_not_known(YEAR)
    assert found.prob == 0.0
    assert "not counted" in said[0].in_words


def test_without_a_file_the_allocation_is_the_income_of_the_books() -> None:
    found, said = allocation_as_budgeted(YEAR, Pence(5 * MILLION))
    assert (found.gross_pence, found.net_pence) == (5 * MILLION, 5 * MILLION)
    assert "as budgeted" in said[0].in_words


def test_without_a_file_interest_is_the_national_parameter_with_its_source() -> None:
    rate, said = usual_borrowing_rate(DAY)
    assert rate.on(DAY) == rate.values[-1].value
    assert "4.5%" in said[0].in_words
    assert "4 to 5%" in said[0].source
