"""Budget and outturn, children and placements, the years ahead, and how good past forecasts were."""

from __future__ import annotations

from collections.abc import Iterator

from highneeds.governance.papers.field_class import FieldClass
from highneeds.reports import children, findings, past_words, words
from highneeds.reports.charts import chart_in_words, chart_svg, chart_table
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.items import Drawing, Item, Shown, Tiles, Words

_SAME_NUMBERS = "The same numbers are in the table."


def budget_and_outturn(of: Context) -> Iterator[Item]:
    record = of.facts.month
    share = record.figure("forecast_variance").value / record.figure("block_budget").value
    span = findings.range_of_variance(record)
    yield Words(
        f"The budget of {record.financial_year} is {of.text('block_budget')} and the forecast outturn "
        f"{of.text('forecast_outturn')}: *{of.text('forecast_variance')} ({words.percent(share)})*"
        f"{f', {span}' if span else ''}. {of.text('actual_to_date')} was spent by {words.day(record.as_at)}."
    )
    yield Words(
        f"Placements are forecast at {of.text('placements_forecast')}, {of.text('placements_variance')}; place funding "
        f"at {of.text('places_forecast')}; services at {of.text('services_forecast')}. A funded placement costs "
        f"{of.text('average_cost_forecast')} a year on average; the budget had {of.text('average_cost_budget')}."
    )
    yield _charted(of, "bridge")


def placements(of: Context) -> Iterator[Item]:
    record = of.facts.month
    now, before = record.figure("children_now").value, record.figure("children_year_ago").value
    more = words.more_or_fewer(now - before)
    than = "as many as" if more == "no change" else f"{more} than"
    independent = of.figures["independent_children"]
    cost = of.figures["independent_cost"]
    text = (
        f"The council maintained *{of.text('children_now')} plans on {words.day(record.as_at)}*, {than} a year before. "
    )
    if words.WITHHELD not in (independent.text, cost.text) and now and independent.value is not None:
        share = words.percent(independent.value / now, 0)
        text += (
            f"Independent and non-maintained special schools teach {independent.text} of them ({share}) for "
            f"{cost.text} this year. "
        )
    yield Words(f"{text}Money is on year-average full-time equivalent (FTE), not on the day's count.")
    yield Shown(children.table(record, of.hidden), field_class=FieldClass.CHILDREN)


def years_ahead(of: Context) -> Iterator[Item]:
    record = of.facts.month
    cost = of.figures["block_cost_in_five_years"]
    year = record.figure("block_cost_in_five_years").period.removeprefix("financial year ")
    text = f"With nothing changed, the block is forecast to cost *{cost.text}* in {year}"
    text += f" (8-in-10 range {cost.range_text})." if cost.range_text else "."
    deficit = of.figures.get("deficit_in_five_years")
    now = of.figures.get("deficit_this_year")
    if deficit is not None and now is not None:
        text += f" It is left with {now.text} on {now.about}, and with {deficit.text} on {deficit.about}"
        text += f" (range {deficit.range_text})."
    yield Words(text)
    past = past_words.in_a_sentence(record.past)
    if past:
        yield Words(past)
    yield _charted(of, "fan")


def spent_by_month(of: Context) -> Iterator[Item]:
    if of.facts.month.outturn_by_month:
        yield _charted(of, "months")


def past_forecasts(of: Context) -> Iterator[Item]:
    past = of.facts.month.past
    if past is not None and past.origins:
        yield _charted(of, "earlier")


def in_large(of: Context) -> Iterator[Item]:
    """The four numbers of the member's page."""
    record = of.facts.month
    variance, children_now = of.figures["forecast_variance"], of.figures["children_now"]
    tiles = [
        (
            variance.text,
            f"forecast {record.financial_year}; range {variance.range_text}"
            if variance.range_text
            else "forecast this year",
        ),
        (f"{children_now.text} children", f"with a plan on {words.day(record.as_at)}"),
    ]
    year = str(record.financial_year)
    target = of.target(year)
    if target is not None:
        key = year.replace("-", "_")
        tiles.append(
            (
                of.text(f"chance_{key}"),
                f"is the chance of this year's savings target of {of.text(f'saving_target_{key}')}",
            )
        )
    deficit = of.figures.get("deficit_this_year")
    if deficit is not None:
        tiles.append((deficit.text.removeprefix("a "), f"of the block on {deficit.about}"))
    yield Tiles(tuple(tiles))


def _charted(of: Context, name: str) -> Shown:
    record = of.facts.month
    is_narrow = name == "bridge"
    alternative = f"{chart_in_words(record, name)} {_SAME_NUMBERS}"
    large = "" if is_narrow else chart_svg(record, name, narrow=True)
    drawing = Drawing(chart_svg(record, name, narrow=is_narrow), alternative, is_narrow=is_narrow, large=large)
    return Shown(chart_table(record, name), drawing)
