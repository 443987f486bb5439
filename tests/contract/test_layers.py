"""The house holds: each room uses only rooms below it, and a planted violation is seen."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).parent / "lint-imports"),
        "--no-cache",
        "--config",
        str(root / "pyproject.toml"),
    ]
    environment = {"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def copy_of_the_house(folder: Path) -> Path:
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "static", "fonts"))
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def test_a_calculation_that_reaches_for_the_database_is_refused(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    (house / "src/highneeds/finance/planted.py").write_text("import sqlite3\n")
    seen = lint_imports(house)
    assert seen.returncode != 0
    assert "highneeds.finance.planted" in seen.stdout


def test_a_lower_room_that_uses_a_higher_one_is_refused(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    (house / "src/highneeds/caseload/planted.py").write_text("import highneeds.finance\n")
    seen = lint_imports(house)
    assert seen.returncode != 0
    assert "highneeds.caseload.planted" in seen.stdout


def test_the_house_as_it_stands_keeps_its_contracts(tmp_path: Path) -> None:
    seen = lint_imports(copy_of_the_house(tmp_path))
    assert seen.returncode == 0, seen.stdout
