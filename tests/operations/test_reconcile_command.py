"""The paper of 2017 and any page a person writes: what is printed, what is refused, what is kept."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.cli.progress import console
from highneeds.cli.reconcile_command import reconcile
from highneeds.core.errors import Refusal
from highneeds.finance.reconcile import reconcile as check_page
from highneeds.ingest.figures_page import page_of_text
from highneeds.operations.reconciling import reconcile_example, reconcile_page
from highneeds.operations.reconciling_words import closing
from highneeds.reports.words import MINUS

EXAMPLE = Path(__file__).resolve().parents[2] / "docs/examples/page-of-figures.toml"


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(console, "_width", 400)  # nothing is folded
    reconcile(example="cfs02")
    return " ".join(capsys.readouterr().out.split())


def test_the_paper_counts_157_children_more_and_implies_174(told: str) -> None:
    assert f"157 174 (171 to 178) {MINUS}17 ({MINUS}21 to {MINUS}14) DOES NOT HOLD" in told
    assert "A does not mend it: 157 where it should be 176 (173 to 180)" in told


def test_the_papers_overspend_is_1_9m_and_its_children_and_averages_imply_1_62m(told: str) -> None:
    assert "£1.900m (£1.850m to £1.950m) £1.617m (£1.612m to £1.622m) £282,632" in told
    assert "where it should be £1.583m" in told


def test_independent_children_are_11_percent_of_those_costed_and_12_only_of_those_budgeted(told: str) -> None:
    assert "12.0% (11.5% to 12.5%) 11.0% 1.0% (0.5% to 1.5%) DOES NOT HOLD" in told
    assert "where it should be 10.6%" in told
    assert "£17,836 per child in place of £16,333" in told
    assert "B The share is of the children budgeted (budget or actual) Mends 6." in told


def test_36_percent_of_cost_fits_only_costs_that_are_actual(told: str) -> None:
    assert "36.0% (35.5% to 36.5%) 35.8% (35.7% to 36.0%) holds, rounded" in told
    against = (
        "The page speaks against it: Independent cost as a share of all would not hold, 36.0% (35.5% to 36.5%) where"
    )
    for other in ("34.6%", "32.0%", "37.1%"):
        assert f"{against} it should be {other}" in told


def test_netting_and_the_first_years_gap_are_told_with_their_pounds(told: str) -> None:
    assert "£2.853m (£2.803m to £2.903m) at most £1.900m" in told
    assert "hides a larger overspend on all other placements" in told
    assert f"£1.545m (£1.544m to £1.546m) at least £2.500m (£2.450m to £2.550m) {MINUS}£955,000" in told


def test_whether_the_savings_add_up_the_page_cannot_tell(told: str) -> None:
    assert "The page cannot tell: as much holds either way. Read so:" in told
    assert "Savings by the second year in all £4.440m" in told


def test_what_is_finer_than_the_page_and_what_has_no_basis_is_said(told: str) -> None:
    assert "£952,630 is finer than the rest of the page It stands beside figures to £100,000" in told
    assert "5 of 11 checks do not hold and 11 of 15 figures do not say how they were counted" in told


# Worked out by hand from the figures of the paper: (quantity, read as actual, read as budget).
IMPLIED = {
    "placement_budget": ((54.4e6 - 1.9e6), 54.4e6),
    "children_budgeted": (52.5e6 / 16_633, 54.4e6 / 16_633),
    "children_actual": (54.4e6 / 16_333, 56.3e6 / 16_333),
    "other_placements_overspend": (1.9e6 + 952_630, None),
    "average_independent": (53_278.69, None),
    "average_of_the_rest": (11_771.6, 11_944.1),
    "saved_by_one_move": (41_507.0, 41_334.6),
    "moves_for_a_full_year": (37.22, 37.38),
    "moves_in_september": (63.81, 64.08),
    "children_that_fit_both": (2_214.27, None),
    "cost_after_fit": (38_730_000, None),
    "gap_of_first_year": (955_000, None),
    "volume_part": (2_611_381, None),
    "children_of_the_share": (3_050, None),
    "others_over": (0.0890, 0.0840),
    "services_overspend": (600_000, None),
    "second_year_headroom": (395_000, None),
    "first_year_share": (0.618, None),
    "growth_share": (0.88575, None),
    "moves_second_year": (69.75, 70.04),
    "moves_share": (0.17434, 0.17508),
}


@pytest.mark.parametrize("key", IMPLIED)
def test_what_the_figures_imply_is_what_comes_of_them_by_hand(key: str) -> None:
    found = reconcile_example("cfs02")
    as_printed = {quantity.key: worth for quantity, worth in found.worked_out}
    as_budget = {quantity.key: worth for quantity, worth in found.read_so[0].worked_out}
    for amounts, expected in zip((as_printed, as_budget), IMPLIED[key], strict=True):
        if expected is None:
            assert key not in amounts
            continue
        worth = amounts[key]
        assert worth is not None
        assert float(worth.value) == pytest.approx(expected, rel=5e-4)
        assert worth.could_be.low <= worth.value <= worth.could_be.high


def test_the_bases_that_would_mend_the_count_mend_the_overspend_too() -> None:
    found = reconcile_example("cfs02")
    by_identity = {one.identity.key: found.explaining(one) for one in found.breaks}
    assert set(by_identity) == {
        "children_more", "cost_of_more_children", "share_of_children", "no_netting", "first_year_covers",
    }  # fmt: skip
    for key, other in (("children_more", "cost_of_more_children"), ("cost_of_more_children", "children_more")):
        assert {each.readings[0].key for each in by_identity[key]} == {"part_year", "places_left_out", "per_fte"}
        assert all(each.also_mended == (other,) and not each.broken for each in by_identity[key])
    assert not found.may_go_out


def test_the_checks_are_kept_as_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reconcile(file=EXAMPLE, out=tmp_path / "out")
    kept = pl.read_csv(tmp_path / "out/checks.csv")
    assert f"Wrote {tmp_path}/out/checks.csv" in capsys.readouterr().out
    assert pl.read_csv(tmp_path / "out/implied.csv").is_empty()
    assert kept["verdict"].to_list() == ["does not hold", "holds exactly"]
    assert kept.row(0, named=True)["mended_by"].startswith("the average is over the children of the whole year")


def test_a_page_that_holds_and_says_its_bases_may_go_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = tmp_path / "page.toml"
    good.write_text(EXAMPLE.read_text(encoding="utf-8").replace("£11,500", "£11,375"), encoding="utf-8")
    reconcile(file=good)
    assert "The page may go out" in capsys.readouterr().out


def test_every_fault_of_a_page_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    wrong = EXAMPLE.read_text(encoding="utf-8")
    for old, new in (
        ('unit = "children"', 'unit = "pupils"'),
        ('printed = "£19.1m"', 'printed = "about £19m"'),
        ('key = "services"', 'key = "places"'),
        ("children * average", "children * "),
        ("factor = [0.9, 1]", "factor = [1, 0.9]"),
        ('basis = "forecast outturn, accruals"\n', ""),
    ):  # fmt: skip
        assert old in wrong
        wrong = wrong.replace(old, new, 1)
    (tmp_path / "page.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        reconcile_page(tmp_path / "page.toml")
    lines = str(refused.value).splitlines()
    assert lines[0] == "The page of figures cannot be used. Nothing was checked."
    rules = [line.rsplit("[", 1)[1].rstrip("]") for line in lines[1:]]
    assert sorted(rules) == ["Q02", "Q04", "Q05", "Q06", "Q07", "Q08"]
    assert all("line" in line or "row" in line for line in lines[1:])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name = ", "not a page of figures"),
        (b"\xff\xfe", "not a page of figures"),
        (b'name="x"\nsource="y"', "Add at"),
    ],
)
def test_a_file_that_is_no_page_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "page.toml").write_bytes(content)
    with pytest.raises(Refusal, match=words):
        reconcile_page(tmp_path / "page.toml")


def test_an_unknown_example_an_absent_file_and_no_page_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="there is cfs02"):
        reconcile_example("cfs03")
    with pytest.raises(Refusal, match="cannot be read"):
        reconcile_page(tmp_path / "absent.toml")
    with pytest.raises(Refusal, match="--example cfs02"):
        reconcile()


def test_what_the_figures_imply_is_kept_as_printed_and_as_read_otherwise(tmp_path: Path) -> None:
    reconcile(example="cfs02", out=tmp_path)
    kept = pl.read_csv(tmp_path / "implied.csv").filter(pl.col("quantity") == "savings_in_all")
    assert kept["value"].to_list() == [2_895_000.0, 4_440_000.0]


def test_a_folder_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Refusal, match="cannot be written"):
        reconcile(file=EXAMPLE, out=tmp_path / "file")


SLIPS = (
    "", "[[figure]]", "key = 3", 'holds = "block = 1 / 0"', "x = [", 'unit = "%"', 'printed = "-£1bn"',
    "factor = [0, 1]", 'becomes = "a(b)"', '"',
)  # fmt: skip


@settings(max_examples=60)
@given(st.data())
def test_no_slip_in_a_page_ends_in_anything_but_an_answer_or_a_refusal(data: st.DataObject) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        slip = data.draw(st.sampled_from(SLIPS))
        lines[at] = slip if data.draw(st.booleans()) else f"{lines[at]}{slip}"
    found = page_of_text("page.toml", "\n".join(lines))
    assert (found.page is None) == bool(found.faults)
    if found.page is not None:
        assert closing(check_page(found.page)).endswith(".")
