"""One child, under a pseudonym: plan, placements, money, clocks, reviews, timeline and notes; nothing of who it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.caseload import RUNNING_LIST, linked_requests
from highneeds.caseload.census import newness
from highneeds.casework import clocks_on
from highneeds.casework.case_clock import State
from highneeds.core import CensusDay
from highneeds.finance.prices import live_on, net_pence_per_year
from highneeds.governance.rights import Detail
from highneeds.operations.child_events import events_of
from highneeds.operations.clocks import last_day_setting
from highneeds.operations.lists import default_day, with_providers
from highneeds.operations.officers import with_officers
from highneeds.operations.pages import ShownTable, shown
from highneeds.operations.pseudonyms import pseudonym
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind
from highneeds.rules import census_day
from highneeds.rules.clocks import ClockKind, load_clocks
from highneeds.rules.needs import Need
from highneeds.rules.settings import Setting
from highneeds.store.case_records import NOTE, OFFICER, Version, versions_of_child
from highneeds.store.setup import open_store
from highneeds.store.tables import load_of_child

_TABLES = ("children", "requests", "plans", "placements", "cost_lines", "case_events")
_REVIEW_OUTCOMES = {"A": "Amend the plan", "C": "Cease the plan", "M": "Keep the plan as it is"}
_ELEMENTS = {"contribution": "Contribution of health or social care", "top_up": "Top-up"}
_OPEN = (State.RUNNING.value, State.OVERDUE.value)


@dataclass(frozen=True, slots=True)
class Fact:
    title: str
    value: str


@dataclass(frozen=True)
class ChildPage:
    """``costs`` and ``contributions`` are None for who may not see what a child costs.

    ``facts`` leave out the need, and ``notes`` are None, for who may not see needs: a note may tell of them.
    """

    key: str
    name: str
    day: date
    clock_day: date | None
    facts: tuple[Fact, ...]
    placements: ShownTable
    costs: ShownTable | None
    contributions: ShownTable | None
    clocks: ShownTable | None
    reviews: ShownTable | None
    timeline: ShownTable
    notes: tuple[Version, ...] | None
    history: tuple[Version, ...]


def child_page(child_key: str, details: Collection[Detail]) -> ChildPage | None:
    """None for a child that nothing in use tells of."""
    open_store()
    tables = {name: load_of_child(name, child_key) for name in _TABLES}
    if all(frame.is_empty() for frame in tables.values()):
        return None
    day = default_day()
    written = versions_of_child(child_key)
    clock_day, clocks = _clocks(tables)
    money = Detail.MONEY_OF_A_CHILD in details
    return ChildPage(
        key=child_key,
        name=pseudonym(child_key),
        day=day,
        clock_day=clock_day,
        facts=tuple(_facts(tables, day, written, details)),
        placements=_placements(tables["placements"], day),
        costs=_costs(tables["cost_lines"], day) if money else None,
        contributions=_contributions(tables["cost_lines"], day) if money else None,
        clocks=clocks,
        reviews=_reviews(tables["plans"]),
        timeline=_timeline(tables),
        notes=_notes(written) if Detail.NEEDS in details else None,
        history=tuple(one for one in written if one.kind == OFFICER),
    )


def is_known(child_key: str) -> bool:
    """Whether anything in use tells of this child."""
    open_store()
    return any(load_of_child(name, child_key).height for name in _TABLES)


def _newest(frame: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Of several returns that tell the same, the newest."""
    return frame.sort(newness(), "source_row", maintain_order=True).unique(by, keep="last", maintain_order=True)


def _facts(
    tables: dict[str, pl.DataFrame], day: date, written: tuple[Version, ...], details: Collection[Detail]
) -> Iterable[Fact]:
    plans = _newest(tables["plans"], "start_date").sort("start_date", nulls_last=False)
    if plans.height:
        plan = plans.row(-1, named=True)
        yield Fact("Plan", _span(plan["start_date"], plan["cease_date"], day))
        if Detail.NEEDS in details:
            yield Fact("Main need", Need(plan["primary_need"]).label)
    else:
        yield Fact("Plan", "None is known")
    here = _newest(tables["placements"], "entry_date", "setting", "urn").filter(
        pl.col("leaving_date").is_null() | (pl.col("leaving_date") >= day)
    )
    places = with_providers(here.sort("rank", "entry_date").with_columns(pl.col("setting").cast(pl.String)))
    told = [row["provider"] or Setting(row["setting"]).label for row in places.iter_rows(named=True)]
    yield Fact("Placed at", words.listed(told) or "No placement is known")
    frame = with_officers(pl.DataFrame({"child_key": [_key(tables)]}), tables["plans"])
    officer, team = frame.select("officer", "team").row(0)
    yield Fact("Officer", officer or "Nobody is named")
    if team:
        yield Fact("Team", team)
    if written:
        yield Fact("Last written", f"{written[0].at:%-d %B %Y} by {written[0].by}")


def _key(tables: dict[str, pl.DataFrame]) -> str:
    return next(str(frame["child_key"][0]) for frame in tables.values() if frame.height)


def _placements(placements: pl.DataFrame, day: date) -> ShownTable:
    rows = with_providers(_newest(placements, "entry_date", "setting", "urn")).sort(
        "entry_date", "rank", descending=[True, False], nulls_last=True
    )
    cells: list[tuple[Cell, ...]] = [
        (
            row["provider"] or "Not named",
            Setting(row["setting"]).label,
            "Main" if row["rank"] == 1 else "Second",
            _day(row["entry_date"]),
            _day(row["leaving_date"])
            if row["leaving_date"]
            else "Now"
            if _began(row["entry_date"], day)
            else "To come",
            "Yes" if row["is_residential"] else "No",
        )
        for row in rows.iter_rows(named=True)
    ]
    titles = ("Provider", "Setting", "Main or second", "From", "To", "Residential")
    known = words.plural(len(cells), "placement is known", "placements are known")
    return _table("placements", known if cells else "No placement is known", titles, cells)


