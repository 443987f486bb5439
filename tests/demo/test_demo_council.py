"""The demonstration council's files: the same every time, well formed, and every planted defect in its place."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from highneeds.demo import write_council
from highneeds.demo.days import RETURN_YEARS, census_day
from highneeds.demo.identity import check_letter
from highneeds.demo.published import RELEASE
from highneeds.demo.sen2_layout import MODULES, PARENT
from highneeds.ingest.units import find_units

PLANS = 400
_ROW_RULES = [
    "P01", "P02", "P03", "P05", "L01", "L04", "L08", "L09", "L11", "N02", "R03", "S01", "S02",
    "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C11", "G01", "101d", "103", "106b", "108a",
]  # fmt: skip
Rows = list[dict[str, str]]
PUBLISHED = ("authority-population", "statistical-neighbours", "tribunal-appeals", "section-251")
KEPT_BY_PEOPLE = {
    *(f"governance/{name}.toml" for name in ("boards", "risks", "teams", "earlier-paper")),
    *(f"governance/narrative/{name}.md" for name in ("changes", "committee/recommendations", "committee/exempt-risk")),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ashmere")
    write_council(path, seed=11, plans=PLANS)
    return path


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _rows(path: Path, *, encoding: str = "utf-8", titles: int = 0) -> Rows:
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(titles):
            next(file)
        return list(csv.DictReader(file))


def _module(folder: Path, year: int, module: str) -> Rows:
    return _rows(folder / f"sen2/{year}/Blade-Export_{census_day(year):%d-%m-%Y}_{module}.csv")


def _planted(folder: Path) -> Rows:
    return _rows(folder / "planted-defects.csv")


def test_the_same_seed_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_council(tmp_path, seed=11, plans=PLANS)
    assert _hashes(tmp_path) == _hashes(folder)


def test_another_seed_writes_other_children(folder: Path, tmp_path: Path) -> None:
    write_council(tmp_path, seed=12, plans=PLANS)
    same = set(_hashes(tmp_path).items()) & set(_hashes(folder).items())
    assert {path for path, _ in same if not path.endswith("_sen2.csv")} == {
        "README.txt",
        "finance/bands.csv",
        *KEPT_BY_PEOPLE,
        "programme.toml",
    }


def test_it_tells_what_it_does(tmp_path: Path) -> None:
    told: list[str] = []
    write_council(tmp_path, seed=1, plans=120, progress=told.append)
    assert "Writing the SEN2 return of January 2026" in told


def test_the_folder_holds_every_file_of_a_council(folder: Path) -> None:
    years = [f"20{year}-{year + 1}" for year in range(21, 27)]
    expected = {f"sen2/{y}/Blade-Export_{census_day(y):%d-%m-%Y}_{m}.csv" for y in RETURN_YEARS for m in MODULES}
    expected |= {f"finance/ledger-{year}.csv" for year in years} | {
        f"finance/budget-book-{year}.xlsx" for year in years
    }
    expected |= {"finance/placement-costs-2026-10-31.xlsx", "casework/plans-2026-10-31.csv", "README.txt"}
    expected |= {"population/population-by-age.csv", "providers/provider-register.csv", "planted-defects.csv"}
    expected |= {"finance/payments-2026-27.csv", "finance/term-dates.csv", "planted-exceptions.csv"}
    expected |= {*KEPT_BY_PEOPLE, "programme.toml"}
    expected |= {"casework/case-events.csv", "attendance/absences.csv", "places/capacity.csv", "finance/bands.csv"}
    expected |= {f"census/Blade-Export_15-01-2026_{module}.csv" for module in ("pupilonroll", "senneeds")}
    expected |= {f"inspection/list-{number}-2026-10-31.csv" for number in (1, 2)}
    expected |= {RELEASE, *(f"published/{name}.csv" for name in PUBLISHED)}
    assert set(_hashes(folder)) == expected


def test_every_foreign_key_of_a_return_holds(folder: Path) -> None:
    for year in RETURN_YEARS:
        for module, parent in PARENT.items():
            key = f"{parent}tableid"
            known = {row[key] for row in _module(folder, year, parent)}
            assert {row[key] for row in _module(folder, year, module)} <= known, (year, module)


def test_every_primary_key_of_a_return_is_unique(folder: Path) -> None:
    for year in RETURN_YEARS:
        for module in MODULES:
            keys = [row[f"{module}tableid"] for row in _module(folder, year, module)]
            assert len(keys) == len(set(keys)), (year, module)


def test_columns_follow_the_version_of_the_guide(folder: Path) -> None:
    assert "gendercurrent" in _module(folder, 2023, "person")[0]
    assert "sex" in _module(folder, 2024, "person")[0]
    assert "reviewmeeting" not in _module(folder, 2023, "activeplans")[0]
    assert {"reviewmeeting", "reviewoutcome"} <= set(_module(folder, 2024, "activeplans")[0])
    assert "requestsource" not in _module(folder, 2024, "requests")[0]
    assert "requestsource" in _module(folder, 2025, "requests")[0]
    assert "dsco" in _module(folder, 2025, "sen2")[0]
    assert "attendancepattern" in _module(folder, 2023, "placementdetail")[0]


def test_down_syndrome_has_no_code_before_2025_except_where_planted(folder: Path) -> None:
    planted = {(row["file"], int(row["row"])) for row in _planted(folder) if row["rule"] == "S02"}
    for year in (2021, 2022, 2023, 2024):
        file = f"sen2/{year}/Blade-Export_{census_day(year):%d-%m-%Y}_senneed.csv"
        found = [n for n, row in enumerate(_rows(folder / file), start=2) if row["sentype"] == "DS"]
        assert all((file, number) in planted for number in found)


def test_upn_check_letters_are_right_except_where_planted(folder: Path) -> None:
    planted = {(row["file"], int(row["row"])) for row in _planted(folder) if row["rule"] == "P03"}
    for year in RETURN_YEARS:
        file = f"sen2/{year}/Blade-Export_{census_day(year):%d-%m-%Y}_person.csv"
        for number, row in enumerate(_rows(folder / file), start=2):
            if row["upn"]:
                is_right = len(row["upn"]) == 13 and row["upn"][0] == check_letter(row["upn"][1:])
                assert is_right != ((file, number) in planted), (file, number)


def test_the_check_letter_follows_the_published_example() -> None:
    """Weights 2 to 13 by hand: 1 x 2 + 2 x 13 = 28, modulo 23 is 5, the sixth letter F."""
    assert check_letter("100000000002") == "F"


def test_no_register_number_can_be_real(folder: Path) -> None:
    register = _rows(folder / "providers/provider-register.csv", encoding="cp1252")
    assert all(row["URN"].startswith("9") and len(row["URN"]) == 6 for row in register)
    assert all(row["UKPRN"].startswith("9999") for row in register)
    assert {row["LA (code)"] for row in register} <= {"999", "998", "997", "996"}
    persons = _module(folder, 2026, "person")
    assert all(row["postcode"].startswith("ZZ99") for row in persons)
    assert all(row["upn"][1:4] == "999" for row in persons if row["upn"])


def test_the_register_is_windows_1252(folder: Path) -> None:
    raw = (folder / "providers/provider-register.csv").read_bytes()
    assert "Café".encode("cp1252") in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def test_every_rule_is_planted_at_least_three_times(folder: Path) -> None:
    counts = Counter(row["rule"] for row in _planted(folder))
    assert {rule: counts[rule] for rule in _ROW_RULES if counts[rule] < 3} == {}
    assert counts["C09"] == counts["C10"] == 1
    assert counts["Q19"] == 2  # of whole files: figures that are not published
    assert set(counts) == {*_ROW_RULES, "C09", "C10", "Q19"}


def test_every_planted_row_exists(folder: Path) -> None:
    lengths: dict[str, int] = {}
    for row in _planted(folder):
        file = row["file"]
        if row["rule"] == "Q19":  # a part of the release
            assert file.removeprefix(f"{RELEASE}/") in zipfile.ZipFile(folder / RELEASE).namelist()
        elif file not in lengths:
            path = folder / file
            is_book = path.suffix == ".xlsx"
            lengths[file] = (
                openpyxl.load_workbook(path).active.max_row if is_book else len(path.read_bytes().split(b"\r\n")) - 1
            )
        if row["row"]:
            assert 2 <= int(row["row"]) <= lengths[file], row


def test_planted_rows_show_their_defect(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "finance/placement-costs-2026-10-31.xlsx").active
    for row in _planted(folder):
        if row["rule"] == "C04":
            assert isinstance(sheet.cell(int(row["row"]), 7).value, str)
        if row["rule"] == "C11":
            assert sheet.cell(int(row["row"]), 5).value is None
            assert sheet.cell(int(row["row"]), 4).value
        if row["rule"] == "C05":
            assert sheet.cell(int(row["row"]), 6).value == "Therapy"
        if row["rule"] == "L09" and row["file"].startswith("casework"):
            planned = _rows(folder / row["file"])[int(row["row"]) - 2]
            assert planned["Entry date"] == "25/02/2026"
            assert planned["Leaving date"] == "30/01/2026"


def test_ledgers_post_every_month_so_far(folder: Path) -> None:
    months = {row["Period"] for row in _rows(folder / "finance/ledger-2026-27.csv", titles=2)}
    assert months == {str(month) for month in range(1, 8)}
    earlier = {row["Period"] for row in _rows(folder / "finance/ledger-2024-25.csv", titles=2)}
    assert earlier == {str(month) for month in range(1, 13)}


def test_each_budget_book_balances_to_the_allocation(folder: Path) -> None:
    for year in range(2021, 2027):
        sheet = openpyxl.load_workbook(folder / f"finance/budget-book-{year}-{year % 100 + 1}.xlsx").active
        lines = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]]
        assert sum(line[5] for line in lines) == 0
        assert {line[2] for line in lines} == {"placement", "places", "service", "income"}


def test_population_covers_every_age_and_year(folder: Path) -> None:
    rows = _rows(folder / "population/population-by-age.csv")
    assert [row["AGE_GROUP"] for row in rows] == [str(age) for age in range(26)]
    assert PLANS / sum(float(row["2025"]) for row in rows) == pytest.approx(0.043, rel=0.001)
    assert {str(year) for year in range(2014, 2038)} <= set(rows[0])


def test_the_council_ships_its_register_and_its_boards_and_no_import_takes_them_for_data(folder: Path) -> None:
    examples = Path(__file__).resolve().parents[2] / "docs/examples"
    for name in ("risks.toml", "boards.toml", "teams.toml"):
        assert (folder / "governance" / name).read_bytes() == (examples / name).read_bytes()
    files = [file.path.name for unit in find_units([folder]) for file in unit.files]
    assert files
    assert not [name for name in files if name.endswith(".toml")]
