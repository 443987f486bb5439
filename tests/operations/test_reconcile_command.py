"""The paper of 2017 and any page a person writes: what is printed, what is refused, what is kept."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from highneeds.cli.reconcile_command import reconcile
from highneeds.core.errors import Refusal
from highneeds.operations.reconciling import is_clean, reconcile_example, reconcile_page
from highneeds.reports.words import MINUS

EXAMPLE = Path(__file__).resolve().parents[2] / "docs/examples/page-of-figures.toml"


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> str:
    reconcile(example="cfs02")
    return capsys.readouterr().out


def test_the_paper_counts_157_children_more_and_implies_174(told: str) -> None:
    assert "157 children against 174 children (171 to 178)" in told
    assert "3,156 children (3,150 to 3,162)" in told
    assert "3,331 children (3,328 to 3,334)" in told
    assert "Children more, were the placement costs the budget: 176 children" in told


def test_the_papers_overspend_is_1_9m_and_its_children_and_averages_imply_1_62m(told: str) -> None:
    assert "£1.900m (£1.850m to £1.950m) against £1.617m (£1.612m to £1.622m)" in told
    assert "Gap: £282,632" in told
    assert "2,214 children (2,041 to 2,389)" in told
    assert "What so many children cost at the budgeted average: £36.8" in told


def test_independent_children_are_11_percent_of_those_costed_and_12_only_of_those_budgeted(told: str) -> None:
    assert "12.0% (11.5% to 12.5%) against 11.0%" in told
    assert "the share is of the children budgeted" in told
    assert "£17,836 per child in place of £16,333" in told


def test_36_percent_of_cost_fits_only_costs_that_are_actual(told: str) -> None:
    assert "36.0% (35.5% to 36.5%) against 35.8%" in told
    assert (
        "the placement costs are the budget, and the actual cost is higher by the overspend (budget or actual), and "
        "this would not hold: Independent cost as a share of all"
    ) in told


def test_netting_hides_2_85m_on_all_other_placements(told: str) -> None:
    assert "Overspend on all other placements: £2.853m (£2.803m to £2.903m)" in told
    assert "hides a larger overspend on all other placements" in told


def test_the_first_years_savings_leave_0_955m_and_need_37_moves_or_64_in_september(told: str) -> None:
    assert f"Gap: {MINUS}£955,000" in told
    assert "that the first year's savings need: 37 children" in told
    assert "each for 7 months of 12, that the first year's savings need: 64 children" in told


def test_what_is_finer_than_the_page_and_what_has_no_basis_is_said(told: str) -> None:
    assert "£952,630 stands beside figures to £100,000" in told
    assert "5 of 11 checks do not hold and 11 of 15 figures do not say how they were counted" in told


def test_the_bases_that_would_mend_the_count_mend_the_overspend_too() -> None:
    found = reconcile_example("cfs02")
    by_identity = {one.identity.key: found.explaining(one) for one in found.breaks}
    assert set(by_identity) == {
        "children_more", "cost_of_more_children", "share_of_children", "no_netting", "first_year_covers",
    }  # fmt: skip
    for key, other in (("children_more", "cost_of_more_children"), ("cost_of_more_children", "children_more")):
        assert {each.readings[0].key for each in by_identity[key]} == {"part_year", "places_left_out", "per_fte"}
        assert all(each.also_mended == (other,) and not each.broken for each in by_identity[key])
    assert not is_clean(found)


def test_the_checks_are_kept_as_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reconcile(file=EXAMPLE, out=tmp_path / "out")
    kept = pl.read_csv(tmp_path / "out/checks.csv")
    assert f"Wrote {tmp_path}/out/checks.csv" in capsys.readouterr().out
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
