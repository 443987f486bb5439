"""The rules and what they found: by rule with its trend, by school, by officer; and how the council lets each act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db.models import Count, QuerySet

from highneeds.caseload.census import newness
from highneeds.core import Severity
from highneeds.core.errors import Refusal
from highneeds.ingest.results import RulesHere
from highneeds.ingest.rule import Rule
from highneeds.ingest.rulebook import RULES
from highneeds.ingest.sen2_rulebook import SEN2_ASKED_FOR, SEN2_QUALITY_RULES
from highneeds.operations.reasons import reason_given
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.in_use import State
from highneeds.store.made_once import MadeOnce
from highneeds.store.models import FaultRow, ImportRun
from highneeds.store.rule_settings import (
    Acts,
    keep_setting,
    last_setting,
    rules_that,
    settings_in_force,
    settings_of,
)
from highneeds.store.setup import open_store
from highneeds.store.tables import load_as_given

NOT_KNOWN = "not known"
_MAY_STOP = frozenset({"P02", "P03", "R03", "L03", "L08", "L11", "S01"} | {one.id for one in SEN2_QUALITY_RULES})
"""Rules of a return that ask for a look in the rule book, and that a council may let stop the row."""


@dataclass(frozen=True, slots=True)
class RuleFound:
    """A rule, how it acts here, and the rows that break it in the files in use.

    ``acts``: in the words of a severity or of a setting. ``by_return``: rows in the return of each census year in use.
    ``before``: rows in the file that the newest return replaced; None where it replaced none.
    """

    rule: Rule
    acts: str
    is_set: bool
    rows: int
    by_return: tuple[tuple[int, int], ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """Rows that break a rule, of the children of one school or one officer, by rule; the most first."""

    name: str
    rows: int
    rules: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class RulesFound:
    """``rules`` in the rule book's order, those that found something or are set otherwise; ``off`` are not told.

    ``to_ask_for``: rules that are not looked for here, since most rows that break them are right.
    """

    returns: tuple[int, ...]
    rules: tuple[RuleFound, ...]
    schools: tuple[PlaceFound, ...]
    officers: tuple[PlaceFound, ...]
    off: tuple[RuleFound, ...]
    to_ask_for: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSetting:
    acts: str
    reason: str
    set_by: str
    set_at: datetime


def rules_found() -> RulesFound:
    """From the faults of the files in use."""
    open_store()
    return _held.get("rules", _state, _found)


_held: MadeOnce[RulesFound] = MadeOnce(1)


def _state() -> State:
    runs = ImportRun.objects.order_by("pk").values_list("pk", "state", "finished_at")
    return (tuple(runs), last_setting())


def _found() -> RulesFound:
    in_use = FaultRow.objects.filter(import_run__state=ImportRun.State.IMPORTED)
    rows = dict(in_use.values_list("rule").annotate(rows=Count("id")).order_by())
    returns = {int(run.period): run for run in _returns(ImportRun.State.IMPORTED)}
    by_return = {year: _by_rule(run) for year, run in returns.items()}
    before = _before(max(returns)) if returns else None
    settings = settings_in_force()
    found = [
        RuleFound(
            rule,
            settings[rule.id].acts if rule.id in settings else rule.severity.value,
            rule.id in settings,
            rows.get(rule.id, 0),
            tuple((year, by_return[year].get(rule.id, 0)) for year in sorted(by_return)),
            None if before is None else before.get(rule.id, 0),
        )
        for rule in RULES.values()
        if rule.id in rows or rule.id in settings
    ]
    faults = _faults_with_places(in_use.exclude(rule__in=rules_that(Acts.OFF)))
    return RulesFound(
        tuple(sorted(returns)),
        tuple(one for one in found if one.acts != Acts.OFF),
        _places(faults, "school"),
        _places(faults, "officer"),
        tuple(one for one in found if one.acts == Acts.OFF),
        tuple(rule for rule in RULES.values() if rule.is_asked_for and rule.id not in settings),
    )


def set_rule(rule_id: str, acts: str, *, reason: str, set_by: str) -> Rule:
    """Let a rule act otherwise from now on.

    Raises Refusal for a rule there is not, for what it cannot be set to, and without a reason.
    """
    open_store()
    rule = RULES.get(rule_id)
    if rule is None:
        message = f"There is no rule {rule_id!r}. 'highneeds rules' lists those that found something."
        raise Refusal(message)
    if acts not in acts_of(rule):
        message = f"Rule {rule_id} can be set to: {', '.join(acts_of(rule))}. {_why_no_more(rule)}"
        raise Refusal(message)
    said = reason_given(reason)
    keep_setting(rule_id, acts, reason=said, set_by=set_by)
    return rule


def acts_of(rule: Rule) -> tuple[str, ...]:
    """How a rule may be set. What stops a row or a file does so because nothing sure can be made of it."""
    if rule.severity in {Severity.STOPS_FILE, Severity.STOPS_ROW}:
        return (Acts.AS_USUAL.value,)
    if rule.is_asked_for:
        return (Acts.AS_USUAL.value, Acts.ASKS.value)
    return (Acts.AS_USUAL.value, *([Acts.STOPS_ROW.value] if rule.id in _MAY_STOP else []), Acts.OFF.value)


def _why_no_more(rule: Rule) -> str:
    if rule.severity in {Severity.STOPS_FILE, Severity.STOPS_ROW}:
        return "What it stops cannot be read for certain, so it cannot be let in."
    if rule.is_asked_for:
        return "As usual it is not looked for."
    return "Only rules of a SEN2 return can be let stop a row."


def rule_of(rule_id: str) -> Rule | None:
    """The rule of that id; None for one there is not."""
    return RULES.get(rule_id)


def history_of(rule_id: str) -> tuple[RuleSetting, ...]:
    """Every setting of a rule, the newest first."""
    return tuple(RuleSetting(row.acts, row.reason, row.set_by, row.set_at) for row in settings_of(rule_id))


def rules_here() -> RulesHere:
    """What this council set otherwise than the rule book, for those who read its returns."""
    asked_for = frozenset(one.id for one in SEN2_ASKED_FOR)
    return RulesHere(rules_that(Acts.STOPS_ROW) & _MAY_STOP, rules_that(Acts.ASKS) & asked_for)


def _returns(state: str) -> list[ImportRun]:
    return list(ImportRun.objects.filter(kind__startswith="sen2-", state=state).order_by("pk"))


def _by_rule(run: ImportRun) -> dict[str, int]:
    return dict(FaultRow.objects.filter(import_run=run).values_list("rule").annotate(rows=Count("id")).order_by())


def _before(year: int) -> dict[str, int] | None:
    """The faults of the return that the newest one of ``year`` replaced."""
    replaced = [run for run in _returns(ImportRun.State.SUPERSEDED) if run.period == str(year)]
    return _by_rule(replaced[-1]) if replaced else None


def _faults_with_places(faults: QuerySet[FaultRow]) -> pl.DataFrame:
    """Rule, school and officer of each fault whose child is known; null where they are not."""
    rows = list(faults.filter(child_key__isnull=False).values_list("rule", "child_key"))
    frame = pl.DataFrame(rows, schema={"rule": pl.String, "child_key": pl.String}, orient="row")
    return frame.join(_schools(), on="child_key", how="left").join(_officers(), on="child_key", how="left")


def _schools() -> pl.DataFrame:
    """Where each child was last: its newest main placement, by the name in the register."""
    last = (
        load_as_given("placements")
        .filter(pl.col("urn").is_not_null())
        .sort(newness(), pl.col("rank"), pl.col("entry_date"), descending=[True, False, True], nulls_last=True)
        .unique("child_key", keep="first", maintain_order=True)
    )
    names = load_as_given("providers").select("urn", "name")
    named = last.select("child_key", "urn").join(names, on="urn", how="left")
    return named.select("child_key", school=pl.coalesce("name", pl.format("URN {}", "urn")))


def _officers() -> pl.DataFrame:
    plans = load_as_given("plans").filter(pl.col("officer").is_not_null())
    return plans.unique("child_key", keep="last", maintain_order=True).select("child_key", "officer")


def _places(faults: pl.DataFrame, what: str) -> tuple[PlaceFound, ...]:
    known = faults.filter(pl.col(what).is_not_null())
    counted = known.group_by(what, "rule").len().sort("len", "rule", descending=[True, False])
    found: dict[str, list[tuple[str, int]]] = {}
    for name, rule, rows in counted.iter_rows():
        found.setdefault(name, []).append((rule, rows))
    places = [PlaceFound(name, sum(rows for _, rows in each), tuple(each)) for name, each in found.items()]
    unknown = faults.filter(pl.col(what).is_null())["rule"].value_counts(sort=True).rows()
    ordered = sorted(places, key=lambda place: (-place.rows, place.name))
    if not places or not unknown:
        return tuple(ordered)
    return (*ordered, PlaceFound(NOT_KNOWN, sum(rows for _, rows in unknown), tuple(unknown)))


def rules_lines(found: RulesFound, *, most: int = 15) -> Iterator[str]:
    """What a command prints."""
    years = ", ".join(map(str, found.returns)) or "none"
    yield f"Rows that break a rule in the files in use; of returns ({years}) year by year"
    for one in found.rules:
        trend = " ".join(f"{rows:,}" for _, rows in one.by_return)
        replaced = "" if one.before is None else f"; {one.before:,} in the file it replaced"
        marked = " (set here)" if one.is_set else ""
        yield f"  {one.rule.id}  {one.rows:>7,}  {one.rule.title}: {one.acts}{marked}"
        if any(rows for _, rows in one.by_return):
            yield f"                by return: {trend}{replaced}"
    for title, places in (("By school", found.schools), ("By officer", found.officers)):
        if places:
            yield title
        for place in places[:most]:
            yield f"  {place.rows:>7,}  {place.name}: {', '.join(f'{rule} {rows:,}' for rule, rows in place.rules[:5])}"
        if len(places) > most:
            yield f"  and {len(places) - most:,} more"
    if not found.officers:
        yield "By officer: nothing, since no list of plans names officers."
    yield from _not_told_lines(found)


def _not_told_lines(found: RulesFound) -> Iterator[str]:
    for one in found.off:
        yield f"  {one.rule.id}  off, {one.rows:,} rows: {one.rule.title}"
    if found.to_ask_for:
        yield "Not looked for unless asked (--set RULE --to 'asks for a look'), since most such rows are right"
    for rule in found.to_ask_for:
        yield f"  {rule.id}  {rule.title}"
