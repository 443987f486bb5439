"""The lists of the council: children with a plan, placements, providers and budget lines, each as one frame.

A frame is made once for what is stored now and held in the process, so that a page is a search in memory; a long one is
kept for the other processes too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from highneeds.caseload import caseload_on, telling_of
from highneeds.caseload.census import is_live_on
from highneeds.finance.prices import live_on, net_pence_per_year
from highneeds.operations.clocks import last_day_setting
from highneeds.operations.due_list import DUE, clock_day, due_rows
from highneeds.operations.list_columns import BUDGET_LINES, CHILDREN, PLACEMENTS, PROVIDERS
from highneeds.operations.listing import KEY, VERSION, Asked, Kind, Listing, found, made_ready
from highneeds.operations.officers import NO_TEAM, with_officers
from highneeds.operations.pages import month_on_show
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.sight import Sight, others_in_words
from highneeds.reports import words
from highneeds.rules.needs import Need
from highneeds.rules.settings import Setting
from highneeds.store.case_records import officers_state
from highneeds.store.in_use import State, state_of
from highneeds.store.kept_frames import FEWEST_ROWS, kept_frame
from highneeds.store.links import links_state
from highneeds.store.made_once import MadeOnce
from highneeds.store.setup import open_store
from highneeds.store.tables import load_as_given, load_table
from highneeds.store.teams import teams_state

_SETTING_LABELS = {setting.value: setting.label for setting in Setting}
_NEED_LABELS = {need.value: need.label for need in Need}
_LOWEST_OF_BANDS = (1, 5, 10, 20, 50)
_KINDS_OF_LINES = {"placement": "Placements", "places": "Place funding", "service": "Service", "income": "Income"}
NONE_OF_YOURS = "None of the children whom you see is here."

LISTS = {listing.name: listing for listing in (CHILDREN, PLACEMENTS, PROVIDERS, BUDGET_LINES, DUE)}


@dataclass(frozen=True, slots=True)
class Listed:
    """``day``: what the rows are as at, None where they are not of a day; ``caution``: what they may not know.

    ``nothing``: what a list without a row says, "" where nothing was imported that it is made from.
    """

    listing: Listing
    frame: pl.DataFrame
    day: date | None
    caution: str = ""
    nothing: str = ""


def default_day() -> date:
    """The day of the month on show, else today."""
    month = month_on_show()
    return month.as_at if month else date.today()  # noqa: DTZ011 - the council's own day


def listed(name: str, day: date) -> Listed:
    """The list of that name as at a day; empty before anything was imported. Raises KeyError for another name.

    Of several who ask for it at once, one makes it and the others wait.
    """
    recipe = _RECIPES[name]
    open_store()
    return _held.get((name, day), recipe.state, lambda: _listed(recipe, day))


def listed_to(name: str, day: date, sight: Sight) -> Listed:
    """As ``listed``, with the children alone whom a person sees: what a page shows and a file holds."""
    whole = listed(name, day)
    if not (sight.is_limited and whole.listing.of_children):
        return whole
    rows = sight.of(whole.frame, KEY)
    return replace(whole, frame=rows, nothing=whole.nothing or ("" if whole.frame.is_empty() else NONE_OF_YOURS))


def others_than(shown: Listed, day: date, asked: Asked, sight: Sight) -> str:
    """What is said of the rows of other teams that fit what is asked; a search never counts them, for it could find one
    child.
    """
    if not sight.is_limited or not shown.listing.of_children:
        return ""
    if asked.search:
        return "Children of other teams are not searched."
    whole = listed(shown.listing.name, day)
    fit = found(whole.listing, whole.frame, asked).height - found(shown.listing, shown.frame, asked).height
    return others_in_words(fit)


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How a list is made, and the state of all that it is made from.

    ``caution``: what its rows may not know of a day; ``is_of_a_day``: whether it is another one on another day;
    ``is_slow``: whether to make it is slow even where it is short, since it is made from much.
    """

    listing: Listing
    make: Callable[[date], pl.DataFrame]
    state: Callable[[], State]
    caution: Callable[[date], str] = lambda _: ""
    is_of_a_day: bool = True
    is_slow: bool = False


_held: MadeOnce[Listed] = MadeOnce(8)


def _listed(recipe: _Recipe, day: date) -> Listed:
    """Made once for all processes, where it is long or slow."""
    frame = kept_frame(
        f"list-{recipe.listing.name}",
        lambda: (day, recipe.state()),
        lambda: made_ready(recipe.listing, recipe.make(day)),
        fewest_rows=1 if recipe.is_slow else FEWEST_ROWS,
    )
    is_known = recipe.listing is DUE and frame.is_empty() and not listed(CHILDREN.name, day).frame.is_empty()
    nothing = "Nothing is due, and nothing waits, as far as the files tell." if is_known else ""
    return Listed(recipe.listing, frame, day if recipe.is_of_a_day else None, recipe.caution(day), nothing)


