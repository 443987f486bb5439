"""Every live measure there is: what it means, which way is good, and what must not get worse beside it.

Who pushes a measure of pressure can harm a child's right; each such measure names one of fairness. Whether a value is
at hand is for the operation that reads it to say; many are in no file of the council's finance or casework, and a
person may give a reading with its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from highneeds.risk.live import LiveMeasure, LiveUnit, Period, Polarity

_FINANCE, _SEND, _CASES, _PLACES = "SEND finance partner", "Head of SEND", "Casework manager", "Head of sufficiency"
_INCLUSION, _PROGRAMME = "Head of inclusion", "Programme manager"
_MONTH, _RETURN, _TYPED = "the month's record", "the latest SEN2 return", "typed by a person, with its source"
_UNPLACED, _TIMELY = "children_without_placement", "final_plans_in_20_weeks_share"
_HIGH_IS_GOOD = frozenset({_TIMELY, "decisions_in_6_weeks_share", "special_places_free", "evidenced_savings_share"})


def _measure(
    key: str,
    label: str,
    definition: str,
    unit: LiveUnit,
    period: Period,
    source: str,
    owner: str,
    *,
    counter: str | None = None,
) -> LiveMeasure:
    numerator, _, denominator = definition.partition(", as a share of ")
    return LiveMeasure(
        key=key,
        label=label,
        definition=definition,
        polarity=Polarity.HIGH_IS_GOOD if key in _HIGH_IS_GOOD else Polarity.LOW_IS_GOOD,
        unit=unit,
        period=period,
        source=source,
        owner=owner,
        is_pressure=counter is not None,
        counter=counter,
        numerator=numerator,
        denominator=denominator,
    )


_OF_MONEY = (
    _measure("outturn_over_budget_share", "Forecast outturn over budget", "forecast outturn less budget, as a share of "
             "the block's budget", LiveUnit.SHARE, Period.YEAR_TO_DATE, _MONTH, _FINANCE, counter=_TIMELY),
    _measure("placements_over_budget_share", "Placements over budget", "placements forecast less their budget, as a "
             "share of their budget", LiveUnit.SHARE, Period.YEAR_TO_DATE, _MONTH, _FINANCE, counter=_UNPLACED),
    _measure("deficit_share_of_block", "Deficit at the end of the year", "what is owed on 31 March, middle of the "
             "forecast, as a share of the block's budget", LiveUnit.SHARE, Period.POINT, _MONTH, _FINANCE,
             counter=_UNPLACED),
    _measure("average_cost_over_budget_share", "Average cost of a placement over budget", "forecast average less "
             "budgeted average, as a share of the budgeted average", LiveUnit.SHARE, Period.YEAR_TO_DATE, _MONTH,
             _FINANCE, counter=_UNPLACED),
    _measure("independent_cost_share", "Cost of independent schools", "forecast of independent and non-maintained "
             "schools, as a share of the placements forecast", LiveUnit.SHARE, Period.YEAR_TO_DATE, _MONTH, _FINANCE,
             counter=_UNPLACED),
    _measure("rises_asked_share", "Rise in fees asked for", "rises that providers ask for and have not been agreed, as "
             "a share of the price they are asked on", LiveUnit.SHARE, Period.POINT, "the finance extract", _FINANCE,
             counter=_UNPLACED),
    _measure("payments_in_doubt_pence", "Payments in doubt", "pounds of payments that broke a rule when the month was "
             "closed", LiveUnit.PENCE, Period.YEAR_TO_DATE, "the last closed month", _FINANCE),
    _measure("forecast_error_share", "Error of past forecasts of the year", "mean absolute error of the closed "
             "forecasts of the last whole year, as a share of its outturn", LiveUnit.SHARE, Period.PERIOD,
             "the closed months", _FINANCE),
    _measure("data_faults_rows", "Faults in the files in use", "rows of the files in use that broke a rule",
             LiveUnit.COUNT, Period.POINT, _MONTH, _FINANCE),
)  # fmt: skip
_OF_CHILDREN = (
    _measure("growth_in_plans_share", "Growth in plans", "children with a plan now less those a year before, as a "
             "share of those a year before", LiveUnit.SHARE, Period.ROLLING, _MONTH, _SEND,
             counter="refusals_to_assess_share"),
    _measure("independent_children_share", "Children in independent schools", "children in independent and "
             "non-maintained schools, as a share of all with a plan", LiveUnit.SHARE, Period.POINT, _MONTH, _SEND,
             counter=_UNPLACED),
    _measure(_UNPLACED, "Children without a placement", "children with a plan whose list shows no placement, or none "
             "in education", LiveUnit.COUNT, Period.POINT, "the current list of plans", _SEND),
    _measure("special_places_free", "Special school places free", "places in special schools less the children there",
             LiveUnit.COUNT, Period.POINT, "the provider register and the current list of plans", _PLACES),
    _measure(_TIMELY, "Plans issued within twenty weeks", "plans issued within twenty weeks, as a share of plans "
             "issued in the calendar year", LiveUnit.SHARE, Period.PERIOD, _RETURN, _CASES),
    _measure("decisions_in_6_weeks_share", "Requests decided within six weeks", "requests decided within six weeks, "
             "as a share of requests decided in the calendar year", LiveUnit.SHARE, Period.PERIOD, _RETURN, _CASES),
    _measure("plans_overdue", "Plans overdue", "assessments open beyond twenty weeks without a plan", LiveUnit.COUNT,
             Period.POINT, _RETURN, _CASES),
    _measure("reviews_overdue_share", "Annual reviews overdue", "live plans whose review is overdue, as a share of "
             "live plans whose last review is known", LiveUnit.SHARE, Period.POINT, _RETURN, _CASES),
    _measure("phase_transfers_overdue", "Phase transfers overdue", "plans not amended by the day before a move of "
             "phase", LiveUnit.COUNT, Period.POINT, _RETURN, _CASES),
    _measure("refusals_to_assess_share", "Requests refused", "requests refused, as a share of requests decided",
             LiveUnit.SHARE, Period.PERIOD, _RETURN, _CASES),
    _measure("requests_growth_share", "Growth in requests", "requests of the latest calendar year less those of the "
             "year before, as a share of those of the year before", LiveUnit.SHARE, Period.PERIOD,
             "the last two SEN2 returns", _SEND, counter="refusals_to_assess_share"),
)  # fmt: skip
_OF_PROGRAMME = (
    _measure("evidenced_savings_share", "Savings evidenced", "savings evidenced to date, as a share of savings planned "
             "to date", LiveUnit.SHARE, Period.YEAR_TO_DATE, "the ledger of savings", _PROGRAMME,
             counter=_TIMELY),
    _measure("savings_waiting_share", "Savings that wait on a decision", "planned savings that wait on a decision, as "
             "a share of all planned savings", LiveUnit.SHARE, Period.POINT, "the boards' file and the block's file",
             _PROGRAMME),
    _measure("decisions_overdue", "Decisions overdue", "decisions not made by the day on which they were needed",
             LiveUnit.COUNT, Period.POINT, "the boards' file", _PROGRAMME),
    _measure("actions_late", "Actions late", "boards' actions that are past their day and not done", LiveUnit.COUNT,
             Period.POINT, "the boards' file", _PROGRAMME),
)  # fmt: skip
_GIVEN_BY_PEOPLE = (
    _measure("appeals_per_100_decisions", "Appeals", "appeals registered for every 100 appealable decisions",
             LiveUnit.RATE, Period.ROLLING, _TYPED, _CASES),
    _measure("mediations_per_100_decisions", "Mediations", "mediations begun for every 100 appealable decisions",
             LiveUnit.RATE, Period.ROLLING, _TYPED, _CASES),
    _measure("refusals_overturned_share", "Refusals overturned", "refusals that the tribunal or mediation reversed, "
             "as a share of refusals challenged and ended", LiveUnit.SHARE, Period.ROLLING, _TYPED, _CASES),
    _measure("appeals_conceded_share", "Appeals conceded", "appeals conceded before the hearing, as a share of "
             "appeals ended", LiveUnit.SHARE, Period.ROLLING, _TYPED, _CASES),
    _measure("placement_appeals_open", "Appeals about a placement", "open appeals about section I of a plan",
             LiveUnit.COUNT, Period.POINT, _TYPED, _CASES),
    _measure("complaints_upheld", "Complaints upheld", "complaints upheld by the council or the ombudsman",
             LiveUnit.COUNT, Period.ROLLING, _TYPED, _CASES),
    _measure("pre_action_letters", "Letters before action", "letters that announce a claim for judicial review",
             LiveUnit.COUNT, Period.ROLLING, _TYPED, "Head of legal services"),
    _measure("equality_assessments_missing", "Changes without an equality assessment", "proposed changes whose "
             "consultation or equality assessment is not finished", LiveUnit.COUNT, Period.POINT, _TYPED,
             "Head of legal services"),
    _measure("sen_suspensions_per_100", "Suspensions of children with SEN", "suspensions for every 100 pupils with "
             "SEN", LiveUnit.RATE, Period.ROLLING, _TYPED, _INCLUSION),
    _measure("sen_exclusions", "Permanent exclusions of children with SEN", "children with SEN permanently excluded",
             LiveUnit.COUNT, Period.ROLLING, _TYPED, _INCLUSION),
    _measure("part_time_timetables", "Part-time timetables", "children with a plan on a part-time timetable",
             LiveUnit.COUNT, Period.POINT, _TYPED, _INCLUSION),
    _measure("education_late_after_15_days", "Education late after illness or exclusion", "children without education "
             "after the 15th school day of illness, or the 5th after exclusion", LiveUnit.COUNT, Period.POINT, _TYPED,
             _INCLUSION),
    _measure("vacancies_share", "Vacancies", "posts of the service that are vacant, as a share of all its posts",
             LiveUnit.SHARE, Period.POINT, _TYPED, _SEND),
    _measure("plans_per_officer", "Plans for each officer", "live plans for each full-time officer in post",
             LiveUnit.COUNT, Period.POINT, _TYPED, _CASES),
    _measure("psychologist_hours_short_share", "Hours of psychologists short", "hours of advice due and not staffed, "
             "as a share of hours due", LiveUnit.SHARE, Period.POINT, _TYPED, _SEND),
    _measure("public_enquiries", "Enquiries and petitions", "information requests, petitions and enquiries by members "
             "and the press about SEND", LiveUnit.COUNT, Period.ROLLING, _TYPED, _SEND),
    _measure("inspection_actions_open", "Actions from inspection open", "actions of the last inspection or "
             "self-evaluation that are not done", LiveUnit.COUNT, Period.POINT, _TYPED, _SEND),
    _measure("inspection_list_errors", "Errors in the inspection lists", "children whose record would be wrong in the "
             "lists that inspectors ask for", LiveUnit.COUNT, Period.POINT, _TYPED, _SEND),
)  # fmt: skip

KNOWN_MEASURES: Mapping[str, LiveMeasure] = MappingProxyType(
    {measure.key: measure for measure in (*_OF_MONEY, *_OF_CHILDREN, *_OF_PROGRAMME, *_GIVEN_BY_PEOPLE)}
)
GIVEN_BY_PEOPLE = frozenset(measure.key for measure in _GIVEN_BY_PEOPLE)
"""Those that no file the system reads can tell."""
