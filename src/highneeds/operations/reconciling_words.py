"""What a page of figures says, holds and hides, in plain lines for a person who has to defend it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from highneeds.finance.reconcile import (
    Amount,
    Checked,
    Explanation,
    Interval,
    Needed,
    Reading,
    Reconciliation,
    Tried,
    Unit,
    Verdict,
    least_gap,
)
from highneeds.operations.reconciling import is_clean
from highneeds.reports import words

_MILLION = 1_000_000
_LEAST_TENTH = 100  # below, a share or a plain number is shown to a tenth
_VERDICTS = {
    Verdict.EXACT: "holds",
    Verdict.ROUNDING: "holds within rounding",
    Verdict.BREAK: "DOES NOT HOLD",
    Verdict.UNCHECKED: "cannot be checked",
}
_FEW_NEEDED = 3


def reconciliation_lines(found: Reconciliation) -> Iterator[str]:
    """Title, figures, what they imply, each check with its explanation, and whether the page may go out."""
    page = found.page
    yield page.name
    yield f"Source: {page.source}"
    yield ""
    yield "Figures"
    for figure in page.figures:
        way = f" {figure.direction}" if figure.direction else ""
        yield f"  {figure.label}: {figure.printed}{way}, {figure.period} ({_basis(figure.basis)}; {figure.where})"
    if found.worked_out:
        yield ""
        yield "What they imply"
    for quantity, worth in found.worked_out:
        yield f"  {quantity.label}: {'no value' if worth is None else amount_in_words(worth)}"
    for title, verdicts in (
        ("Does not hold", {Verdict.BREAK}),
        ("Cannot be checked", {Verdict.UNCHECKED}),
        ("Holds", {Verdict.EXACT, Verdict.ROUNDING}),
    ):
        checked = [one for one in found.checked if one.verdict in verdicts]
        if checked:
            yield ""
            yield f"{title} ({len(checked)} of {len(found.checked)})"
        for one in checked:
            yield from _check_lines(one, found)
    yield from _other_lines(found)
    yield ""
    yield _closing(found)


def amount_in_words(one: Amount) -> str:
    """``3,331 children (3,328 to 3,334)``; the range is of all figures that round to those printed."""
    could_be = one.could_be
    text = _number(one.value, one.unit)
    low, high = _number(could_be.low, one.unit), _number(could_be.high, one.unit)
    return text if low == high else f"{text} ({_range(could_be, one.unit)})"


def _basis(basis: str) -> str:
    return f"basis {basis}" if basis.startswith("not stated") else basis


def _check_lines(one: Checked, found: Reconciliation) -> Iterator[str]:
    yield f"  {one.identity.name}: {_VERDICTS[one.verdict]}."
    if one.left is None or one.right is None or one.gap is None:
        yield f"    {one.identity.written}: {one.reason}."
        return
    yield f"    {one.identity.written}: {amount_in_words(one.left)} against {amount_in_words(one.right)}."
    if one.verdict is not Verdict.BREAK:
        return
    yield f"    Gap: {_signed(one.gap)}; at the kindest rounding {_number(least_gap(one.gap).low, one.gap.unit)}."
    if one.identity.if_not:
        yield f"    {one.identity.if_not}"
    if one.needed:
        yield f"    It would hold with {', or '.join(map(_needed, one.needed[:_FEW_NEEDED]))}."
    explained = found.explaining(one)
    for each in explained:
        yield f"    Read another way it holds: {_explanation(each, found)}."
    if not explained:
        yield "    No reading given mends it."


def _needed(needed: Needed) -> str:
    figure = needed.figure
    shown = abs(needed.value) if figure.direction else needed.value
    return f"{figure.label} {_number(shown, figure.unit)} in place of {figure.printed}"


def _explanation(each: Explanation, found: Reconciliation) -> str:
    parts = [_reading(reading, factor, found) for reading, factor in zip(each.readings, each.factors, strict=True)]
    names = {one.identity.key: one.identity.name for one in found.checked}
    text = " and ".join(parts)
    if each.also_mended:
        text += f"; so does: {'; '.join(names[key] for key in each.also_mended)}"
    if each.broken:
        text += f"; but then this does not: {'; '.join(names[key] for key in each.broken)}"
    return text


def _reading(reading: Reading, factor: Fraction | None, found: Reconciliation) -> str:
    if factor is None:
        return f"{reading.name} ({reading.kind})"
    figure = found.page.by_key.get(reading.figure)
    times = f"times {float(factor):.3f}"
    if figure is None:
        return f"{reading.name} ({reading.kind}; {times})"
    return f"{reading.name} ({reading.kind}; {figure.printed} {times} is {_number(figure.value * factor, figure.unit)})"


def _other_lines(found: Reconciliation) -> Iterator[str]:
    names = {one.identity.key: one.identity.name for one in found.checked}
    if found.tried:
        yield ""
        yield "Readings that mend nothing"
    for one in found.tried:
        yield f"  {one.reading.name} ({one.reading.kind}){_at_a_price(one, names)}."
    if found.loose_shares:
        yield ""
        yield "Shares that nothing on the page uses"
    for loose in found.loose_shares:
        fits = "; ".join(f"{fit.part.label} of {fit.whole.label}" for fit in loose.fits) or "nothing on the page"
        yield f"  {loose.share.label} {loose.share.printed} fits {fits}."
    yield from _precision_lines(found)


def _at_a_price(one: Tried, names: dict[str, str]) -> str:
    return f", and this would not hold: {'; '.join(names[key] for key in one.broken)}" if one.broken else ""


def _precision_lines(found: Reconciliation) -> Iterator[str]:
    """Pounds printed far more finely than others on the page look surer than the page can be."""
    pounds = [figure for figure in found.page.figures if figure.unit is Unit.POUNDS]
    widths = {figure.key: figure.could_be.high - figure.could_be.low for figure in pounds}
    coarsest = max(widths.values(), default=Fraction(0))
    fine = [figure for figure in pounds if widths[figure.key] * 1_000 <= coarsest]
    if fine:
        yield ""
        yield "Finer than the rest of the page"
    for figure in fine:
        yield f"  {figure.label} {figure.printed} stands beside figures to {_number(coarsest, Unit.POUNDS)}."


def _closing(found: Reconciliation) -> str:
    blank = [figure for figure in found.page.figures if not figure.has_basis]
    if is_clean(found):
        return "The page may go out: all that should hold does, and every figure says how it was counted."
    parts = []
    if found.breaks:
        parts.append(f"{len(found.breaks)} of {len(found.checked)} checks do not hold")
    if blank:
        parts.append(f"{len(blank)} of {len(found.page.figures)} figures do not say how they were counted")
    return f"This page should not go out as it is: {' and '.join(parts) or 'not all of it could be checked'}."


def _signed(gap: Amount) -> str:
    could_be = gap.could_be
    text = f"{_number(gap.value, gap.unit)}"
    return text if could_be.low == could_be.high else f"{text} ({_range(could_be, gap.unit)})"


def _range(could_be: Interval, unit: Unit) -> str:
    return f"{_bare(could_be.low, unit)} to {_bare(could_be.high, unit)}"


def _number(value: Fraction, unit: Unit) -> str:
    text = _bare(value, unit)
    if unit in {Unit.CHILDREN, Unit.FTE}:
        return f"{text} {unit}"
    return f"{text} per child" if unit is Unit.POUNDS_PER_CHILD else text


def _bare(value: Fraction, unit: Unit) -> str:
    size, sign = abs(float(value)), words.MINUS if value < 0 else ""
    if unit is Unit.SHARE:
        return f"{sign}{size:.1%}"
    if unit in {Unit.POUNDS, Unit.POUNDS_PER_CHILD}:
        return f"{sign}£{size / _MILLION:,.3f}m" if size >= _MILLION else f"{sign}£{size:,.0f}"
    return f"{sign}{size:,.1f}" if size < _LEAST_TENTH and unit is Unit.NUMBER else f"{sign}{size:,.0f}"