def _children(day: date) -> pl.DataFrame:
    plans = load_table("plans")
    try:
        ours = _on(day, plans)
    except LookupError:
        return _empty(CHILDREN)
    once = ours.sort("plan_start", "request_ref", descending=[True, False], nulls_last=True).unique(
        "child_key", keep="first", maintain_order=True
    )
    costs = load_table("cost_lines", ["child_key", "start_date", "end_date", "cost_element", "amount_pence_per_year"])
    cost = costs.filter(live_on(day)).group_by("child_key").agg(cost=net_pence_per_year().sum())
    return (
        with_officers(with_providers(once), plans)
        .join(cost, on="child_key", how="left", maintain_order="left")
        .select(
            pl.col("child_key").alias(KEY),
            _pseudonyms(),
            pl.col("nc_year").alias("school_year"),
            pl.col("need").replace_strict(_NEED_LABELS, default=None, return_dtype=pl.String),
            pl.col("setting").replace_strict(_SETTING_LABELS, default=None, return_dtype=pl.String),
            "provider",
            pl.col("plan_start").alias("plan_since"),
            pl.col("entry_date").alias("placed_since"),
            "is_residential",
            "officer",
            pl.col("team").fill_null(NO_TEAM),
            "cost",
            VERSION,
        )
    )


def _placements(day: date) -> pl.DataFrame:
    plans, placements = load_table("plans"), load_table("placements")
    try:
        telling = telling_of(day, placements["return_year"].unique().to_list())
    except LookupError:
        return _empty(PLACEMENTS)
    rows = placements.filter(pl.col("return_year") == telling.return_year)
    is_over = pl.col("leaving_date") < day
    state = pl.when(is_over).then(pl.lit("Ended")).when(is_live_on(day, "entry_date", "leaving_date"))
    return with_officers(with_providers(rows), plans).select(
        pl.col("child_key").alias(KEY),
        _pseudonyms(),
        state.then(pl.lit("Now")).otherwise(pl.lit("To come")).alias("state"),
        pl.col("setting").cast(pl.String).replace_strict(_SETTING_LABELS, default=None, return_dtype=pl.String),
        "provider",
        "urn",
        pl.when(pl.col("rank") == 1).then(pl.lit("Main")).otherwise(pl.lit("Second")).alias("rank"),
        pl.col("entry_date").alias("from"),
        pl.col("leaving_date").alias("to"),
        "is_residential",
        "officer",
    )


def _providers(day: date) -> pl.DataFrame:
    register = _register().select("urn", "name", "setting", "is_open", "places_funded")
    placed = _placed_by_provider(day)
    uplifts = (
        load_table("cost_lines", ["urn", "provider_name", "uplift_status", "start_date", "end_date"])
        .filter(live_on(day) & pl.col("uplift_status").cast(pl.String).is_in(["requested", "disputed"]))
        .group_by("urn")
        .agg(uplifts_open=pl.len())
        .drop_nulls("urn")
    )
    places = (
        load_table("capacity")
        .filter(pl.col("valid_from") <= day, pl.col("valid_to").is_null() | (pl.col("valid_to") >= day))
        .group_by("urn")
        .agg(commissioned=pl.col("places_commissioned").sum(), funded=pl.col("places_funded").sum())
    )
    children = pl.col("children").fill_null(0)
    return (
        register.join(_approvals(), on="urn", how="left")
        .join(placed, on="urn", how="left")
        .join(uplifts, on="urn", how="left")
        .join(places, on="urn", how="left")
        .select(
            pl.col("urn").alias(KEY),
            pl.col("name").alias("provider"),
            "urn",
            pl.col("setting").cast(pl.String).replace_strict(_SETTING_LABELS, default=None, return_dtype=pl.String),
            "is_section_41",
            "is_open",
            children.alias("children"),
            children.map_elements(band_of, return_dtype=pl.String).alias("children_band"),
            "commissioned",
            pl.coalesce("funded", "places_funded").alias("funded"),
            pl.col("uplifts_open").fill_null(0),
        )
    )


def _budget_lines(_day: date) -> pl.DataFrame:
    return load_table("budget_lines").select(
        pl.lit(None, pl.String).alias(KEY),
        pl.col("budget_line").alias("line"),
        pl.col("financial_year").alias("year"),
        "cost_centre",
        pl.col("kind").cast(pl.String).replace_strict(_KINDS_OF_LINES, default=None, return_dtype=pl.String),
        pl.col("setting").cast(pl.String).replace_strict(_SETTING_LABELS, default=None, return_dtype=pl.String),
        "children_fte",
        pl.col("amount_pence").alias("budget"),
    )


