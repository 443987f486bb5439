"""The command ``highneeds``: parses, calls one operation, prints. Errors are told in plain words on standard error."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, cast

import typer
from typer.core import TyperCommand, TyperGroup

from highneeds import __version__
from highneeds.cli.progress import errors
from highneeds.core.errors import Refusal

REFUSED = 1
STOPPED_BY_PERSON = 130

COMMANDS = {
    "demo-files": ("demo_command", "demo_files"),
    "demonstration": ("demonstration_command", "demonstration"),
    "import": ("import_command", "import_files"),
    "imports": ("imports_command", "imports"),
    "undo": ("imports_command", "undo"),
    "original": ("imports_command", "original"),
    "export": ("export_command", "export"),
    "places": ("places_command", "places"),
    "templates": ("templates_command", "templates"),
    "mapping": ("mapping_command", "mapping"),
    "mappings": ("mapping_command", "mappings"),
    "sen2-xml": ("sen2_command", "sen2_xml"),
    "sen2-out": ("sen2_command", "sen2_out"),
    "sen2-forget": ("sen2_command", "sen2_forget"),
    "sen2-changes": ("caseload_command", "sen2_changes"),
    "caseload": ("caseload_command", "caseload"),
    "rules": ("rules_command", "rules"),
    "links": ("links_command", "links"),
    "month": ("month_command", "month"),
    "clocks": ("clocks_command", "clocks"),
    "close": ("close_command", "close"),
    "moved": ("moved_command", "moved"),
    "teach": ("close_command", "teach"),
    "forecast": ("forecast_command", "forecast"),
    "scenario": ("scenario_command", "scenario"),
    "why": ("why_command", "why"),
    "benchmark": ("benchmark_command", "benchmark"),
    "backtest": ("backtest_command", "backtest"),
    "national": ("national_command", "national"),
    "block": ("block_command", "block"),
    "reproduce": ("reproduce_command", "reproduce"),
    "risks": ("risks_command", "risks"),
    "boards": ("boards_command", "boards"),
    "programme": ("programme_command", "programme"),
    "savings": ("savings_command", "savings"),
    "saving-step": ("savings_command", "saving_step"),
    "saving-evidence": ("savings_command", "saving_evidence"),
    "saving-colour": ("savings_command", "saving_colour"),
    "reconcile": ("reconcile_command", "reconcile"),
    "returns": ("returns_command", "returns"),
    "paper": ("paper_command", "paper"),
    "doctor": ("doctor_command", "doctor"),
    "backup": ("backup_command", "backup"),
    "restore": ("backup_command", "restore"),
    "work": ("work_command", "work"),
    "worker": ("work_command", "worker"),
    "serve": ("serve_command", "serve"),
    "sign-in-link": ("serve_command", "sign_in_link"),
    "audit": ("audit_command", "audit"),
    "retention": ("retention_command", "retention"),
    "subject-access": ("subject_access_command", "subject_access"),
    "accounts": ("accounts_command", "accounts"),
    "teams": ("teams_command", "teams"),
    "sign-on": ("sign_on_command", "sign_on"),
    "api-tokens": ("api_tokens_command", "api_tokens"),
}


class _OnDemand(TyperGroup):
    """Loads a command when it is asked for: a forecast need not wait for the web server's imports."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - the group's signature
        return list(COMMANDS)

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | None:  # noqa: ARG002 - the group's signature
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        found = getattr(import_module(f"highneeds.cli.{module}"), name)
        if isinstance(found, typer.Typer):  # a group of commands, such as highneeds risks
            group = typer.main.get_command(found)
            group.name = cmd_name
            return cast("TyperCommand", group)
        single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        single.command(cmd_name)(found)
        return cast("TyperCommand", typer.main.get_command(single))


app = typer.Typer(
    name="highneeds",
    cls=_OnDemand,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Runs a council's high needs block: files in; position, forecast, paper and pages out.",
    epilog="Data lives under HIGHNEEDS_HOME (default: var). DATABASE_URL chooses PostgreSQL instead of SQLite.",
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the flag's value
    if wanted:
        typer.echo(f"highneeds {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """Runs a council's high needs block: files in; position, forecast, paper and pages out."""


def main() -> None:
    """Run the command line; exits 0 when done, 1 when refused, 2 when asked wrongly, 130 when stopped."""
    try:
        code = app(standalone_mode=False)
        if code == STOPPED_BY_PERSON:  # how typer hands on Ctrl-C
            errors.print("Stopped. Whatever was not finished was not kept.")
        sys.exit(code)
    except Refusal as refusal:
        errors.print(str(refusal), markup=False, soft_wrap=True)
        sys.exit(REFUSED)
    except typer.TyperException as misuse:
        errors.print(f"{misuse.format_message()} 'highneeds --help' shows what there is.", markup=False, soft_wrap=True)
        sys.exit(misuse.exit_code)
    except typer.Abort:
        sys.exit(STOPPED_BY_PERSON)
    except Exception as defect:  # noqa: BLE001 - the last line of defence: a person gets words, IT gets the traceback
        errors.print(_told(defect), markup=False, soft_wrap=True)
        sys.exit(REFUSED)


def _told(defect: Exception) -> str:
    log = Path(os.environ.get("HIGHNEEDS_HOME", "var")) / "log" / "errors.log"
    what = f"highneeds failed in a way nobody foresaw ({type(defect).__name__}: {defect})."
    said = f"{what}\nThis is our mistake, not yours."
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as lines:
            lines.write(f"{datetime.now(UTC).isoformat()} {' '.join(sys.argv)}\n{traceback.format_exc()}\n")
    except OSError as error:
        return f"{said} The details could not be kept in {log} ({error.strerror})."
    return f"{said} The details for whoever looks after the system are in {log}."


if __name__ == "__main__":
    main()
