"""The command line: help worth reading, errors in plain words on standard error, promised exit codes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from highneeds.cli.main import COMMANDS, app


def highneeds(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HIGHNEEDS_HOME": str(home), "COLUMNS": "200", "NO_COLOR": "1"}
    environment.pop("DATABASE_URL", None)
    command = [str(Path(sys.executable).parent / "highneeds"), *arguments]
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, check=False, timeout=600
    )


def test_the_promised_commands_are_there(tmp_path: Path) -> None:
    shown = highneeds(tmp_path, "--help").stdout
    for name in ("demo-files", "import", "forecast", "month", "paper", "serve"):
        assert name in shown


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself_and_its_options(name: str) -> None:
    shown = CliRunner().invoke(app, [name, "--help"])
    assert shown.exit_code == 0, shown.output
    assert name in shown.output
    assert len(shown.output.splitlines()) > 6


def test_what_writes_papers_is_not_loaded_by_commands_that_write_none() -> None:
    code = (
        "import sys, highneeds.cli.import_command, highneeds.cli.close_command\n"
        "print([name for name in ('docx', 'highspy', 'typst', 'xlsxwriter') if name in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_an_unknown_command_is_named_without_a_traceback(tmp_path: Path) -> None:
    seen = highneeds(tmp_path, "forcast")
    assert seen.returncode == 2
    assert "forcast" in seen.stderr
    assert "Traceback" not in seen.stderr + seen.stdout


def test_a_paper_before_the_first_month_is_refused_in_plain_words(tmp_path: Path) -> None:
    seen = highneeds(tmp_path, "paper", str(tmp_path / "paper.pdf"))
    assert seen.returncode == 1
    assert "no month yet" in seen.stderr
    assert not (tmp_path / "paper.pdf").exists()


def test_a_paper_of_an_unknown_form_is_refused(tmp_path: Path) -> None:
    seen = highneeds(tmp_path, "paper", str(tmp_path / "paper.odt"))
    assert seen.returncode == 1
    assert ".docx" in seen.stderr


def test_demonstration_files_do_not_fall_into_a_folder_that_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    seen = highneeds(tmp_path / "home", "demo-files", str(tmp_path))
    assert seen.returncode == 1
    assert "not empty" in seen.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["mine.txt"]


def test_a_person_can_stop_a_command_and_is_told_that_nothing_is_half_done(tmp_path: Path) -> None:
    environment = {**os.environ, "HIGHNEEDS_HOME": str(tmp_path / "home"), "NO_COLOR": "1"}
    command = [
        str(Path(sys.executable).parent / "highneeds"),
        "demo-files",
        str(tmp_path / "files"),
        "--plans",
        "50000",
    ]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        while not (tmp_path / "files").exists() and running.poll() is None:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Stopped" in told
    assert "Traceback" not in told


def test_an_import_of_nothing_importable_exits_1_and_says_which_file(tmp_path: Path) -> None:
    (tmp_path / "letter.csv").write_text("dear,council\nplease,help\n")
    seen = highneeds(tmp_path / "home", "import", str(tmp_path / "letter.csv"))
    assert seen.returncode == 1
    assert "letter.csv" in seen.stderr + seen.stdout
    assert "Traceback" not in seen.stderr + seen.stdout


@pytest.mark.parametrize("module", ["rules_command", "links_command", "caseload_command", "sen2_command"])
def test_a_command_loads_in_a_process_of_its_own(module: str) -> None:
    settled = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-c", f"import highneeds.cli.{module}"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=settled)
    assert done.returncode == 0, done.stderr
