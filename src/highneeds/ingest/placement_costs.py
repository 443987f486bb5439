"""Reads the finance extract of placement costs: one line per child, provider and cost type, as sheets really look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from highneeds.caseload.census import newness
from highneeds.caseload.successors import with_latest_urns
from highneeds.caseload.tables import TRANSPORT
from highneeds.ingest.child_keys import add_child_keys, is_upn_well_formed
from highneeds.ingest.columns import PLACEMENT_COSTS
from highneeds.ingest.contract_terms import TERMS, read_terms
from highneeds.ingest.headers import ROW
from highneeds.ingest.nearest import nearest_children
from highneeds.ingest.overrides import setting_by_override
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import (
    day_of,
    open_single,
    plain_text,
    single_result,
    skip_rows_without_data,
    word_of,
)
from highneeds.ingest.values import identifier_of, is_money_as_text, pounds_of, rounded_pence, whole_number_of
from highneeds.rules.parameters import parameter
from highneeds.rules.settings import Setting

COST_ELEMENTS = {
    "top-up": "top_up", "top up": "top_up", "element 3": "top_up", "fee": "fee", "fees": "fee",
    "residential": "residential", "therapy": "therapy", "1:1 support": "support", "direct payment": "direct_payment",
    "place": "place", "place funding": "place", "element 2": "place", "equipment": "equipment", "transport": TRANSPORT,
}  # fmt: skip
_PERIODS_IN_A_YEAR = {
    "term": "terms_per_year",
    "month": "months_per_year",
    "week": "school_weeks_per_year",
    "day": "school_days_per_year",
}
"""The national parameter that says how often a rate is paid; a rate per year is paid once."""
_READ = (
    "upn", "uln", "cost_type", "rate", "per", "contribution", "method", "weeks", "sessions", "notice", "uplift",
)  # fmt: skip
"""Texts of the file that are of no use once they are read."""
_CONTRIBUTION = "contribution"
_NOT_OF_CONTRIBUTIONS = (
    "weeks_per_year", "notice_days", "notice_terms", "uplift_share", "uplift_from", "uplift_status",
)  # fmt: skip


def read_placement_costs(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """Amounts become pence a year. A contribution becomes a line of its own with a negative amount (income).

    The setting is that of the child's own placement at the provider (so a unit is told from its school), else that of
    the provider. Faults C01 to C03 and C08 need the other tables: see ``crosschecks``.
    """
    sieve, title = open_single(unit, PLACEMENT_COSTS)
    as_at = day_of(unit, title, context.as_at)
    skip_rows_without_data(sieve, PLACEMENT_COSTS, absent_from_totals=("upn", "uln", "cost_type"))
    sieve.frame = add_child_keys(sieve.frame, context.key)
    sieve.add("urn", urn=identifier_of("urn"))
    sieve.add("cost_centre", cost_centre=pl.col("cost_centre").str.to_uppercase())
    _price(sieve, as_at)
    read_terms(sieve, as_at)
    _check(sieve, context.budget_lines)
    if context.provider_links is not None:
        sieve.frame = with_latest_urns(sieve.frame, context.provider_links)
    lines = _with_provider(sieve, context.providers, context.setting_overrides, as_at)
    nearest = nearest_children(lines, context.plans, context.key)
    lines = lines.drop(_READ)
    sieve.frame = lines.select(ROW)  # so that a large file does not lie here twice
    lines = _with_setting(lines, _under_latest_urns(context)).with_columns(
        source_file=pl.lit(sieve.file), as_at=pl.lit(as_at), provider_name=pl.col("provider").fill_null("Not given")
    )
    result = single_result(unit, sieve, {"cost_lines": pl.concat([_costs(lines), _contributions(lines)])}, as_at)
    return replace(result, nearest=nearest)


def _price(sieve: Sieve, as_at: date) -> None:
    """Adds ``_element``, ``_pence`` a year and ``_contribution`` pence; reports money typed as text once (C09).

    Adds besides what it is worked out from: ``_rate_pounds``, ``_per`` and ``_given_weeks``.

    A rate is made annual by the length of the school year in force on ``as_at``.
    """
    for name in ("rate", "contribution"):
        sieve.add(name, **{f"_{name}_pounds": pounds_of(name), f"_{name}_typed": is_money_as_text(name)})
    typed = sieve.frame.select((pl.col("_rate_typed") | pl.col("_contribution_typed")).sum()).item()
    if typed:
        sieve.faults.append(rule("C09").fault(sieve.file, field="Rate", detail=f"In {typed} rows."))
    sieve.add("cost_type", _element=word_of("cost_type", COST_ELEMENTS))
    sieve.add("per", _per=plain_text("per").str.replace(r"^(?:per|a) ", ""))
    sieve.add("weeks", _given_weeks=whole_number_of("weeks"))
    sieve.add("sessions", _sessions=whole_number_of("sessions"))
    element, per = pl.col("_element"), pl.col("_per")
    paid = {period: int(parameter(key).on(as_at)) for period, key in _PERIODS_IN_A_YEAR.items()}
    times = per.replace_strict({"year": 1, **paid}, default=None, return_dtype=pl.Int32)
    is_residence = (element == "residential") & (per == "week")
    times = pl.when(is_residence).then(int(parameter("residential_weeks_per_year").on(as_at))).otherwise(times)
    times = pl.when(per == "week").then(pl.coalesce(pl.col("_given_weeks").cast(pl.Int32), times)).otherwise(times)
    times = pl.when(per == "session").then(pl.col("_sessions").cast(pl.Int32)).otherwise(times)
    sieve.frame = sieve.frame.with_columns(_times=times).with_columns(
        _pence=rounded_pence(pl.col("_rate_pounds") * pl.col("_times")),
        _contribution=rounded_pence(pl.col("_contribution_pounds")),
    )


def _check(sieve: Sieve, budget_lines: pl.DataFrame | None) -> None:
    """What stops a line, in the order in which a person would mend it."""
    sieve.hold(pl.col("line_ref").is_null(), "C07", "line_ref", detail="It has no line reference.")
    sieve.require_unique("line_ref", rule_id="C07")
    sieve.hold(pl.col("child_key").is_null(), "P02", "upn", detail="Nothing tells which child it is for.")
    sieve.hold(pl.col("_element").is_null(), "C12", "cost_type")
    sieve.hold(pl.col("_rate_pounds").is_null(), "C04", "rate")
    is_agreed = (pl.col("_times") >= 0).fill_null(value=False)
    sieve.hold((pl.col("_per") == "session") & ~is_agreed, "C18", "sessions")
    sieve.hold(pl.col("_times").is_null(), "C04", "per", detail="What the rate is per is not known.")
    sieve.hold(pl.col("contribution").is_not_null() & pl.col("_contribution").is_null(), "C04", "contribution")
    sieve.read_dates("start_date", "end_date")
    sieve.hold(pl.col("start_date").is_null(), "C05", "start_date", detail="It has no start.")
    sieve.hold(pl.col("end_date") < pl.col("start_date"), "C05", "end_date")
    is_known = pl.lit(value=True)
    if budget_lines is not None:
        is_known = pl.col("cost_centre").is_in(budget_lines["cost_centre"].unique().implode())
    is_of_block = (pl.col("_element") != TRANSPORT).fill_null(value=True)
    sieve.hold(pl.col("cost_centre").is_null() | (is_of_block & ~is_known), "C06", "cost_centre")
    sieve.add("upn", _is_upn_well_formed=is_upn_well_formed("upn"))
    sieve.note(~pl.col("_is_upn_well_formed"), "P03", "upn")


def _under_latest_urns(context: ReadContext) -> pl.DataFrame | None:
    """The placements, so that a line and a place of one school meet though one still has its number of before."""
    if context.placements is None or context.provider_links is None:
        return context.placements
    return with_latest_urns(context.placements, context.provider_links)


def _with_provider(
    sieve: Sieve, providers: pl.DataFrame | None, overrides: pl.DataFrame | None, day: date
) -> pl.DataFrame:
    """``_base`` setting by URN; a blank URN is found by the provider's name where just one has it (C11)."""
    if providers is None:
        return sieve.frame.with_columns(_base=pl.lit(None, pl.String))
    named = providers.select("urn", _name=plain_text("name")).unique("_name", keep="none")
    urn_of_name = dict(named.select("_name", "urn").iter_rows())
    by_name = plain_text("provider").replace_strict(urn_of_name, default=None, return_dtype=pl.String)
    sieve.frame = sieve.frame.with_columns(_by_name=pl.when(pl.col("urn").is_null()).then(by_name))
    sieve.note(pl.col("_by_name").is_not_null(), "C11", "provider")
    base_of_urn: Mapping[str, str] = dict(providers.select("urn", pl.col("setting").cast(pl.String)).iter_rows())
    return sieve.frame.with_columns(urn=pl.coalesce("urn", "_by_name")).with_columns(
        _base=pl.coalesce(
            setting_by_override(overrides, day, frozenset({"urn"})),
            pl.col("urn").replace_strict(base_of_urn, default=None, return_dtype=pl.String),
        )
    )


