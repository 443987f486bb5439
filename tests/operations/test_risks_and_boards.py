"""Registers and boards as people use them: prompts that change nothing, scores with who and why, decisions, money."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.reports.sample_month import AS_AT, SNAPSHOT, sample_month
from typer.testing import CliRunner

from highneeds.cli.boards_command import boards as boards_command
from highneeds.cli.risks_command import risks as risks_command
from highneeds.core.errors import Refusal
from highneeds.governance.boards import Outcome
from highneeds.operations.board_words import (
    action_lines,
    agenda_lines,
    assumption_lines,
    board_lines,
    board_view,
    decision_lines,
    escalation_lines,
    waiting_lines,
)
from highneeds.operations.boards import read_boards, record_decision, record_done
from highneeds.operations.governance_out import write_boards, write_risks
from highneeds.operations.live_measures import READERS, Sources, readings
from highneeds.operations.risk_words import measure_lines, prompt_lines, register_lines, risk_lines
from highneeds.operations.risks import read_register, risks_of_council, score_risk
from highneeds.risk import CANNOT_SAY, Reading, Trend
from highneeds.risk.known_measures import GIVEN_BY_PEOPLE, KNOWN_MEASURES
from highneeds.store.months import save_month
from highneeds.store.risk_scores import histories

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples"
RISKS, BOARDS, BLOCK = (EXAMPLES / name for name in ("risks.toml", "boards.toml", "block.toml"))
DAY = date(2026, 11, 2)
UNITS = "Ninety places in units and resourced provision"


@pytest.fixture
def council(db: None) -> None:  # noqa: ARG001 - the fixture opens the database
    save_month(sample_month())
    read_register(RISKS)
    read_boards(BOARDS)


def test_every_live_measure_is_read_by_the_system_or_given_by_people() -> None:
    assert READERS.keys() | GIVEN_BY_PEOPLE == KNOWN_MEASURES.keys()
    assert not READERS.keys() & GIVEN_BY_PEOPLE


@pytest.mark.django_db
def test_a_council_without_any_file_gets_a_reason_for_every_measure_and_no_nought() -> None:
    found = readings(Sources(AS_AT))
    assert found.keys() == KNOWN_MEASURES.keys()
    assert {key for key, one in found.items() if one.value is not None} == set()
    assert all(one.why_not for one in found.values())
    assert found["outturn_over_budget_share"].why_not == "no month was made yet"


@pytest.mark.usefixtures("council")
def test_measures_of_the_month_are_those_of_its_figures_and_say_their_snapshot() -> None:
    found = risks_of_council(block=BLOCK).readings
    month = sample_month()
    over = month.figure("forecast_variance").value / month.figure("block_budget").value
    assert found["outturn_over_budget_share"].value == pytest.approx(over)
    assert found["outturn_over_budget_share"].source == f"snapshot {SNAPSHOT}"
    assert found["outturn_over_budget_share"].as_at == AS_AT
    grown = month.figure("children_now").value / month.figure("children_year_ago").value - 1
    assert found["growth_in_plans_share"].value == pytest.approx(grown)
    assert found["data_faults_rows"].value == month.figure("faults_rows").value
    assert found["final_plans_in_20_weeks_share"].why_not == "no SEN2 return was imported"
    assert found["decisions_overdue"].value == 0
    assert found["actions_late"].value == 1


@pytest.mark.usefixtures("council")
def test_what_people_give_counts_for_what_no_file_holds_and_never_for_what_a_file_tells() -> None:
    typed = Reading("placement_appeals_open", 61.0, AS_AT, "log", given_by="Casework manager")
    over = Reading("decisions_overdue", 99.0, AS_AT, "a guess", given_by="somebody")
    later = Reading("placement_appeals_open", 70.0, date(2027, 1, 1), "log", given_by="Casework manager")
    view = risks_of_council(block=BLOCK)
    sources = Sources(view.day)
    assert readings(sources, (typed, later))["placement_appeals_open"].value == 61.0
    assert view.readings["placement_appeals_open"].value == 52.0
    assert view.readings["placement_appeals_open"].given_by == "Casework manager"
    with_boards = risks_of_council(block=BLOCK)
    assert readings(Sources(view.day), (over,))["decisions_overdue"].value == 99.0  # no boards: the data cannot say
    assert with_boards.readings["decisions_overdue"].value == 0.0


@pytest.mark.usefixtures("council")
def test_a_breach_prompts_and_leaves_every_score_as_it_was() -> None:
    before = histories()
    view = risks_of_council(block=BLOCK)
    said = "\n".join(prompt_lines(view))
    asked = {one.risk.ref for one in view.standings if one.prompt is not None}
    assert {"CFS 02", "KR 6"} <= asked
    assert "CFS 02: limits crossed: Forecast outturn over budget" in said
    assert "The system never changes a score" in said
    assert histories() == before
    assert view.standing("CFS 02").score == 20
    assert view.standing("CFS 02").trend is Trend.RISING


@pytest.mark.usefixtures("council")
def test_a_score_answers_what_has_crossed_even_where_it_stays() -> None:
    history, before = score_risk(
        "cfs 02",
        (),
        by="Head of SEND",
        why="unchanged: the grant pays for most of it",
        evidence="",
        on=DAY,
        block=BLOCK,
    )
    assert before.prompt is not None
    assert history.current is not None
    assert history.current.assessment.score == 20
    assert "outturn_over_budget_share" in history.current.answers
    after = risks_of_council(block=BLOCK).standing("CFS 02")
    assert after.prompt is None
    assert after.history.change_in_words(2) == "unchanged"


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize(
    ("steps", "why", "evidence", "refused"),
    [
        (("likelihood=3",), "hopeful", "", "A fall needs evidence"),
        (("likelihood=3",), " ", "seen", "--why"),
        (("luck=3",), "x", "", "is no step"),
        (("money=lots",), "x", "", "is no step"),
        (("money=6",), "x", "", "impact to 5"),
        (("money=0",), "x", "", "begin with 1"),
    ],
)
def test_a_score_that_cannot_stand_is_refused_and_none_is_kept(
    steps: tuple[str, ...], why: str, evidence: str, refused: str
) -> None:
    before = histories()
    with pytest.raises(Refusal, match=refused):
        score_risk("CFS 02", steps, by="Head of SEND", why=why, evidence=evidence, on=DAY)
    assert histories() == before


@pytest.mark.usefixtures("council")
def test_a_risk_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refusal, match="It has CFS 02, KR 1"):
        score_risk("KR 99", (), by="x", why="y", evidence="", on=DAY)


@pytest.mark.usefixtures("council")
def test_reading_the_same_register_again_changes_nothing_and_a_changed_score_is_refused(tmp_path: Path) -> None:
    again = read_register(RISKS)
    assert (again.kept.is_new, again.new_scores) == (False, 0)
    text = RISKS.read_text(encoding="utf-8").replace(
        "likelihood = 4\nmoney = 5\npeople = 3", "likelihood = 4\nmoney = 4", 1
    )
    changed = tmp_path / "risks.toml"
    changed.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match="A score once given stays"):
        read_register(changed)
    assert risks_of_council().standing("CFS 02").score == 20


@pytest.mark.django_db
def test_a_register_with_faults_is_refused_whole_and_so_is_asking_before_there_is_one(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="highneeds risks read"):
        risks_of_council()
    with pytest.raises(Refusal, match="highneeds boards read"):
        board_view(block=None, day=DAY)
    bad = tmp_path / "risks.toml"
    bad.write_text(RISKS.read_text(encoding="utf-8").replace('owner = "Head of SEND"', "", 1), encoding="utf-8")
    with pytest.raises(Refusal, match="Nothing was kept"):
        read_register(bad)
    with pytest.raises(Refusal, match="cannot be read"):
        read_boards(tmp_path / "absent.toml")
    assert histories() == {}


@pytest.mark.usefixtures("council")
def test_the_register_is_told_in_words_a_member_can_read() -> None:
    view = risks_of_council(block=BLOCK)
    lines = "\n".join(register_lines(view))
    assert "CFS 02  20 (likely, severe): high" in lines
    assert "11 above what is borne" in lines
    one = "\n".join(risk_lines(view, "CFS 02"))
    for words in (
        "If plans go on growing faster than the grant",
        "Before any control 25 (almost certain, severe): high",
        "(likelihood 4 is 50% to 80% a year; money 5 is over 5% of the block)",
        "Target             12 (possible, major): medium, by 31 March 2028",
        "10 June 2026: 20 (up from 16), Head of SEND: Up: the budget was set above the grant",
        "Clear the annual reviews that are late (Casework manager): due 30 September 2026; lowers impact by 1",
        'To mend: The action "Clear the annual reviews that are late" was due on 30 September 2026 and is not done.',
    ):
        assert words in one
    measures = "\n".join(measure_lines(view))
    assert f"Plans issued within twenty weeks (final_plans_in_20_weeks_share): {CANNOT_SAY}" in measures
    assert "must not get worse: Children without a placement" in measures


@pytest.mark.usefixtures("council")
def test_money_that_waits_is_told_by_decision_and_falls_when_it_is_made() -> None:
    view = board_view(block=BLOCK, day=None)
    waiting = "\n".join(waiting_lines(view))
    assert f"D2 {UNITS} (waiting): 2027-28 £620,000, 2028-29 £1,850,000" in waiting
    before = risks_of_council(block=BLOCK).readings["savings_waiting_share"].value
    assert before is not None
    record_decision("D2", Outcome.AGREED, board="cabinet", on=date(2026, 12, 15), by="Clerk", minute="minute 12")
    after = risks_of_council(block=BLOCK).readings["savings_waiting_share"].value
    assert after is not None
    assert after < before
    decided = "\n".join(decision_lines(board_view(block=BLOCK, day=None)))
    assert f"D2 {UNITS}: made; needed by 15 December 2026; Cabinet" in decided
    assert "agreed by the Cabinet on 15 December 2026, minute 12" in decided


@pytest.mark.usefixtures("council")
def test_a_board_cannot_agree_what_is_beyond_it_and_may_still_put_it_off() -> None:
    with pytest.raises(Refusal, match="The Cabinet may"):
        record_decision("D2", Outcome.AGREED, board="Transformation Board", on=DAY, by="Clerk", minute="m")
    with pytest.raises(Refusal, match="which minute"):
        record_decision("D2", Outcome.DEFERRED, board="Transformation Board", on=DAY, by="Clerk", minute=" ")
    with pytest.raises(Refusal, match="There are D1"):
        record_decision("D9", Outcome.AGREED, board="Cabinet", on=DAY, by="Clerk", minute="m")
    with pytest.raises(Refusal, match="There is no board"):
        record_decision("D2", Outcome.AGREED, board="Politburo", on=DAY, by="Clerk", minute="m")
    put_off = record_decision("D2", Outcome.DEFERRED, board="Transformation Board", on=DAY, by="Clerk", minute="m")
    assert put_off.outcome is Outcome.DEFERRED
    assert f"D2 {UNITS}: waiting" in "\n".join(decision_lines(board_view(block=BLOCK, day=None)))


@pytest.mark.usefixtures("council")
def test_an_action_is_done_once() -> None:
    assert "A1 Write the equality assessment of the new bands (Head of SEND): late" in "\n".join(
        action_lines(board_view(block=None, day=None))
    )
    record_done("A1", on=DAY, by="Head of SEND", note="Assessment published")
    with pytest.raises(Refusal, match="done already"):
        record_done("A1", on=DAY, by="Head of SEND", note="again")
    with pytest.raises(Refusal, match="There is no action"):
        record_done("A9", on=DAY, by="x", note="y")
    with pytest.raises(Refusal, match="--note"):
        record_done("A2", on=DAY, by="x", note=" ")
    assert "A1 Write the equality assessment of the new bands: done 2 November 2026" in "\n".join(
        action_lines(board_view(block=None, day=None))
    )


@pytest.mark.usefixtures("council")
def test_boards_agendas_escalations_and_assumptions_are_told() -> None:
    view = board_view(block=BLOCK, day=None)
    said = "\n".join(board_lines(view))
    assert "High Needs Project Group (project group)" in said
    assert "It may decide up to £50,000,000." in said
    cabinet = "\n".join(agenda_lines(view, "Cabinet"))
    assert "Cabinet: agenda, 15 December 2026" in cabinet
    assert f"D2: {UNITS}; it is needed by 15 December 2026" in cabinet
    group = "\n".join(agenda_lines(view, "high needs project group"))
    assert "CFS 02: Needs grow faster than the block, and savings are not made, scored 20: to be scored again" in group
    up = "\n".join(escalation_lines(view))
    assert "CFS 02: from the High Needs Project Group to Transformation Board and SEND Strategy Board" in up
    assert "36 days late" in up
    log = "\n".join(assumption_lines(view))
    assert "New special places that replace a dearer placement: 30 % of new places (version 1" in log
    assert log.count("Due for review.") == 1


@pytest.mark.usefixtures("council")
def test_the_commands_say_what_the_operations_do() -> None:
    run = CliRunner()
    for app, arguments, words in (
        (risks_command, ["list", "--file", str(BLOCK)], "ask to be scored again"),
        (risks_command, ["show", "KR 2"], "Prices and numbers rise"),
        (risks_command, ["prompts", "--day", "2026-10-31"], "CFS 02"),
        (risks_command, ["measures"], "the data cannot say"),
        (risks_command, ["library"], "needs-outgrow-the-block"),
        (risks_command, ["score", "KR 9", "--by", "Head", "--why", "unchanged", "--on", "2026-11-02"], "9 (unchanged)"),
        (boards_command, ["list"], "Schools Forum"),
        (boards_command, ["waiting", "--file", str(BLOCK)], "wait on 2 decisions"),
        (boards_command, ["decisions"], "D1"),
        (boards_command, ["actions"], "A3"),
        (boards_command, ["escalations"], "matters go up"),
        (boards_command, ["assumptions"], "framework"),
        (boards_command, ["agenda", "Schools Forum"], "14 January 2027"),
        (
            boards_command,
            ["done", "A2", "--on", "2026-11-12", "--by", "Head of sufficiency", "--note", "brought"],
            "A2: done on 12 November 2026",
        ),
    ):
        seen = run.invoke(app, arguments)
        assert seen.exit_code == 0, seen.output
        assert words in seen.output


@pytest.mark.usefixtures("council")
def test_no_child_is_named_or_ranked_in_anything_a_register_says() -> None:
    view = risks_of_council(block=BLOCK)
    everything = "\n".join((*register_lines(view), *risk_lines(view, "CFS 02"), *measure_lines(view)))
    for word in ("child_key", "UPN", "expensive child", "costliest"):
        assert word not in everything


@pytest.mark.usefixtures("council")
def test_what_is_written_out_reads_in_again_and_holds_every_score(tmp_path: Path) -> None:
    score_risk("KR 9", (), by="Head of communications", why="unchanged", evidence="", on=DAY)
    write_risks(risks_of_council(block=BLOCK), tmp_path)
    write_boards(board_view(block=BLOCK, day=None), tmp_path)
    assert read_register(tmp_path / "risks.toml").kept.is_new is False
    assert read_boards(tmp_path / "boards.toml").kept.is_new is False
    scores = pl.read_csv(tmp_path / "scores.csv")
    assert scores.height == 13
    assert scores.filter(pl.col("risk") == "KR 9")["change"].to_list() == ["first score", "unchanged"]
    assert not scores["why"].has_nulls()
    measures = pl.read_csv(tmp_path / "measures.csv")
    assert measures.height == len(KNOWN_MEASURES)
    assert (measures["value"].is_null() ^ measures["cannot_say"].fill_null("").eq("")).all()
    assert pl.read_csv(tmp_path / "waiting.csv")["gbp"].sum() > 0
    with pytest.raises(Refusal, match="cannot be written"):
        write_risks(risks_of_council(), tmp_path / "risks.toml")
