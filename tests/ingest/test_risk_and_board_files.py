"""Files of risks and boards: the examples read whole, and every fault is told at once with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from highneeds.forecast.space import council_space
from highneeds.governance.boards import Outcome
from highneeds.ingest.boards_file import boards_of_text
from highneeds.ingest.risk_file import RiskFile, risks_of_text
from highneeds.risk.library import risk_library

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples"
RISKS = (EXAMPLES / "risks.toml").read_text(encoding="utf-8")
BOARDS = (EXAMPLES / "boards.toml").read_text(encoding="utf-8")
ALONE = """name = "One risk"
[[risk]]
ref = "R1"
library = "reputation"
owner = "Head"
inherent = { likelihood = 3, reputation = 3 }
response = "tolerate"
proximity = "later"
"""
CONTROL = ('text = "x"', 'owner = "y"', "assurance_line = 1")
READING = ('measure = "vibes"', "value = 1", "as_at = 2026-01-01", 'source = "s"', 'given_by = "g"')
SCORE = ('risk = "R1"', "scored_on = 2026-01-01", 'scored_by = "me"', 'why = "x"', "likelihood = 2", 'money = "high"')


def added(*lines: str) -> tuple[str, str]:
    """What to replace in ``ALONE``, so that it has this block too."""
    return 'proximity = "later"\n', "\n".join(['proximity = "later"', *lines, ""])


def read(text: str) -> RiskFile:
    return risks_of_text(text, "risks.toml", council_space())


def told(text: str) -> list[tuple[str, int | None, str | None]]:
    return [(fault.rule, fault.row, fault.field) for fault in read(text).faults]


def test_the_example_holds_the_corporate_risk_and_the_ten_of_the_paper_without_a_fault() -> None:
    found = read(RISKS)
    assert found.faults == ()
    assert [risk.ref for risk in found.register.risks] == ["CFS 02", *(f"KR {n}" for n in range(1, 11))]
    titles = {risk.title for risk in found.register.risks}
    assert titles == {entry.title for entry in risk_library().values()}
    cfs02 = found.register.risk("CFS 02")
    assert len(cfs02.controls) == 3
    assert len(cfs02.actions) == 2
    assert len(found.register.indicators_of("CFS 02")) == 6
    assert len(found.scores) == 12
    money = found.register.money_of("KR 2")
    assert money is not None
    assert [lever.name for lever in money.levers] == ["Rises in independent fees beyond the outlook"]
    assert found.limits[0].pence == 60_000_000_00


def test_a_risk_from_the_library_takes_its_words_and_indicators_and_keeps_its_own() -> None:
    found = read(ALONE + 'title = "Our own title"\n')
    (risk,) = found.register.risks
    assert risk.title == "Our own title"
    assert risk.causes == risk_library()["reputation"].causes
    assert {one.measure for one in found.register.indicators_of("R1")} == {"public_enquiries", "complaints_upheld"}
    own = """