def _with_setting(lines: pl.DataFrame, placements: pl.DataFrame | None) -> pl.DataFrame:
    """Without a URN: the child's last place without a URN begun before the line ended, else the last of any."""
    if placements is None:
        return lines.with_columns(setting=pl.coalesce("_base", pl.lit(Setting.UNKNOWN.value)))
    ordered = placements_in_order(placements)
    last_at_place = ordered.filter(pl.col("urn").is_not_null()).unique(["child_key", "urn"], keep="last")
    joined = lines.join(last_at_place.select("child_key", "urn", _there="setting"), on=["child_key", "urn"], how="left")
    joined = joined.with_columns(_until=pl.coalesce("end_date", pl.lit(date(9999, 12, 31)))).sort("_until")
    for name, spells in (("_elsewhere", ordered.filter(pl.col("urn").is_null())), ("_anywhere", ordered)):
        begun = spells.select("child_key", _begun="entry_date", **{name: "setting"}).sort("_begun", maintain_order=True)
        joined = joined.join_asof(
            begun, left_on="_until", right_on="_begun", by="child_key", strategy="backward", check_sortedness=False
        ).drop("_begun", strict=False)
    without_urn = pl.when(pl.col("urn").is_null()).then(pl.coalesce("_elsewhere", "_anywhere"))
    return joined.sort(ROW).with_columns(
        setting=pl.coalesce("_there", "_base", without_urn, pl.lit(Setting.UNKNOWN.value))
    )