def _costs(lines: pl.DataFrame, day: date) -> ShownTable:
    rows = lines.filter(pl.col("cost_element").cast(pl.String) != "contribution").sort("start_date", "line_ref")
    cells = _line_cells(rows)
    pence = int(lines.filter(live_on(day)).select(net_pence_per_year().sum()).item() or 0)
    finding = (
        f"The place costs {words.pounds(pence)} a year, less contributions"
        if cells
        else "No cost line is of this child"
    )
    titles = ("What", "Provider", "£ a year", "From", "To", "State", "Line")
    return _table("costs", finding, titles, cells, numbers={"£ a year"})


def _contributions(lines: pl.DataFrame, day: date) -> ShownTable:
    rows = lines.filter(pl.col("cost_element").cast(pl.String) == "contribution").sort("start_date", "line_ref")
    pence = abs(int(rows.filter(live_on(day))["amount_pence_per_year"].sum()))
    finding = (
        f"Health and social care pay {words.pounds(pence)} a year"
        if rows.height
        else ("Health and social care pay nothing that the extract tells of")
    )
    titles = ("What", "Provider", "£ a year", "From", "To", "State", "Line")
    return _table("contributions", finding, titles, _line_cells(rows), numbers={"£ a year"})


def _line_cells(rows: pl.DataFrame) -> list[tuple[Cell, ...]]:
    return [
        (
            _ELEMENTS.get(row["cost_element"]) or words.sentence(row["cost_element"].replace("_", " ")),
            row["provider_name"],
            words.whole(row["amount_pence_per_year"] / 100),
            _day(row["start_date"]),
            _day(row["end_date"]) if row["end_date"] else "No end set",
            words.sentence(row["status"]),
            row["line_ref"],
        )
        for row in rows.iter_rows(named=True)
    ]


def _clocks(tables: dict[str, pl.DataFrame]) -> tuple[date | None, ShownTable | None]:
    """As at the census day of the newest return that tells of the child: what is due, and what stops it."""
    years = {year for name in ("requests", "plans") for year in tables[name]["return_year"]} - {RUNNING_LIST}
    if not years:
        return None, None
    day, of_year = census_day(CensusDay(max(years))), pl.col("return_year") == max(years)
    requests = linked_requests(tables["requests"]).filter(of_year)
    clocks = clocks_on(requests, tables["plans"].filter(of_year), day, last_day=last_day_setting())
    rules = load_clocks()
    cells: list[tuple[Cell, ...]] = [
        (
            words.sentence(row["clock"]),
            words.sentence(row["state"]),
            _day(row["due"]),
            words.sentence(rules[ClockKind(row["clock"])].stops),
            words.sentence(row["why"]) or (f"Done {_day(row['stopped'])}" if row["stopped"] else "-"),
        )
        for row in clocks.sort(~pl.col("state").is_in(_OPEN), "due", nulls_last=True).iter_rows(named=True)
    ]
    overdue = int((clocks["state"] == State.OVERDUE.value).sum())
    running = int((clocks["state"] == State.RUNNING.value).sum())
    finding = f"{overdue} overdue, {running} running on {words.day(day)}"
    return day, _table("clocks", finding, ("Clock", "State", "Due", "What stops it", "What is known"), cells)


def _reviews(plans: pl.DataFrame) -> ShownTable | None:
    met = plans.filter(pl.col("review_meeting").is_not_null() | pl.col("last_review").is_not_null())
    rows = _newest(met, "review_meeting", "last_review").sort("review_meeting", descending=True, nulls_last=True)
    cells: list[tuple[Cell, ...]] = [
        (_day(meeting), _day(decided), _REVIEW_OUTCOMES.get(outcome or "", "Not told"))
        for meeting, decided, outcome in rows.select("review_meeting", "last_review", "review_outcome").iter_rows()
    ]
    if not cells:
        return None
    finding = words.plural(len(cells), "review in the returns", "reviews in the returns")
    return _table("reviews", finding, ("Meeting", "Decided", "Decision"), cells)


def _timeline(tables: dict[str, pl.DataFrame]) -> ShownTable:
    cells: list[tuple[Cell, ...]] = [(words.day(when), what) for when, what in events_of(tables)]
    return _table("timeline", "Timeline", ("Day", "What happened"), cells)


def _notes(written: tuple[Version, ...]) -> tuple[Version, ...]:
    """Of each note its newest version, but those taken back."""
    newest: dict[str, Version] = {}
    for one in written:
        if one.kind == NOTE and one.version > (newest[one.ref].version if one.ref in newest else 0):
            newest[one.ref] = one
    return tuple(one for one in newest.values() if one.content.get("words"))


def _table(
    name: str, finding: str, titles: tuple[str, ...], rows: list[tuple[Cell, ...]], *, numbers: Collection[str] = ()
) -> ShownTable:
    columns = tuple(Column(title, Kind.POUNDS if title in numbers else Kind.TEXT) for title in titles)
    return shown(Table(name, finding, columns, tuple(rows)))


def _span(first: date | None, last: date | None, day: date) -> str:
    since = f"since {words.day(first)}" if first else "start not told"
    if last is None:
        return words.sentence(since)
    return f"{words.sentence(since)}, {'ended' if last < day else 'ends'} {words.day(last)}"


def _began(first: date | None, day: date) -> bool:
    return first is None or first <= day


def _day(when: date | None) -> str:
    return f"{when:%-d %b %Y}" if when else "-"