[[indicator]]
risk = "R1"
measure = "complaints_upheld"
threshold = 9
near = 5
bears_on = "impact"
agreed = "SEND Strategy Board, 24 November 2026"
"""
    limits = {one.measure: one.threshold for one in read(ALONE + own).register.indicators_of("R1")}
    assert limits == {"complaints_upheld": 9.0, "public_enquiries": 120.0}


@pytest.mark.parametrize(
    ("spoil", "rule", "words"),
    [
        (('owner = "Head"', 'ownr = "Head"'), "J03", "Did you mean"),
        (('owner = "Head"\n', ""), "J02", "Add it"),
        (('response = "tolerate"', 'response = "hope"'), "J04", "treat"),
        (('library = "reputation"', 'library = "reputaton"'), "J04", "reputation"),
        (("likelihood = 3, reputation", "likelihood = 9, reputation"), "J07", "5 steps of likelihood"),
        (("likelihood = 3, reputation = 3", "likelihood = 3"), "J05", "falls on something"),
        (("likelihood = 3, ", ""), "J02", "needs a likelihood"),
        (('"later"\n', '"later"\ntarget = { likelihood = 1, money = 1 }\n'), "J02", "a score and a day"),
        (('"later"\n', '"later"\n[matrix]\nmedium_from = 5\n'), "J02", "Add it"),
        (added("[[control]]", *CONTROL, 'risk = "R9"', 'effectiveness = "not tested"'), "J07", "has this ref"),
        (added("[[control]]", *CONTROL, 'risk = "R1"', 'effectiveness = "works"'), "J05", "day of the test"),
        (added("[[loss]]", 'risk = "R1"', 'measure = "m"', "share = 0.5", 'source = "s"'), "J07", "[[money]] block"),
        (added("[[money]]", 'risk = "R1"', "prob = 0.5", 'source = "s"'), "J05", "Risk R1 is said to cost money"),
        (added("[[reading]]", *READING), "J04", "There is"),
        (added("[[score]]", *SCORE), "J05", "whole numbers"),
        (('name = "One risk"', "name = One risk"), "J01", "docs/examples/risks.toml"),
    ],
)  # fmt: skip
def test_a_fault_of_a_risk_file_is_told_with_its_rule_and_how_to_mend_it(
    spoil: tuple[str, str], rule: str, words: str
) -> None:
    assert read(ALONE).faults == ()
    assert spoil[0] in ALONE
    faults = read(ALONE.replace(*spoil)).faults
    assert rule in {fault.rule for fault in faults}
    assert any(words in fault.advice for fault in faults)


def test_all_faults_are_told_at_once_each_with_its_line() -> None:
    text = (
        ALONE.replace('owner = "Head"', "owner = 7").replace('"later"', '"soonish"').replace("likelihood = 3", "x = 3")
    )
    assert told(text) == [("J05", 6, "inherent"), ("J04", 8, "proximity"), ("J05", 5, "owner")]
    twice = ALONE + ALONE.split("\n", 1)[1]
    assert ("J06", 10, "ref") in told(twice)


def test_limits_on_the_wrong_side_of_each_other_are_told() -> None:
    text = (
        ALONE + '[[indicator]]\nrisk = "R1"\nmeasure = "final_plans_in_20_weeks_share"\nthreshold = 0.7\nnear = 0.6\n'
        'bears_on = "likelihood"\nagreed = "board"\n'
    )
    (fault,) = read(text).faults
    assert (fault.rule, fault.field) == ("J07", "near")
    assert "high is good" in fault.advice


def test_a_council_may_score_four_by_four() -> None:
    text = (
        ALONE + '[matrix]\nlikelihoods = ["a", "b", "c", "d"]\nprob_limits = [0.1, 0.4, 0.7]\n'
        'impacts = ["negligible", "slight", "major", "critical"]\nmoney_limits = [0.01, 0.02, 0.05]\n'
        'medium_from = 4\nhigh_from = 9\nsource = "Risk policy (invented)"\n'
    )
    found = read(text)
    assert found.faults == ()
    assert found.register.matrix.most == 16


def test_the_boards_of_the_example_are_those_of_the_paper() -> None:
    found = boards_of_text(BOARDS, "boards.toml")
    assert found.faults == ()
    assert [board.kind.value for board in found.boards.boards] == [
        "project group",
        "transformation board",
        "SEND strategy board",
        "committee",
        "cabinet",
        "schools forum",
    ]
    assert [(one.decision, one.outcome) for one in found.made] == [("D3", Outcome.AGREED)]
    assert [one.action for one in found.done] == ["A3"]
    assert [one.name for one in found.assumptions] == [
        "Rises in independent fees",
        "New special places that replace a dearer placement",
    ]


@pytest.mark.parametrize(
    ("spoil", "rule", "words"),
    [
        (('"Transformation Board", "SEND Strategy Board"]', '"Nobody"]'), "X07", "there is no such board"),
        (('minute = "Minute 31 (invented)"\n', ""), "X02", "A decision that is made says"),
        (('done_by = "SEND finance partner"\n', ""), "X02", "An action that is done says"),
        (('views = ["delivery"]', 'views = ["gossip"]'), "X04", "money"),
        (('outcome = "agreed"', 'outcome = "shrugged"'), "X04", "agreed"),
        (("may_decide = 500_000", "may_decide = -1"), "X07", "below nothing"),
        (('ref = "D2"', 'ref = "D1"'), "X06", "stands in line"),
        (("day = 2026-11-09", 'day = "Monday"'), "X05", "should be a date"),
        (('owner = "Commissioning manager"', 'owner = " "'), "X05", "few words"),
        (('name = "Ashmere: who', "name = Ashmere: who"), "X01", "docs/examples/boards.toml"),
    ],
)  # fmt: skip
def test_a_fault_of_a_boards_file_is_told(spoil: tuple[str, str], rule: str, words: str) -> None:
    assert spoil[0] in BOARDS
    faults = boards_of_text(BOARDS.replace(spoil[0], spoil[1], 1), "boards.toml").faults
    assert rule in {fault.rule for fault in faults}
    assert any(words in fault.advice for fault in faults)
    assert all(fault.file == "boards.toml" for fault in faults)
