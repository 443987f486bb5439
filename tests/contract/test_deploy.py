"""What stands in deploy/ and what the guide says of settings is what the code does."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from highneeds.cli.main import COMMANDS, app
from highneeds.operations.checked import Verdict
from highneeds.operations.safe_settings import settings_checked
from highneeds.store.home import home

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SETTING = re.compile(r"\b(?:HIGHNEEDS_[A-Z_]+|DATABASE_URL)\b")
PROGRAM = "/opt/highneeds/.venv/bin/highneeds"


def table() -> list[str]:
    guide = (ROOT / "docs/guide/settings.md").read_text()
    return re.findall(r"^\| `([A-Z_]+)` \|", guide, re.MULTILINE)


def test_every_setting_that_the_code_reads_stands_in_the_guide_s_table_once_and_no_other() -> None:
    read = {name for path in (ROOT / "src").rglob("*.py") for name in SETTING.findall(path.read_text())}
    assert sorted(table()) == sorted(read)


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_what_is_deployed_names_only_settings_that_there_are(path: Path) -> None:
    assert set(SETTING.findall(path.read_text())) <= set(table())


@pytest.mark.parametrize(
    "path", sorted([*DEPLOY.glob("*.service"), DEPLOY / "Containerfile"]), ids=lambda path: path.name
)
def test_every_command_of_a_unit_or_the_container_is_one_with_those_options(path: Path) -> None:
    text = path.read_text()
    typed = [line.split()[1:] for line in re.findall(rf"^ExecStart=({PROGRAM}.*)$", text, re.MULTILINE)]
    typed += [re.findall(r'"([^"]+)"', line)[1:] for line in re.findall(r'^CMD \["highneeds".*$', text, re.MULTILINE)]
    assert typed
    for command, *words in typed:
        assert command in COMMANDS
        shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).output
        assert [word for word in words if word.startswith("--") and word not in shown] == []


def test_the_environment_that_comes_with_it_is_safe(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home()
    key = own_home / "key"
    key.touch(mode=0o600)
    key.write_text("k" * 40)
    for name, value in re.findall(r"^(\w+)=(.*)$", (DEPLOY / "environment").read_text(), re.MULTILINE):
        if name != "HIGHNEEDS_HOME":
            monkeypatch.setenv(name, str(key) if name.endswith("_KEY_FILE") else value)
    assert [one for one in settings_checked() if one.verdict is Verdict.MEND] == []


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.name)
def test_a_unit_is_closed_to_the_rest_of_the_machine_and_leaves_the_engine_its_memory(path: Path) -> None:
    said = dict(re.findall(r"^(\w+)=(.*)$", path.read_text(), re.MULTILINE))
    assert said["User"] == "highneeds"
    assert (said["ProtectSystem"], said["NoNewPrivileges"], said["UMask"]) == ("strict", "yes", "0077")
    assert said["CapabilityBoundingSet"] == ""
    assert "MemoryDenyWriteExecute" not in said  # compiled kernels are written and run


def test_every_unit_has_the_sections_that_systemd_knows_and_where_it_is_here_systemd_understands_them(
    tmp_path: Path,
) -> None:
    for path in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]:
        text = path.read_text().replace(PROGRAM, "/bin/true")
        assert set(re.findall(r"^\[(\w+)\]$", text, re.MULTILINE)) <= {"Unit", "Service", "Timer", "Install"}
        (tmp_path / path.name).write_text(text)
    if shutil.which("systemd-analyze"):
        command = ["systemd-analyze", "verify", "--man=no", *sorted(map(str, tmp_path.iterdir()))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert [line for line in (done.stdout + done.stderr).splitlines() if "highneeds" in line] == []


def test_the_container_runs_as_nobody_special_and_installs_only_what_is_pinned() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    assert "--require-hashes" in text
    assert text.index("USER highneeds") < text.index("CMD [")
    assert all("--no-deps" in line or "--require-hashes" in line for line in text.splitlines() if "pip install" in line)
