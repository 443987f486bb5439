"""Boards: what each may decide, what goes up, what comes before the next meeting, and what money waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.risk.small_register import DAY, MEASURES, reading, register, risk, score

from highneeds.governance.agenda import Before, agenda, escalations, next_meeting, waiting_money
from highneeds.governance.assumption_log import LoggedAssumption, due_for_review
from highneeds.governance.boards import (
    ActionDone,
    Board,
    BoardAction,
    BoardKind,
    Boards,
    Decision,
    DecisionMade,
    Meeting,
    Outcome,
    Standing,
    View,
    faults_in,
    latest,
    standing_of,
)
from highneeds.risk import USUAL_MATRIX, history_of, standings

MILLION = 100_000_000
GROUP = Board(
    "Project group",
    BoardKind.PROJECT_GROUP,
    "leads the six workstreams",
    ("Transformation Board", "SEND Strategy Board"),
    (View.DELIVERY,),
    None,
    15,
    30,
)
CHANGE = Board(
    "Transformation Board",
    BoardKind.TRANSFORMATION_BOARD,
    "savings",
    ("Committee", "Cabinet"),
    (View.MONEY,),
    MILLION // 2,
)
SEND = Board(
    "SEND Strategy Board", BoardKind.SEND_BOARD, "children's outcomes", ("Committee",), (View.SERVICE, View.PEOPLE)
)
COMMITTEE = Board("Committee", BoardKind.COMMITTEE, "oversees risk", (), (View.MONEY,))
CABINET = Board("Cabinet", BoardKind.CABINET, "decides", (), (View.MONEY,), 50 * MILLION)
BANDS = Decision("D1", "New funding bands", "Project group", date(2026, 12, 15), 40_000_000, ("bands",))
UNITS = Decision(
    "D2", "Ninety places in units", "Project group", date(2026, 10, 1), 2 * MILLION, ("units", "bands", "trips")
)
LATE = BoardAction("A1", "write the equality assessment", "Head of SEND", "Project group", date(2026, 9, 1))
BOARDS = Boards(
    "Ashmere",
    (GROUP, CHANGE, SEND, COMMITTEE, CABINET),
    (
        Meeting("Project group", date(2026, 11, 9), ("Minutes of the last meeting",)),
        Meeting("Cabinet", date(2026, 12, 1)),
    ),
    (BANDS, UNITS),
    (LATE,),
)


def made(decision: str, outcome: Outcome = Outcome.AGREED) -> DecisionMade:
    return DecisionMade(decision, "Cabinet", outcome, date(2026, 10, 20), "Clerk", "minute 7")


def before(likelihood: int = 4, *, decided: tuple[DecisionMade, ...] = (), done: bool = False) -> Before:
    mine = risk(boards=("Project group", "SEND Strategy Board"))
    histories = {"CFS 02": history_of("CFS 02", [score(likelihood, 5)], USUAL_MATRIX)}
    crossed = {"overspend": reading("overspend", 0.09)}
    acted = {"A1": ActionDone("A1", DAY, "Head of SEND", "written")} if done else {}
    return Before(BOARDS, latest(decided), acted, standings(register(mine), histories, MEASURES, crossed, day=DAY))


def test_a_decision_goes_to_the_nearest_board_that_may_take_it() -> None:
    deciding = [BOARDS.deciding_board(decision) for decision in (BANDS, UNITS)]
    assert [board.name for board in deciding if board is not None] == ["Transformation Board", "Cabinet"]
    assert BOARDS.deciding_board(replace(UNITS, amount_pence=60 * MILLION)) is None
    assert [board.name for board in BOARDS.above("Project group")] == [
        "Transformation Board",
        "SEND Strategy Board",
        "Committee",
        "Cabinet",
    ]


@given(st.integers(0, 10**11))
def test_no_board_is_given_a_decision_beyond_what_it_may_decide(pence: int) -> None:
    board = BOARDS.deciding_board(replace(UNITS, amount_pence=pence))
    assert board is None or (board.may_decide_pence is not None and pence <= board.may_decide_pence)


def test_a_decision_waits_until_it_is_made_and_a_deferred_one_waits_on() -> None:
    assert standing_of(BANDS, {}, DAY) is Standing.WAITING
    assert standing_of(UNITS, {}, DAY) is Standing.OVERDUE
    assert standing_of(UNITS, latest([made("D2", Outcome.DEFERRED)]), DAY) is Standing.OVERDUE
    assert standing_of(UNITS, latest([made("D2", Outcome.DEFERRED), made("D2")]), DAY) is Standing.MADE


def test_the_agenda_of_cabinet_holds_the_decision_that_only_cabinet_may_take() -> None:
    meeting = next_meeting(BOARDS, "Cabinet", DAY)
    lines = agenda("Cabinet", before(), meeting, DAY)
    assert [(line.kind, line.ref) for line in lines] == [("decision", "D2"), ("escalated", "D2")]
    assert "it was needed by 1 October 2026" in lines[0].text


def test_the_agenda_of_the_project_group_has_items_risks_and_actions() -> None:
    meeting = next_meeting(BOARDS, "Project group", DAY)
    assert meeting is not None
    lines = agenda("Project group", before(), meeting, DAY)
    assert [(line.kind, line.ref) for line in lines] == [("item", ""), ("risk", "CFS 02"), ("action", "A1")]
    assert "scored 20: to be scored again" in lines[1].text
    assert "it was due on 1 September 2026" in lines[2].text
    assert next_meeting(BOARDS, "Committee", DAY) is None


def test_scores_late_actions_and_large_decisions_go_up() -> None:
    found = {(one.ref, one.from_board): one for one in escalations(before(), DAY)}
    assert found["CFS 02", "Project group"].to_boards == ("Transformation Board", "SEND Strategy Board")
    assert "scored 20; 15 and above go up" in found["CFS 02", "Project group"].why
    assert "60 days late" in found["A1", "Project group"].why
    assert found["D1", "Project group"].to_boards == ("Transformation Board",)
    assert ("CFS 02", "SEND Strategy Board") not in found


def test_what_is_done_decided_or_low_goes_nowhere() -> None:
    assert escalations(before(2, decided=(made("D1"), made("D2")), done=True), DAY) == ()


def test_a_decision_that_no_board_may_take_says_so() -> None:
    boards = replace(BOARDS, decisions=(replace(UNITS, amount_pence=60 * MILLION),))
    (one,) = [each for each in escalations(replace(before(), boards=boards), DAY) if each.ref == "D2"]
    assert one.to_boards == ()
    assert "no board above it may either" in one.why


def test_money_that_waits_on_two_decisions_is_told_once() -> None:
    savings = {"bands": {"2026-27": 10, "2027-28": 30}, "units": {"2027-28": 500}}
    waiting = waiting_money(BOARDS, {}, savings, DAY)
    assert [(one.decision.ref, one.pence_by_year, one.unknown) for one in waiting] == [
        ("D2", (("2026-27", 10), ("2027-28", 530)), ("trips",)),
        ("D1", (), ()),
    ]
    assert sum(one.pence for one in waiting) == 540
    after = waiting_money(BOARDS, latest([made("D2")]), savings, DAY)
    assert [(one.decision.ref, one.pence) for one in after] == [("D1", 40)]


def test_names_that_lead_nowhere_and_circles_are_told() -> None:
    assert list(faults_in(BOARDS)) == []
    lost = replace(
        BOARDS, boards=(replace(GROUP, reports_to=("Nobody",)), *BOARDS.boards[1:]), actions=(replace(LATE, board="X"),)
    )
    assert dict(faults_in(lost)) == {
        "Project group": 'It reports to "Nobody", and there is no such board.',
        "action A1": 'There is no board "X".',
    }
    circle = replace(BOARDS, boards=(*BOARDS.boards[:3], replace(COMMITTEE, reports_to=("Project group",)), CABINET))
    assert {name for name, _ in faults_in(circle)} == {
        "Project group",
        "Transformation Board",
        "SEND Strategy Board",
        "Committee",
    }
    assert len(circle.above("Project group")) == 4


def test_what_is_made_or_done_says_who_and_how() -> None:
    with pytest.raises(ValueError, match="minute"):
        DecisionMade("D1", "Cabinet", Outcome.AGREED, DAY, "Clerk", " ")
    with pytest.raises(ValueError, match="who says"):
        ActionDone("A1", DAY, "", "done")


def test_assumptions_are_looked_at_again_on_their_day() -> None:
    fees = LoggedAssumption("fees", "4.0", "% a year", "framework, schedule 2", "finance partner", date(2026, 10, 1))
    grant = replace(fees, name="grant", review_on=date(2027, 4, 1))
    assert due_for_review([grant, fees], DAY) == (fees,)
    assert fees.says_the_same(replace(fees, version=2))
    assert not fees.says_the_same(replace(fees, value="4.5"))
    for part in ("value", "source", "owner"):
        with pytest.raises(ValueError, match=f"has no {part}"):
            replace(fees, **{part: " "})
