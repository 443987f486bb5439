"""The facts of a committee paper of the invented county, whose numbers stand in sample_month and here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.reports.sample_month import sample_month

from highneeds.governance.papers.facts import (
    BoardFacts,
    Commitment,
    EarlierPaper,
    IndicatorFacts,
    LedgerTie,
    MeasureLine,
    PaperFacts,
    ProgrammeFacts,
    ProviderPrice,
    RiskFacts,
    RiskMoney,
    SaidFigure,
    ScoreFacts,
    TargetYear,
    TextFile,
    WaitingFacts,
)

MEETING = date(2026, 11, 27)
_STREAMS = (
    ("CP1", "Phase transfers planned", "case planning and review", "cost avoidance"),
    ("ST1", "Earlier help", "specialist teaching service", "cost avoidance"),
    ("IP1", "Fees on a framework", "independent placement commissioning", "cashable, recurring"),
    ("SP1", "Forty-eight places", "sufficiency and provision", "cost avoidance"),
    ("BI1", "A term, then back", "behaviour and inclusion", "cost avoidance"),
    ("MN1", "Medical teaching", "children with medical needs", "cashable, recurring"),
)


def line(ref: str, year: str, **more: Any) -> MeasureLine:  # noqa: ANN401 - any field of a line
    _, name, stream, kind = next(one for one in _STREAMS if one[0] == ref)
    given: dict[str, Any] = {
        "ref": ref,
        "name": name,
        "workstream": stream,
        "kind": kind,
        "lowers_the_budget": kind.startswith("cashable"),
        "owner": "" if ref == "MN1" else "Head of SEND",
        "state": "in delivery",
        "year": year,
        "promised_pence": 20_000_000,
        "evidenced_pence": 0,
        "forecast_pence": None if ref == "MN1" else 15_000_000.0,
        "low_pence": None if ref == "MN1" else 9_000_000.0,
        "high_pence": None if ref == "MN1" else 22_000_000.0,
    }
    return MeasureLine(**(given | more))


def sample_programme(*lines: MeasureLine) -> ProgrammeFacts:
    every = lines or tuple(line(one[0], year) for one in _STREAMS for year in ("2026-27", "2027-28"))
    return ProgrammeFacts(
        "Ashmere: high needs programme",
        date(2026, 10, 31),
        200,
        2026,
        "ab" * 32,
        (
            TargetYear("2026-27", 154_500_000, 60e6, 95e6, 140e6, 0.12, 0.04, 64.2, 0.17, 21.0, ()),
            TargetYear(
                "2027-28", 289_500_000, 150e6, 240e6, 330e6, 0.35, 0.22, 120.0, 0.33, 12.0, (), ("IP1 Fees", 2.36)
            ),
        ),
        every,
        (("MN1 Medical teaching", "It has no lever."), ("MN1 Medical teaching", "It has no owner.")),
        (("IP1 Fees on a framework", "quality", "children who had to change school"),),
        "A move is from an independent special school to the average of all other placements.",
    )


def _risk(ref: str, title: str, score: int, **more: Any) -> RiskFacts:  # noqa: ANN401 - any field of a risk
    given: dict[str, Any] = {
        "ref": ref,
        "title": title,
        "in_words": f"If {title.lower()}, then savings are not made.",
        "owner": "Head of SEND",
        "response": "treat",
        "likelihood": 4,
        "impact": score // 4,
        "target_score": 12,
        "target_by": date(2028, 3, 31),
        "trend": "rising",
        "scores": (
            ScoreFacts(date(2026, 6, 1), 16, "First score"),
            ScoreFacts(date(2026, 9, 1), score, "Places are full"),
        ),
        "indicators": (IndicatorFacts("Growth in plans", "6.0%", "over 5.0%", "crossed"),),
        "asks": "limits crossed: Growth in plans.",
        "controls": ("The panel sees need first (works)",),
        "actions": ("Open places (Head of sufficiency, due 1 September 2027)",),
    }
    return RiskFacts(**(given | more))


def sample_earlier(**more: Any) -> EarlierPaper:  # noqa: ANN401 - any field of a paper
    given: dict[str, Any] = {
        "ref": "committee-2026-09-18",
        "kind": "committee",
        "title": "Update on risk CFS 02",
        "day": date(2026, 9, 18),
        "as_at": date(2026, 7, 31),
        "content": "cd" * 32,
        "figures": (
            SaidFigure("forecast_outturn", "Forecast outturn", "£120.3m", "2026-27, as at 31 July 2026"),
            SaidFigure("children_now", "Children with a plan", "6,871", "31 July 2026, as at 31 July 2026"),
        ),
        "commitments": (
            Commitment("A1", "Count the plans", "Head of SEND", "Project Group", date(2026, 10, 1)),
            Commitment("A2", "Bring the case", "Head of sufficiency", "Project Group", date(2026, 11, 1)),
            Commitment("A9", "Ask the schools", "Head of inclusion", "Project Group", date(2026, 11, 1)),
        ),
        "source": "made here",
    }
    return EarlierPaper(**(given | more))


WHY = TextFile("changes.md", "forecast_outturn: more children came\nchildren_now: September's starters\n")


def sample_facts(**more: Any) -> PaperFacts:  # noqa: ANN401 - any field of the facts
    given: dict[str, Any] = {
        "kind": "committee",
        "ref": "committee-2026-11-27",
        "meeting": MEETING,
        "month": sample_month(),
        "programme": sample_programme(),
        "risks": (
            _risk("CFS 02", "Needs outgrow the block", 20, money=RiskMoney(0.7, 9e7, 4e7, 28e7, date(2028, 3, 31))),
            *(_risk(f"KR {number}", f"Key risk number {number}", 12) for number in range(1, 11)),
        ),
        "boards": (
            BoardFacts("Project Group", "project group", "Leads the workstreams", ("Committee",), date(2026, 12, 7)),
            BoardFacts("Corporate Governance Committee", "committee", "Oversees risks", (), None),
        ),
        "waiting": (
            WaitingFacts(
                "D2",
                "Ninety places",
                "Cabinet",
                date(2026, 10, 1),
                is_overdue=True,
                pence_by_year=(("2027-28", 62_000_000),),
            ),
        ),
        "commitments": (
            Commitment("A1", "Count the plans", "SEND", "Project Group", date(2026, 10, 1), date(2026, 9, 30), "Annex"),
            Commitment("A2", "Bring the case", "Head of sufficiency", "Project Group", date(2026, 11, 1)),
        ),
        "providers": (ProviderPrice("Alderwick School", 12, 800_000_00), ProviderPrice("Tiny School", 2, 150_000_00)),
        "earlier": sample_earlier(),
        "narrative": (WHY,),
        "tie": LedgerTie("month 7 of 2026-27", 5_540_000_000, 5_070_000_000, 12_000_000),
        "files": (("risks.toml, version 1", "ef" * 32),),
    }
    return PaperFacts(**(given | more))


def with_text(facts: PaperFacts, name: str, text: str) -> PaperFacts:
    kept = tuple(one for one in facts.narrative if one.name != name)
    return replace(facts, narrative=(*kept, TextFile(name, text)))
