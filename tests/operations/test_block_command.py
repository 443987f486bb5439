"""The block of a stored council, through the command a person types, with a file and with the books alone."""

from __future__ import annotations

import csv
import re
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from tests.finance.small_block import DAY, MILLION, YEAR, block_plan, grant, measure, spending, version
from tests.operations.command_council import CommandCouncil

from highneeds.core import FinancialYear, Pence
from highneeds.core.errors import Refusal
from highneeds.finance import PastYear, PriceUplift
from highneeds.finance.block import (
    BlockPlan,
    Series,
    Stage,
    Transfer,
    TransferStatus,
    block_outlook,
    block_table,
    changes_between,
    transfers_in_words,
    version_table,
)
from highneeds.finance.block.levered import savings_of
from highneeds.forecast.effects import Outcome
from highneeds.forecast.levers.today import Today
from highneeds.forecast.space import council_space
from highneeds.ingest.block_file import read_block_file
from highneeds.operations import block_levers
from highneeds.operations.amounts import YearTable
from highneeds.operations.block import CouncilBlock
from highneeds.operations.block_levers import compiled_for_measures
from highneeds.operations.block_plan import refuse_misfit
from highneeds.operations.block_words import block_sentences, block_tables
from highneeds.reports.words import MINUS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs/examples/block.toml"