def _due(day: date) -> pl.DataFrame:
    return due_rows(listed(CHILDREN.name, day).frame, day)


def _caution_of_due(day: date) -> str:
    clocks = clock_day()
    told = f"Clocks as at {words.day(clocks)}, from the SEN2 return of that day; " if clocks else ""
    return words.sentence(f"{told}places and appeals as at {words.day(day)}.")


def _caution_of(table: str) -> Callable[[date], str]:
    """What the rows of a table by return may not know of a day."""

    def caution(day: date) -> str:
        try:
            return telling_of(day, load_as_given(table, ["return_year"])["return_year"].unique()).caution
        except LookupError:
            return ""

    return caution


def _state_of_children() -> State:
    told = state_of("children", "plans", "placements", "cost_lines", "providers")
    return (told, links_state(), officers_state(), teams_state())


def _state_of_placements() -> State:
    return (state_of("plans", "placements", "providers"), links_state(), officers_state())


def _state_of_providers() -> State:
    told = state_of(
        "providers", "provider_versions", "capacity", "cost_lines", "children", "plans", "placements"
    )  # fmt: skip
    return (told, links_state())


def _state_of_due() -> State:
    told = state_of("requests", "absences", "case_events")
    return (told, last_day_setting().value, *_state_of_children())


def _state_of_budget_lines() -> State:
    return state_of("budget_lines")


_RECIPES = {
    recipe.listing.name: recipe
    for recipe in (
        _Recipe(CHILDREN, _children, _state_of_children, _caution_of("plans")),
        _Recipe(PLACEMENTS, _placements, _state_of_placements, _caution_of("placements")),
        _Recipe(PROVIDERS, _providers, _state_of_providers, is_slow=True),
        _Recipe(BUDGET_LINES, _budget_lines, _state_of_budget_lines, is_of_a_day=False),
        _Recipe(DUE, _due, _state_of_due, _caution_of_due, is_of_a_day=False, is_slow=True),
    )
}


def with_providers(frame: pl.DataFrame) -> pl.DataFrame:
    """With ``provider``: the name that goes with ``urn``, else the number itself."""
    names = _register().select("urn", provider="name")
    joined = frame.join(names, on="urn", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("provider", pl.lit("URN ") + pl.col("urn")).alias("provider"))


def _register() -> pl.DataFrame:
    """Every provider once: of several rows of one number the last that was kept."""
    return load_table("providers").unique("urn", keep="last", maintain_order=True)


def _approvals() -> pl.DataFrame:
    """Whether each provider is approved under section 41, as the newest register has it."""
    versions = load_table("provider_versions").sort("as_at", maintain_order=True)
    return versions.unique("urn", keep="last", maintain_order=True).select("urn", "is_section_41")


def band_of(children: int) -> str:
    """For whoever may see no child: a span, so that no number can be worked out from another."""
    if children == 0:
        return "none"
    lowest = max(low for low in _LOWEST_OF_BANDS if low <= children)
    if lowest == _LOWEST_OF_BANDS[-1]:
        return f"{lowest} or more"
    return f"{lowest} to {_LOWEST_OF_BANDS[_LOWEST_OF_BANDS.index(lowest) + 1] - 1}"


def _placed_by_provider(day: date) -> pl.DataFrame:
    """The council's children by the number of the provider where they are on the day."""
    try:
        ours = _on(day, load_table("plans"))
    except LookupError:
        return pl.DataFrame(schema={"urn": pl.String, "children": pl.UInt32})
    placed = ours.filter(pl.col("urn").is_not_null())
    return placed.group_by("urn").agg(children=pl.col("child_key").n_unique())


def _on(day: date, plans: pl.DataFrame) -> pl.DataFrame:
    """The council's own with a plan on the day, as ``caseload_on`` tells them.

    Raises LookupError when nothing is at hand that tells of plans.
    """
    telling = telling_of(day, plans["return_year"].unique().to_list())
    children, placements = load_table("children"), load_table("placements")
    rows = caseload_on(children, plans, placements, day, return_year=telling.return_year)
    return rows.filter(pl.col("has_plan") & ~pl.col("came_later"))


def _pseudonyms() -> pl.Expr:
    return pl.col("child_key").map_elements(pseudonym, return_dtype=pl.String).alias("child")


_DTYPES = {Kind.TEXT: pl.String, Kind.COUNT: pl.Int64, Kind.MONEY: pl.Int64, Kind.DAY: pl.Date, Kind.YES_NO: pl.Boolean}


def _empty(listing: Listing) -> pl.DataFrame:
    return pl.DataFrame(
        schema={KEY: pl.String, VERSION: pl.Int64} | {column.name: _DTYPES[column.kind] for column in listing.columns}
    )
