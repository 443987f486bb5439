"""A block's file as a finance partner writes it: what it says, and every fault at once with its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from highneeds.core import FinancialYear, Severity
from highneeds.finance.block import GrantStatus, Stage, TransferStatus
from highneeds.ingest.block_file import BlockFile, read_block_file

EXAMPLE = Path(__file__).resolve().parents[2] / "docs/examples/block.toml"
YEAR = FinancialYear(2026)

ALLOCATION = {
    "financial_year": '"2026-27"',
    "version": '"July"',
    "published_on": "2026-07-16",
    "before_adjustment": "100",
    "source": '"a table"',
}
TRANSFER = {
    "name": '"one"',
    "financial_year": '"2026-27"',
    "amount": "1000",
    "status": '"planned"',
    "prob": "0.5",
    "source": '"a paper"',
}
DEFICIT = {"total": "1000", "source": '"accounts"'}
GRANT = {"status": '"plan submitted"', "prob": "0.5", "paid_in": '"2026-27"', "source": '"a letter"'}
MEASURE = {
    "name": '"one"',
    "owner": '"a board"',
    "delivery": '"likely"',
    "saving": '{ "2026-27" = 10 }',
    "source": '"a case"',
}
RATE = {"from_day": "2026-04-01", "share_per_year": "0.045", "source": '"a strategy"'}
GROWTH = {"share_per_year": "0.02", "source": '"a plan"'}
WHOLE = {
    "allocation": ALLOCATION,
    "transfer": TRANSFER,
    "deficit": DEFICIT,
    "grant": GRANT,
    "measure": MEASURE,
    "rate": RATE,
    "growth": GROWTH,
}
ONE_ONLY = {"deficit", "grant", "growth"}


def written(folder: Path, *blocks: tuple[str, dict[str, str]], top: str = 'name = "ours"') -> Path:
    lines = [top]
    for kind, values in blocks:
        lines.append(f"[{kind}]" if kind in ONE_ONLY else f"[[{kind}]]")
        lines += [f"{name} = {value}" for name, value in values.items()]
    path = folder / "block.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(folder: Path, *blocks: tuple[str, dict[str, str]], top: str = 'name = "ours"') -> BlockFile:
    return read_block_file(written(folder, *blocks, top=top))


def faults_of(
    folder: Path, *blocks: tuple[str, dict[str, str]], top: str = 'name = "ours"'
) -> list[tuple[str, int | None, str]]:
    return [(fault.rule, fault.row, fault.field or "") for fault in read(folder, *blocks, top=top).faults]


def without(values: dict[str, str], name: str) -> dict[str, str]:
    return {field: value for field, value in values.items() if field != name}


def test_the_example_says_what_its_lines_say() -> None:
    file = read_block_file(EXAMPLE)
    assert file.faults == ()
    assert [version.stage for version in file.versions] == [Stage.DECEMBER, Stage.MARCH, Stage.JULY]
    july = file.versions[-1]
    assert july.import_export_pence == -241 * 6_000_00
    assert july.gross_pence == 117_944_000_00
    assert july.net_pence == 117_944_000_00 - 8_790_000_00
    agreed, consulted = file.transfers
    assert (agreed.status, agreed.prob) == (TransferStatus.FORUM_AGREED, 1.0)
    assert (consulted.status, consulted.prob) == (TransferStatus.CONSULTED, 0.35)
    assert file.opening is not None
    assert file.opening[0].eligible_pence == 18_810_000_00 - 410_000_00  # the lowest figure told, less early years
    assert file.opening[0].total_pence == 18_960_000_00
    assert file.grant is not None
    assert (file.grant.status, file.grant.prob, file.grant.paid_in) == (GrantStatus.SUBMITTED, 0.8, YEAR)
    assert [measure.weight for measure in file.measures] == [0.6, 0.9, 0.2]
    assert [measure.is_recurring for measure in file.measures] == [True, True, False]
    assert file.measures[0].savings_pence[FinancialYear(2028)] == 1_850_000_00
    assert file.borrowing_rate is not None
    assert file.borrowing_rate.on(date(2027, 4, 1)) == Decimal("0.042")
    assert file.does_spending_hold_deductions is False


def test_a_file_of_one_line_leaves_all_else_to_the_books(tmp_path: Path) -> None:
    file = read(tmp_path)
    assert file.faults == ()
    assert (file.versions, file.transfers, file.measures) == ((), (), ())
    assert (file.growth, file.opening, file.grant, file.borrowing_rate) == (None, None, None, None)


def test_pounds_and_pence_are_read_exactly(tmp_path: Path) -> None:
    file = read(tmp_path, ("deficit", DEFICIT | {"total": "41300000.07"}))
    assert file.opening is not None
    assert file.opening[0].total_pence == 41_300_000_07


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, values in WHOLE.items() for name in values])
def test_every_field_that_must_be_there_is_missed_in_its_block(tmp_path: Path, kind: str, name: str) -> None:
    assert faults_of(tmp_path, (kind, WHOLE[kind])) == []
    found = faults_of(tmp_path, (kind, without(WHOLE[kind], name)))
    assert ("M02", 2, name) in found


@pytest.mark.parametrize("kind", WHOLE)
def test_a_field_nobody_knows_is_told_with_its_line(tmp_path: Path, kind: str) -> None:
    found = faults_of(tmp_path, (kind, WHOLE[kind] | {"colour": '"red"'}))
    assert found == [("M03", 3 + len(WHOLE[kind]), "colour")]


@pytest.mark.parametrize(
    ("kind", "changes", "rule", "field"),
    [
        ("allocation", {"financial_year": '"2026/27"'}, "M05", "financial_year"),
        ("allocation", {"financial_year": '"2017-18"'}, "M09", "financial_year"),
        ("transfer", {"financial_year": '"1999-00"'}, "M09", "financial_year"),
        ("allocation", {"version": '"Juli"'}, "M04", "version"),
        ("allocation", {"published_on": '"soon"'}, "M05", "published_on"),
        ("allocation", {"published_on": "2024-07-16"}, "M09", "published_on"),
        ("allocation", {"before_adjustment": '"£100"'}, "M05", "before_adjustment"),
        ("allocation", {"before_adjustment": "100.001"}, "M05", "before_adjustment"),
        ("allocation", {"before_adjustment": "nan"}, "M05", "before_adjustment"),
        ("allocation", {"before_adjustment": "-100"}, "M07", "before_adjustment"),
        ("allocation", {"deductions": '{ "academies" = 101 }'}, "M07", "deductions"),
        ("allocation", {"deductions": "5"}, "M05", "deductions"),
        ("allocation", {"net_imports": "2", "import_export": "11_000"}, "M07", "import_export"),
        ("allocation", {"source": '" "'}, "M05", "source"),
        ("transfer", {"status": '"hoped for"'}, "M04", "status"),
        ("transfer", {"prob": "1.5"}, "M05", "prob"),
        ("transfer", {"status": '"refused"'}, "M08", "prob"),
        ("transfer", {"status": '"secretary of state decided"'}, "M08", "prob"),
        ("transfer", {"status": '"forum agreed"'}, "M02", "schools_block"),
        ("transfer", {"status": '"forum agreed"', "schools_block": "200_000"}, "M08", "prob"),
        ("deficit", {"excluded": '{ "early years" = -1 }'}, "M07", "excluded"),
        ("deficit", {"since": '{ "2025-26" = 1 }'}, "M09", "since"),
        ("deficit", {"since": '{ "last year" = 1 }'}, "M05", "since"),
        ("deficit", {"differences_explained": '"yes"'}, "M05", "differences_explained"),
        ("grant", {"status": '"hoped for"'}, "M04", "status"),
        ("grant", {"status": '"paid"'}, "M08", "prob"),
        ("grant", {"paid_in": '"2025-26"'}, "M09", "paid_in"),
        ("grant", {"amount": "-1"}, "M07", "amount"),
        ("measure", {"delivery": '"certain"'}, "M04", "delivery"),
        ("measure", {"saving": '{ "2026-27" = -10 }'}, "M07", "saving"),
        ("measure", {"saving": "10"}, "M05", "saving"),
        ("measure", {"lever": '"a lever"'}, "M03", "saving"),
        ("measure", {"weight": "60"}, "M05", "weight"),
        ("measure", {"recurring": "1"}, "M05", "recurring"),
        ("rate", {"share_per_year": "4.5"}, "M05", "share_per_year"),
        ("rate", {"from_day": '"April"'}, "M05", "from_day"),
        ("growth", {"share_per_year": "2"}, "M05", "share_per_year"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_line_and_field(
    tmp_path: Path, kind: str, changes: dict[str, str], rule: str, field: str
) -> None:
    values = WHOLE[kind] | changes
    row = 2 + (list(values).index(field) + 1 if field in values else 0)
    assert faults_of(tmp_path, (kind, values)) == [(rule, row, field)]


def test_a_transfer_beyond_the_forum_limit_needs_a_probability_until_the_decision(tmp_path: Path) -> None:
    agreed = without(TRANSFER, "prob") | {"status": '"Forum agreed"', "schools_block": "199_999"}
    file = read(tmp_path, ("transfer", agreed))
    assert [(fault.rule, fault.field) for fault in file.faults] == [("M02", "prob")]
    assert "Secretary of State" in file.faults[0].advice
    at_the_limit = read(tmp_path, ("transfer", agreed | {"schools_block": "200_000"}))
    assert at_the_limit.faults == ()
    assert at_the_limit.transfers[0].prob == 1.0


@pytest.mark.parametrize("kind", ["allocation", "transfer", "measure", "rate"])
def test_what_stands_twice_is_told_with_the_line_where_it_stood_first(tmp_path: Path, kind: str) -> None:
    file = read(tmp_path, (kind, WHOLE[kind]), (kind, WHOLE[kind]))
    assert {fault.rule for fault in file.faults} == {"M06"}
    assert "line 2 first" in file.faults[0].advice


@pytest.mark.parametrize("kind", ["deficit", "grant", "growth"])
def test_what_there_is_one_of_is_not_taken_twice(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "block.toml"
    lines = ['name = "ours"']
    for _ in range(2):
        lines += [f"[[{kind}]]", *(f"{name} = {value}" for name, value in WHOLE[kind].items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [fault.rule for fault in read_block_file(path).faults] == ["M06"]


def test_deductions_ask_whether_the_ledger_counts_them(tmp_path: Path) -> None:
    deducted = ALLOCATION | {"deductions": '{ "academies" = 10 }'}
    assert faults_of(tmp_path, ("allocation", deducted)) == [("M02", None, "spending_holds_deductions")]
    top = 'name = "ours"\nspending_holds_deductions = true'
    assert faults_of(tmp_path, ("allocation", deducted), top=top) == []


def test_a_grant_above_nine_tenths_of_what_is_eligible_is_a_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path, ("deficit", DEFICIT), ("grant", GRANT | {"amount": "900"})) == []
    assert faults_of(tmp_path, ("deficit", DEFICIT), ("grant", GRANT | {"amount": "900.01"})) == [("M07", 10, "amount")]


def test_a_saving_may_be_the_effect_of_a_lever(tmp_path: Path) -> None:
    by_lever = without(MEASURE, "saving") | {"lever": '"Earlier help"'}
    file = read(tmp_path, ("measure", by_lever))
    assert file.faults == ()
    assert file.measures[0].lever == "Earlier help"
    assert faults_of(tmp_path, ("measure", by_lever | {"lever": "5"})) == [("M05", 7, "lever")]
    assert faults_of(tmp_path, ("measure", MEASURE | {"name": '"two"'}), ("measure", by_lever)) == []


def test_two_measures_cannot_have_the_same_lever(tmp_path: Path) -> None:
    by_lever = without(MEASURE, "saving") | {"lever": '"Earlier help"'}
    assert faults_of(tmp_path, ("measure", by_lever), ("measure", by_lever | {"name": '"two"'})) == [
        ("M06", 13, "lever")
    ]


def test_all_faults_are_told_at_once_and_all_stop_the_file(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        ("allocation", without(ALLOCATION, "source")),
        ("transfer", TRANSFER | {"prob": "7"}),
        ("measure", MEASURE | {"owner": '""'}),
        top="title = 1",
    )
    assert [fault.rule for fault in file.faults] == ["M03", "M02", "M02", "M05", "M05"]
    assert {fault.severity for fault in file.faults} == {Severity.STOPS_FILE}


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe", b"[[allocation"])
def test_what_is_no_toml_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "block.toml"
    path.write_bytes(content)
    assert [fault.rule for fault in read_block_file(path).faults] == ["M01"]


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    (fault,) = read_block_file(tmp_path / "none.toml").faults
    assert fault.rule == "M01"
    assert "No such file" in fault.advice
