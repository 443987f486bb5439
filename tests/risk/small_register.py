"""A register small enough to reckon by hand."""

from __future__ import annotations

from datetime import date

from highneeds.risk import (
    USUAL_MATRIX,
    Appetite,
    Assessment,
    BearsOn,
    CategoryAppetite,
    Control,
    Effectiveness,
    Indicator,
    LiveMeasure,
    LiveUnit,
    Period,
    Polarity,
    Proximity,
    Reading,
    Register,
    Response,
    Risk,
    RiskAction,
    Score,
    Target,
)

DAY = date(2026, 10, 31)
OVERSPEND = LiveMeasure(
    key="overspend",
    label="Forecast over budget",
    definition="forecast less budget, as a share of budget",
    polarity=Polarity.LOW_IS_GOOD,
    unit=LiveUnit.SHARE,
    period=Period.YEAR_TO_DATE,
    source="the month",
    owner="finance partner",
)
TIMELY = LiveMeasure(
    key="timely",
    label="Plans within twenty weeks",
    definition="plans issued within twenty weeks of the request",
    polarity=Polarity.HIGH_IS_GOOD,
    unit=LiveUnit.SHARE,
    period=Period.PERIOD,
    source="SEN2",
    owner="head of SEND",
)
MEASURES = {"overspend": OVERSPEND, "timely": TIMELY}


def reading(measure: str, value: float | None, why_not: str = "") -> Reading:
    return Reading(measure, value, DAY, "the month of October", why_not)


def indicator(measure: str = "overspend", threshold: float = 0.05, near: float = 0.03) -> Indicator:
    return Indicator("CFS 02", measure, threshold, near, BearsOn.IMPACT, "SEND Strategy Board, 12 May 2026")


def risk(**changed: object) -> Risk:
    given: dict[str, object] = {
        "ref": "CFS 02",
        "title": "Needs grow faster than the block",
        "causes": ("plans grow by eight in a hundred a year", "special schools are full"),
        "event": "more children are placed in independent schools",
        "consequences": ("the savings are not made",),
        "owner": "Head of SEND",
        "category": "finance",
        "inherent": Assessment(5, money=5),
        "target": Target(Assessment(3, money=4), date(2028, 3, 31)),
        "response": Response.TREAT,
        "proximity": Proximity.WITHIN_A_YEAR,
        "controls": (
            Control(
                "panel sees need before price", "Head of SEND", Effectiveness.WORKS, 1, date(2026, 9, 1), "minutes"
            ),
        ),
        "actions": (RiskAction("open 48 places", "Place planner", date(2027, 9, 1), likelihood_steps=-1),),
    }
    return Risk(**{**given, **changed})  # type: ignore[arg-type] # the tests change single fields


def score(likelihood: int, money: int, day: date = DAY, **changed: object) -> Score:
    given: dict[str, object] = {
        "risk": "CFS 02",
        "scored_on": day,
        "scored_by": "Head of SEND",
        "why": "as the data stand",
        "assessment": Assessment(likelihood, money=money),
    }
    return Score(**{**given, **changed})  # type: ignore[arg-type] # as above


def register(*risks: Risk, indicators: tuple[Indicator, ...] = (indicator(),)) -> Register:
    appetite = CategoryAppetite("finance", Appetite.CAUTIOUS, 9, "Cabinet, May 2026")
    return Register("Ashmere", USUAL_MATRIX, (appetite,), risks or (risk(),), indicators)
