"""Appeals, mediation, suspensions and exclusions of the stored council, with the clock of the sixth school day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from highneeds.caseload.case_events import APPEAL, GROUNDS, OUTCOMES, Disputes, Exclusions, disputes, exclusions
from highneeds.casework import ClockKind, due, school_days_of
from highneeds.casework.limits import limit
from highneeds.finance.contracts.from_tables import calendars_of
from highneeds.finance.contracts.types import COUNCIL
from highneeds.store.tables import load_table

NO_EVENTS = "no file of case events has been imported"
NOT_TOLD = "Not told: the file has no day of education, or the council's term dates do not reach the sixth school day"
_PER = 100


def disputes_on(day: date) -> Disputes | None:
    """None where no file of case events holds an appeal or a mediation begun by then."""
    return disputes(load_table("case_events"), day)


def exclusions_of_council() -> Exclusions | None:
    """Of the latest twelve months in the file of case events; None where it holds no suspension and no exclusion."""
    events = load_table("case_events")
    if events.is_empty():
        return None
    latest = max(events["first_day"].to_list())
    return exclusions(events, _sixth_school_day(), cap_days=limit("suspension_cap_school_days", latest))


def _sixth_school_day() -> Callable[[date], date | None]:
    school = school_days_of(calendars_of(load_table("term_dates")).get(COUNCIL, ()))

    def by_when(excluded: date) -> date | None:
        try:
            return due(ClockKind.EXCLUSION_PROVISION, excluded, school=school)
        except LookupError:  # the term dates end before it
            return None

    return by_when


def dispute_lines(found: Disputes | None, plans: int) -> Iterator[str]:
    """``plans``: children with a plan on that day, against whom appeals are counted."""
    if found is None:
        yield f"Appeals and mediation: {NO_EVENTS} that holds any."
        return
    rate = f", {_PER * found.registered / plans:.1f} for each {_PER} children with a plan then" if plans else ""
    yield f"In the twelve months to {found.day:%-d %B %Y}"
    yield f"  {found.registered:>8,}  appeals registered{rate}"
    for code, count in found.grounds.items():
        yield f"  {count:>8,}    against {GROUNDS[code] if code else 'what is not told'}"
    yield f"  {found.concluded:>8,}  appeals concluded"
    for code, count in found.outcomes.items():
        yield f"  {count:>8,}    {OUTCOMES[APPEAL][code] if code else 'without an outcome told'}"
    if found.decided:
        share = f"{found.for_family / found.decided:.0%} for the family in whole or part"
        yield f"            Of the {found.decided:,} that the tribunal decided, {share}."
    since = f", the oldest since {found.oldest:%-d %B %Y}" if found.oldest else ""
    yield f"  {found.waiting:>8,}  appeals wait on that day{since}"
    yield f"  {found.mediations:>8,}  mediations begun, {found.agreed:,} of them ended in agreement"
