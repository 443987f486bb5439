"""A page that is consistent has no break however it was rounded; one that is not has one, and it is told how far."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.finance.figure_pages import identity, millions, page, stated

from highneeds.finance.reconcile import (
    BasisKind,
    FormulaError,
    Interval,
    Page,
    PrintedError,
    Reading,
    Stance,
    Unit,
    Verdict,
    WorkedOut,
    check_identity,
    parse_formula,
    parse_relation,
    read_printed,
    reconcile,
    wrongs,
)

PENCE = st.integers(0, 9 * 10**9)


@pytest.mark.parametrize(
    ("printed", "unit", "value", "low", "high"),
    [
        ("£1.9m", Unit.POUNDS, 1_900_000, 1_850_000, 1_950_000),
        ("£16,633", Unit.POUNDS_PER_CHILD, 16_633, Fraction("16632.5"), Fraction("16633.5")),
        ("157", Unit.CHILDREN, 157, 157, 157),
        ("7.6k", Unit.CHILDREN, 7_600, 7_550, 7_650),
        ("12%", Unit.SHARE, Fraction("0.12"), Fraction("0.115"), Fraction("0.125")),
        ("(£2.50m)", Unit.POUNDS, -2_500_000, -2_505_000, -2_495_000),
        ("-£3", Unit.POUNDS, -3, Fraction("-3.5"), Fraction("-2.5")),
        ("£1.2bn", Unit.POUNDS, 1_200_000_000, 1_150_000_000, 1_250_000_000),
    ],
)
def test_a_printed_number_is_every_number_that_rounds_to_it(
    printed: str, unit: Unit, value: Fraction, low: Fraction, high: Fraction
) -> None:
    assert read_printed(printed, unit) == (value, Interval(Fraction(low), Fraction(high)))


@pytest.mark.parametrize(
    ("printed", "unit"),
    [("about £2m", Unit.POUNDS), ("£5", Unit.CHILDREN), ("5%", Unit.POUNDS), ("1,00", Unit.POUNDS), ("", Unit.NUMBER)],
)
def test_what_is_no_number_of_its_unit_is_not_read(printed: str, unit: Unit) -> None:
    with pytest.raises(PrintedError):
        read_printed(printed, unit)


@given(st.lists(PENCE, min_size=2, max_size=6))
def test_a_table_that_adds_has_no_break_however_it_is_rounded(pence: list[int]) -> None:
    rows = [stated(f"row_{n}", millions(one), table="Costs") for n, one in enumerate(pence)]
    total = stated("total", millions(sum(pence)), table="Costs", is_total=True)
    found = reconcile(page(*rows, total))
    assert len(found.checked) == 1
    assert not found.breaks


@given(st.lists(PENCE, min_size=2, max_size=6), st.integers(1, 10**9), st.sampled_from([1, -1]))
def test_a_total_that_is_out_by_more_than_rounding_is_found_with_its_gap(
    pence: list[int], beyond: int, sign: int
) -> None:
    rounding = (len(pence) + 1) * 5_000_000  # pence: half of £0.1m for each row and the total
    wrong = sum(pence) + (2 * rounding + beyond) * sign
    assume(wrong >= 0)
    rows = [stated(f"row_{n}", millions(one), table="Costs") for n, one in enumerate(pence)]
    found = reconcile(page(*rows, stated("total", millions(wrong), table="Costs", is_total=True)))
    (broken,) = found.breaks
    assert broken.gap is not None
    assert Fraction(wrong - sum(pence), 100) in broken.gap.could_be
    assert broken.gap.value * sign > 0


@given(st.integers(1, 5_000), st.integers(1, 5_000), st.integers(5_000, 80_000))
def test_volume_times_price_holds_when_it_does_and_breaks_when_the_count_is_another(
    children: int, more: int, price: int
) -> None:
    cost = stated("cost", f"£{children * price}")
    prices = stated("price", f"£{price}", Unit.POUNDS_PER_CHILD)
    for count, is_broken in ((children, False), (children + more, True)):
        counted = stated("children", str(count), Unit.CHILDREN)
        found = reconcile(page(cost, prices, counted, holds="cost = children * price"))
        margin = Fraction(children, 2) + Fraction(1, 2)  # half a pound a child, and of the cost
        assert bool(found.breaks) is (is_broken and more * (price - Fraction(1, 2)) > margin)


@given(PENCE, PENCE)
def test_an_inequality_breaks_only_when_no_rounding_saves_it(one: int, other: int) -> None:
    found = check_identity(
        identity("one <= other"), page(stated("one", millions(one)), stated("other", millions(other)))
    )
    if one <= other:
        assert found.verdict is not Verdict.BREAK
    if one > other + 20_000_000:
        assert found.verdict is Verdict.BREAK


def test_what_a_figure_would_have_to_be_mends_the_identity_when_it_is_that() -> None:
    made = page(stated("cost", "£100"), stated("price", "£9", Unit.POUNDS_PER_CHILD),
                stated("children", "10", Unit.CHILDREN), holds="cost = children * price")  # fmt: skip
    (broken,) = reconcile(made).breaks
    for needed in broken.needed:
        mended = [
            replace(one, value=needed.value, could_be=Interval.of(needed.value))
            if one.key == needed.figure.key
            else one
            for one in made.figures
        ]
        assert not reconcile(replace(made, figures=tuple(mended))).breaks
    assert {needed.figure.key for needed in broken.needed} == {"cost", "price", "children"}


def test_a_reading_is_told_with_what_it_mends_and_what_it_breaks() -> None:
    figures = (stated("cost", "£100"), stated("budget", "£90"), stated("over", "£20"), stated("half", "£50"))
    identities = tuple(
        replace(identity(text), key=key)
        for key, text in (("gap", "over = cost - budget"), ("halved", "half = cost / 2"))
    )
    higher = Reading(
        "higher", "the cost is without fees", BasisKind.GROSS_OR_NET, "cost", parse_formula("cost + over / 2")
    )
    useless = Reading("useless", "the half is a third", BasisKind.GROSS_OR_NET, "half", parse_formula("half / 3"))
    found = reconcile(Page("A page", "made up", figures, (), identities, (higher, useless)))
    (explained,) = found.explanations
    assert (explained.mended, explained.readings, explained.broken) == ("gap", (higher,), ("halved",))
    assert [(one.reading.key, one.stance, one.broken) for one in found.read_so] == [
        ("higher", Stance.MOVES, ("halved",)), ("useless", Stance.AGAINST, ("halved",)),
    ]  # fmt: skip


def test_a_factor_is_found_within_its_range_and_not_beyond_it() -> None:
    figures = (stated("cost", "£1,000"), stated("price", "£100", Unit.POUNDS_PER_CHILD),
               stated("children", "8", Unit.CHILDREN))  # fmt: skip
    for most, is_mended in (("1.5", True), ("1.1", False)):
        part_year = Reading("part", "part of a year", BasisKind.FULL_OR_PART_YEAR, "children",
                            factor=Interval(Fraction(1), Fraction(most)))  # fmt: skip
        found = reconcile(Page("A page", "made up", figures, (), (identity("cost = children * price"),), (part_year,)))
        assert [one.factors for one in found.explanations] == ([(Fraction(5, 4),)] if is_mended else [])


def test_one_quantity_stated_twice_is_compared_though_nobody_asked() -> None:
    twice = (stated("a", "£1.9m", label="Overspend"), stated("b", "£1.6m", label="overspend"))
    (broken,) = reconcile(page(*twice)).breaks
    assert not broken.identity.is_declared
    assert not reconcile(page(twice[0], replace(twice[1], basis="forecast"))).checked


def test_a_share_that_nothing_uses_is_matched_with_what_it_fits() -> None:
    found = reconcile(page(stated("part", "366", Unit.CHILDREN), stated("whole", "3,331", Unit.CHILDREN),
                           stated("share", "11%", Unit.SHARE), stated("other", "12%", Unit.SHARE)))  # fmt: skip
    fits = {loose.share.key: [(fit.part.key, fit.whole.key) for fit in loose.fits] for loose in found.loose_shares}
    assert fits == {"share": [("part", "whole")], "other": []}


def test_a_divisor_that_may_be_nought_is_said_and_not_guessed() -> None:
    made = page(stated("cost", "£100"), stated("none", "£0"), stated("share", "5%", Unit.SHARE),
                holds="share = cost / none")  # fmt: skip
    (checked,) = reconcile(made).checked
    assert checked.verdict is Verdict.UNCHECKED
    assert "nought" in checked.reason


@pytest.mark.parametrize("text", ["a +", "__import__('os')", "a ** 2", "a.b", "f(a)", "'a'", "a" * 401, "1e999"])
def test_a_formula_is_figures_and_four_signs_and_nothing_else(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_formula(text)


def test_a_relation_needs_its_sign() -> None:
    with pytest.raises(FormulaError, match="needs =, <= or >="):
        parse_relation("a + b")


def test_absent_names_circles_and_mixed_units_are_found_before_a_number_is_compared() -> None:
    pounds, children = stated("cost", "£1"), stated("children", "1", Unit.CHILDREN)
    absent = page(pounds, holds="cost = coast")
    circle = Page("A page", "made up", (pounds,), (WorkedOut("a", "A", parse_formula("b")),
                  WorkedOut("b", "B", parse_formula("a"))))  # fmt: skip
    mixed = page(pounds, children, holds="cost = children")
    added = page(pounds, children, holds="cost + children >= 0")
    rules = [[wrong.rule for wrong in wrongs(one)] for one in (absent, circle, mixed, added)]
    assert rules == [["not there"], ["circle", "circle"], ["units"], ["units"]]


def test_a_reading_that_nothing_turns_on_leaves_the_page_undecided_and_says_what_it_implies() -> None:
    figures = (stated("first", "£1m"), stated("second", "£3m"))
    both = Reading(
        "both", "the second comes on top", BasisKind.FULL_OR_PART_YEAR, "second", parse_formula("first + second")
    )
    in_all = WorkedOut("in_all", "In all", parse_formula("second"))
    found = reconcile(Page("A page", "made up", figures, (in_all,), (identity("second >= first"),), (both,)))
    (read,) = found.read_so
    assert read.stance is Stance.UNDECIDED
    assert [(quantity.key, worth and worth.value) for quantity, worth in read.worked_out] == [("in_all", 4_000_000)]


@given(st.data())
def test_the_range_of_a_formula_holds_whatever_its_figures_were_before_rounding(data: st.DataObject) -> None:
    """The oracle is plain sampling: true figures are drawn, printed as a paper would, and put into the formula."""
    form = data.draw(
        st.sampled_from(["a / b", "a * b", "(a - b) / a", "a / (a + b)", "a - b * a / c", "(a - c) / (b + c)"])
    )
    true = {key: data.draw(st.integers(10**8, 9 * 10**9)) for key in "abc"}
    figures = [stated(key, millions(pence)) for key, pence in true.items()]
    quantity = WorkedOut("q", "Q", parse_formula(form))
    found = reconcile(Page("A page", "made up", tuple(figures), (quantity,)))
    ((_, worth),) = found.worked_out
    assert worth is not None
    a, b, c = (Fraction(true[key], 100) for key in "abc")
    came = {"a / b": a / b, "a * b": a * b, "(a - b) / a": (a - b) / a, "a / (a + b)": a / (a + b),
            "a - b * a / c": a - b * a / c, "(a - c) / (b + c)": (a - c) / (b + c)}[form]  # fmt: skip
    assert worth.could_be.low <= came <= worth.could_be.high


@pytest.mark.parametrize("length", [40, 400])
def test_quantities_that_double_or_run_on_without_end_are_refused_before_they_fill_the_machine(length: int) -> None:
    for step in ("q{0} + q{0}", "q{0}"):
        chain = [WorkedOut("q0", "Q", parse_formula("cost"))]
        chain += [WorkedOut(f"q{n}", "Q", parse_formula(step.format(n - 1))) for n in range(1, length)]
        found = wrongs(Page("A page", "made up", (stated("cost", "£1m"),), tuple(chain)))
        assert bool(found) is (length == 400 or "+" in step)
        assert {wrong.rule for wrong in found} <= {"too long"}


def test_a_table_of_five_hundred_rows_is_added() -> None:
    rows = [stated(f"row_{n}", "£1.0m", table="Long") for n in range(500)]
    (checked,) = reconcile(page(*rows, stated("total", "£700.0m", table="Long", is_total=True))).checked
    assert checked.gap is not None
    assert (checked.verdict, checked.gap.value) == (Verdict.BREAK, 200_000_000)


def test_a_number_past_all_sense_is_not_compared() -> None:
    made = page(stated("cost", "£1m"), holds="cost = cost * 1e300")
    assert "more than any page can mean" in reconcile(made).checked[0].reason