class Council(CommandCouncil):
    def block(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("block", "--draws", "50", *arguments)


@pytest.fixture(scope="module")
def council(imported: CommandCouncil) -> Council:
    return Council(imported.folder, imported.files)


@pytest.fixture(scope="module")
def example(council: Council) -> subprocess.CompletedProcess[str]:
    seen = council.block("--file", str(EXAMPLE), "--out", str(council.out))
    assert seen.returncode == 0, seen.stderr
    return seen


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_example_runs_on_the_stored_council_and_its_table_re_adds_to_the_penny(
    council: Council, example: subprocess.CompletedProcess[str]
) -> None:
    for said in (
        "Ashmere: the high needs block, 2026-27, as at 31 October 2026",
        "Jul 2026",
        "Risk-weighted: what is owed, £m",
        "accrued to 31 March 2026, eligible",
        "The statutory override ends that day",
        "counted in 35% of draws",
        "plan submitted: counted in 80% of draws",
    ):
        assert said in example.stdout
    pence: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in rows_of(council.out / "block.csv"):
        pence[row["series"], row["line"], row["financial_year"]] += round(float(row["mean_gbp"]) * 100)
    years = [str(FinancialYear(starts)) for starts in range(2026, 2036)]
    for series in Series:
        for year, after in zip(years, [*years[1:], None], strict=True):
            of = {line: pence[s, line, y] for s, line, y in pence if (s, y) == (series.value, year)}
            mitigated = of["in-year deficit"] + of.get("saving", 0) - of.get("investment", 0)
            assert mitigated == pence[Series.UNMITIGATED.value, "in-year deficit", year]
            closing = of["deficit on 1 April"] + of["in-year deficit"] - of["High Needs Stability Grant"]
            assert of["deficit on 31 March"] == of["of which accrued"] == closing
            if after is not None:
                assert pence[series.value, "deficit on 1 April", after] == closing
    granted = pence[Series.MITIGATED.value, "High Needs Stability Grant", "2026-27"]
    assert granted == 8 * 9 * 18_400_000_00 // 100  # eight draws in ten of nine tenths of £18.4m


def test_the_books_alone_say_what_they_leave_out(council: Council) -> None:
    seen = council.block("--years", "5")
    assert seen.returncode == 0, seen.stderr
    assert "No measure is given" in seen.stdout
    assert "Mitigated: what is owed" not in seen.stdout
    assert "High Needs Stability Grant: not counted" in seen.stdout
    assert "4.5% a year" in seen.stdout
    assert "2030-31" in seen.stdout
    assert "2031-32" not in seen.stdout


def test_a_second_run_says_the_same(council: Council, example: subprocess.CompletedProcess[str]) -> None:
    def said(seen: subprocess.CompletedProcess[str]) -> str:
        return seen.stdout[seen.stdout.index("Ashmere") : seen.stdout.index("What this stands on")]

    assert said(council.block("--file", str(EXAMPLE))) == said(example)


def test_a_file_that_cannot_be_used_is_refused_in_words_and_nothing_is_written(
    council: Council, tmp_path: Path
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    file = tmp_path / "block.toml"
    file.write_text(text.replace("paid_in = ", "paidin = "), encoding="utf-8")
    seen = council.block("--file", str(file), "--out", str(tmp_path / "out"))
    assert seen.returncode == 1
    assert "paidin: The field is not known here. Did you mean" in seen.stderr
    assert "Traceback" not in seen.stderr
    assert not (tmp_path / "out").exists()


LEVERS = """name = "ours"
[[lever]]
kind = "price"
name = "Fees"
start = 2027-04-01
size = -0.1
settings = ["independent_special"]
evidence = "an offer"
source = "page 1"
owner = "x"
[[lever]]
kind = "leaving"
name = "Leaving"
start = 2027-04-01
size = 0.2
settings = ["independent_special"]
evidence = "a review"
source = "page 2"
owner = "x"
"""
BY_LEVERS = """name = "ours"
[[measure]]
name = "Lower fees"
owner = "Head of commissioning"
delivery = "likely"
lever = "Fees"
source = "page 1"
[[measure]]
name = "Reviews"
owner = "Head of casework"
delivery = "in doubt"
lever = "Leaving"
investment = { "2026-27" = 1000 }
source = "page 2"
"""


def written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_savings_of_levers_are_effects_in_the_same_draws_with_their_interaction_as_a_line(
    council: Council, tmp_path: Path
) -> None:
    files = ("--file", written(tmp_path, "b.toml", BY_LEVERS), "--scenario", written(tmp_path, "s.toml", LEVERS))
    seen = council.block(*files, "--years", "5", "--out", str(tmp_path / "out"))
    assert seen.returncode == 0, seen.stderr
    rows = {
        (row["series"], row["line"], row["item"], row["financial_year"]): row
        for row in rows_of(tmp_path / "out/block.csv")
    }

    def mean(line: str, item: str = "", year: str = "2029-30", series: str = "mitigated") -> float:
        return float(rows[series, line, item, year]["mean_gbp"])

    items = ("Lower fees", "Reviews", "Levers acting on one another")
    fees, reviews, together = (mean("saving", item) for item in items)
    assert fees > 0 < reviews
    assert mean("saving", "Lower fees", "2026-27") == 0
    assert together < 0  # a child who has left saves no fee a second time
    assert mean("in-year deficit") == pytest.approx(
        mean("in-year deficit", series="unmitigated") - fees - reviews - together, abs=0.02
    )
    assert mean("saving", "Lower fees", series="risk-weighted") == pytest.approx(0.9 * fees, abs=0.02)
    assert mean("saving", items[2], series="risk-weighted") == pytest.approx(0.25 * together, abs=0.02)
    assert mean("investment", "Reviews", "2026-27") == 1000
    assert "25% of its saving is counted on" in seen.stdout


SAME_WORLDS = """
import numpy as np
from highneeds.store.setup import open_store
open_store()
from highneeds.forecast.effects import Run, outcome_of
from highneeds.forecast.effects.run import simulate_shard
from highneeds.operations.month import month_outlook
from highneeds.operations.month_inputs import caseload_of, month_inputs
from highneeds.operations.stored_council import stored_council
class Silent:
    __call__ = detail = lambda self, said: None
inputs, council = month_inputs(), stored_council().council
month = month_outlook(inputs, caseload_of(inputs), draws=20, seed=5, progress=Silent(), years=6)
shard = simulate_shard(council.ingredients, council.as_things_are(6), Run(draws=20, seed=5), (0, 20), years=6)
print(np.array_equal(outcome_of(month.simulation).cost_gbp, outcome_of(shard).cost_gbp))
"""


def test_the_draws_of_levers_are_the_draws_of_the_month(council: Council) -> None:
    assert council.python(SAME_WORLDS) == "True"


@pytest.mark.parametrize(
    ("levers", "said"),
    [
        (None, "--scenario"),
        (LEVERS.replace('"Fees"', '"Prices"'), 'called "Fees". Give a [[measure]] with this lever'),
    ],
)
def test_levers_and_measures_that_do_not_match_are_refused(
    levers: str | None, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    measures = read_block_file(Path(written(tmp_path, "b.toml", BY_LEVERS))).measures
    ingredients = SimpleNamespace(
        posterior=SimpleNamespace(space=council_space()), stock=SimpleNamespace(census_year=2026)
    )
    council = SimpleNamespace(ingredients=ingredients, today=Today())
    monkeypatch.setattr(block_levers, "stored_council", lambda: SimpleNamespace(council=council))
    scenario = None if levers is None else Path(written(tmp_path, "s.toml", levers))
    with pytest.raises(Refusal, match=re.escape(said)):
        compiled_for_measures(scenario, measures, years=6)


def test_a_lever_s_saving_is_what_less_it_lets_placements_and_places_cost_at_each_year_s_prices() -> None:
    years = (YEAR, YEAR.next)
    difference = Outcome(
        census_years=(2026, 2027, 2028, 2029),
        financial_years=(*years, YEAR.next.next),
        children=np.zeros((2, 4)),
        cost_gbp=np.array([[0.0, -100.0, 9.0], [10.0, 0.0, 9.0]]),
        rate_gbp=np.zeros((2, 4)),
        places_gbp=np.array([[5.0], [0.0]]),
    )
    found = savings_of(difference, years, PriceUplift(YEAR, 0.05, "made up"))
    # Placements: £100 less at prices 5 % up; £10 more. Places: £5 more in the only year whose rate is known.
    assert found.values.tolist() == [[-500.0, 10_500.0], [-1_000.0, 0.0]]
    assert found.labels("financial_year") == ("2026-27", "2027-28")


def test_without_anything_stored_it_is_said_what_to_import(bare: CommandCouncil) -> None:
    assert "Import it first" in bare.refused("block", "--draws", "50")


def test_all_that_does_not_fit_the_month_is_told_at_once() -> None:
    file = read_block_file(EXAMPLE)
    with pytest.raises(Refusal) as refusal:
        refuse_misfit(file, YEAR.previous, date(2025, 10, 31), ())
    assert "no allocation of 2025-26 published by 31 October 2025" in str(refusal.value)
    assert "a first [[rate]] from 1 April 2025 on" in str(refusal.value)
    assert "[deficit]" not in str(refusal.value)


def test_a_year_before_the_rate_of_interest_is_known_needs_one_of_its_own() -> None:
    refuse_misfit(None, FinancialYear(2025), date(2025, 10, 31), ())
    with pytest.raises(Refusal, match=r"from 1 April 2024 on"):
        refuse_misfit(None, FinancialYear(2024), date(2024, 10, 31), ())


def test_the_years_since_the_grant_come_from_the_ledger_where_the_file_is_silent() -> None:
    file = replace(read_block_file(EXAMPLE), versions=())
    with pytest.raises(Refusal, match="2026-27 is missing"):
        refuse_misfit(file, YEAR.next, date(2027, 10, 31), ())
    refuse_misfit(file, YEAR.next, date(2027, 10, 31), [PastYear(YEAR, Pence(3), Pence(1))])


def test_the_years_since_the_grant_may_stand_in_the_file(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("[deficit]", '[deficit]\nsince = { "2026-27" = 5 }')
    (tmp_path / "block.toml").write_text(text, encoding="utf-8")
    file = replace(read_block_file(tmp_path / "block.toml"), versions=())
    refuse_misfit(file, YEAR.next, date(2027, 10, 31), ())
    with pytest.raises(Refusal, match="2026-27 is missing or too many"):
        refuse_misfit(file, YEAR, DAY, ())


# What is said, on a block reckoned by hand


def found(plan: BlockPlan, by_draw: Sequence[Sequence[float]]) -> CouncilBlock:
    outlook = block_outlook(spending(by_draw), plan, day=DAY, seed=1)
    return CouncilBlock("Ours", DAY, len(by_draw), outlook, changes_between(plan.versions, YEAR, DAY), ())


def lines_of(table: YearTable) -> dict[str, tuple[str, ...]]:
    return dict(table.lines)


def test_the_screen_shows_millions_that_re_add_and_leaves_out_lines_of_nothing() -> None:
    plan = block_plan(measures=(measure({2027: 10 * MILLION}, weight=0.25),))
    shown = [table.shown for table in block_tables(found(plan, [[103.456e6, 106e6, 100e6]]))]
    assert [table.title.split(",")[0] for table in shown[1:]] == [
        "Unmitigated: what the year adds",
        "Unmitigated: what is owed",
        "Mitigated: what the year adds",
        "Mitigated: what is owed",
        "Risk-weighted: what the year adds",
        "Risk-weighted: what is owed",
    ]
    assert lines_of(shown[1])["in-year deficit"] == ("3.46", "6.00", "0.00")
    assert lines_of(shown[2])["deficit on 31 March"] == ("13.46", "19.46", "19.46")
    assert lines_of(shown[3])["saving: one"] == ("0.00", "10.00", "0.00")
    assert "investment: one" not in lines_of(shown[3])
    assert lines_of(shown[3])["in-year deficit"] == ("3.46", f"{MINUS}4.00", "0.00")
    assert lines_of(shown[5])["saving: one"] == ("0.00", "2.50", "0.00")


def test_the_versions_of_the_year_stand_side_by_side_with_what_changed() -> None:
    july = version(Stage.JULY, date(2026, 7, 20), before=101 * MILLION, deducted=3 * MILLION)
    (versions, *_) = block_tables(found(block_plan(versions=(july, version())), [[100e6]]))
    assert versions.shown.years == ("Dec 2025", "Jul 2026")
    assert lines_of(versions.shown)["net"] == ("£100,000,000", "£98,000,000")
    assert lines_of(versions.shown)["change of net"] == ("", f"{MINUS}£2,000,000")


def test_a_grant_that_may_not_come_is_told_in_both_cases() -> None:
    said = block_sentences(found(block_plan(grant=grant(0.5)), [[100e6, 100e6]] * 10))
    assert "owes £6.4m" in said[0]
    assert "with the grant £2.8m, without £10.0m (50% of draws)" in said[0]
    assert "31 March 2028" in said[0]
    assert said[-1].startswith("The statutory override ends that day")


def test_a_surplus_is_called_one() -> None:
    said = block_sentences(found(block_plan(), [[80e6, 100e6]]))
    assert "holds a surplus of £10.0m" in said[0]
    assert "minus is a surplus" in said[0]


def test_each_transfer_is_told_with_what_is_counted_of_it() -> None:
    transfers = (
        Transfer("a", YEAR, Pence(MILLION), TransferStatus.CONSULTED, 0.25, "paper 1"),
        Transfer("b", YEAR, Pence(MILLION), TransferStatus.REFUSED, 0.0, "letter"),
        Transfer("c", YEAR.previous, Pence(MILLION), TransferStatus.DECIDED, 1.0, "letter"),
        Transfer("d", YEAR, Pence(MILLION), TransferStatus.DECIDED, 1.0, "letter"),
    )
    said = [each.in_words for each in transfers_in_words(transfers, (YEAR,))]
    assert said == [
        "£1,000,000, consulted: counted in 25% of draws, £250,000 expected",
        "£1,000,000, refused: not counted",
        "£1,000,000, secretary of state decided: outside the years shown",
        "£1,000,000, secretary of state decided: counted in full",
    ]


def test_the_tidy_table_has_percentiles_where_draws_differ_and_pounds_to_the_penny() -> None:
    spent = [[100e6 + 0.01 * number] for number in range(11)]
    table = block_table(found(block_plan(), spent).outlook)
    row = table.filter((table["series"] == "unmitigated") & (table["line"] == "spending")).row(0, named=True)
    assert [row[name] for name in ("mean_gbp", "p10_gbp", "p50_gbp", "p90_gbp")] == [
        100_000_000.05,
        100_000_000.01,
        100_000_000.05,
        100_000_000.09,
    ]
    certain = table.filter((table["series"] == "unmitigated") & (table["line"] == "allocation, net")).row(0, named=True)
    assert (certain["mean_gbp"], certain["p10_gbp"]) == (100_000_000.0, None)


def test_the_table_of_versions_holds_each_part_of_each() -> None:
    july = version(Stage.JULY, date(2026, 7, 20), import_export=-2 * MILLION, deducted=3 * MILLION)
    table = version_table((july, version()))
    assert table["version"].unique(maintain_order=True).to_list() == ["December provisional", "July"]
    of_july = table.filter(table["version"] == "July")
    assert dict(zip(of_july["line"], of_july["gbp"], strict=True)) == {
        "before import and export": 100e6,
        "import and export": -2e6,
        "gross": 98e6,
        "deducted": 3e6,
        "net": 95e6,
    }


def test_the_share_counted_on_of_a_saving_is_a_whole_number_of_pence() -> None:
    odd = replace(measure({2026: 333}), weight=0.5)
    assert odd.weighted_savings.values[0, 0] == np.rint(166.5)