def placements_in_order(placements: pl.DataFrame) -> pl.DataFrame:
    """Placements by entry, a blank one first; of the same entry the running list (return year 0) comes last."""
    opened = placements.with_columns(
        pl.col("setting").cast(pl.String), pl.col("entry_date").fill_null(date(1900, 1, 1)), _newness=newness()
    )
    return opened.sort("entry_date", "_newness", ROW)


def _costs(lines: pl.DataFrame) -> pl.DataFrame:
    terms = {name: f"_{name}" for name in TERMS}
    return _canonical(lines.with_columns(cost_element="_element", amount_pence_per_year="_pence", **terms))


def _contributions(lines: pl.DataFrame) -> pl.DataFrame:
    income = lines.filter(pl.col("_contribution") != 0)
    return _canonical(
        income.with_columns(
            line_ref=pl.col("line_ref") + "/contribution",
            cost_element=pl.when(pl.col("_element") == TRANSPORT).then("_element").otherwise(pl.lit(_CONTRIBUTION)),
            amount_pence_per_year=-pl.col("_contribution"),
            rate_pence=-pl.col("_contribution"),
            rate_per=pl.lit("year"),
            method=pl.lit("CAL"),
            term_calendar="_term_calendar",
            status="_status",
            **{name: pl.lit(None) for name in _NOT_OF_CONTRIBUTIONS},
        )
    )


def _canonical(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(
        "source_file", ROW, "line_ref", "child_key", "urn", "provider_name", "setting", "cost_element",
        "amount_pence_per_year", *TERMS, "start_date", "end_date", "cost_centre", "as_at",
    )  # fmt: skip
