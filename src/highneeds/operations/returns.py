"""Write a return to the department, and next year's budget, from what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.finance import Books, Outlook, Position, usual_outlook
from highneeds.operations.month import month_outlook, month_position
from highneeds.operations.month_forecast import Outlook as CaseloadOutlook
from highneeds.operations.month_inputs import Caseload, MonthInputs, caseload_of, month_inputs
from highneeds.operations.progress import Progress
from highneeds.reports.returns import placement_sheets, reform_plan
from highneeds.reports.returns.block_tables import financial_tables
from highneeds.reports.returns.block_years import block_years
from highneeds.reports.returns.budget_build import budget_csv, budget_xlsx, build_budget
from highneeds.reports.returns.demand import Demand, demand_of
from highneeds.reports.returns.placement_sheets import demand_tables
from highneeds.reports.returns.reform_plan import calendar_years, plan_tables
from highneeds.reports.returns.requests import count_requests, request_assumptions, request_tables
from highneeds.reports.returns.template import load_template
from highneeds.reports.returns.tidy import tidy_csv
from highneeds.reports.returns.types import Stated
from highneeds.reports.returns.workbook import return_xlsx
from highneeds.reports.returns.written import Return, for_publication
from highneeds.store.setup import open_store


class ReturnKind(StrEnum):
    """What can be written."""

    DSG_PLAN = "dsg-plan"
    LSRP = "lsrp"
    BUDGET_BUILD = "budget-build"


TEMPLATES = {ReturnKind.DSG_PLAN: "dsg-plan-v10", ReturnKind.LSRP: "lsrp-2026"}
_YEARS_AHEAD = 5


@dataclass(frozen=True)
class _Made:
    """What every return is made from."""

    inputs: MonthInputs
    caseload: Caseload
    ahead: CaseloadOutlook
    assumed: Outlook
    money: Position

    @property
    def demand(self) -> Demand:
        return demand_of(self.caseload.januaries, self.ahead.simulation, years_ahead=_YEARS_AHEAD)

    @property
    def stated(self) -> tuple[Stated, ...]:
        return tuple(Stated(each.name, each.in_words, each.source) for each in self.money.assumptions)


def write_return(
    kind: ReturnKind,
    out: Path,
    *,
    publish: bool,
    council: str,
    is_invented: bool,
    draws: int,
    seed: int,
    progress: Progress,
) -> tuple[Path, ...]:
    """Write the workbook and the long CSV into ``out``; with ``publish`` a second pair with few children withheld.

    Raises Refusal when the stored files do not make a month, when the budget build is to be published, or when a file
    cannot be written.
    """
    if publish and kind is ReturnKind.BUDGET_BUILD:
        message = "A budget build names single lines of cost: it is not for publication. Leave out --publish."
        raise Refusal(message)
    open_store()
    made = _made(draws=draws, seed=seed, progress=progress)
    progress("Writing the tables")
    if kind is ReturnKind.BUDGET_BUILD:
        build = build_budget(made.money, made.assumed)
        stem = f"budget-build-{build.financial_year}"
        return _write(out, {f"{stem}.xlsx": budget_xlsx(build, council), f"{stem}.csv": budget_csv(build)})
    whole = _dsg_plan(made, council, is_invented) if kind is ReturnKind.DSG_PLAN else _lsrp(made, council, is_invented)
    files = _files(whole, "for-submission")
    if publish:
        of_kind = placement_sheets if kind is ReturnKind.DSG_PLAN else reform_plan
        across = of_kind.shared_sums(whole.template)
        files |= _files(for_publication(whole, across=across), "for-publication")
    return _write(out, files)


def _made(*, draws: int, seed: int, progress: Progress) -> _Made:
    progress("Rebuilding the caseload on each census day")
    inputs = month_inputs()
    caseload = caseload_of(inputs)
    assumed = usual_outlook(inputs.financial_year, budget=inputs.tables["budget_lines"])
    progress(f"Simulating every child, {draws:,} times")
    ahead = month_outlook(inputs, caseload, draws=draws, seed=seed, progress=progress, ages_by_setting=True)
    progress("Pricing the caseload and setting it against the budget")
    return _Made(inputs, caseload, ahead, assumed, month_position(inputs, caseload, ahead, assumed))


def _dsg_plan(made: _Made, council: str, is_invented: bool) -> Return:  # noqa: FBT001 - handed on
    template = load_template(TEMPLATES[ReturnKind.DSG_PLAN])
    tables = made.inputs.tables
    books = Books(tables["budget_lines"], tables["ledger"], tables["cost_lines"], made.inputs.paid)
    money = financial_tables(block_years(made.money, books, {}))
    children = demand_tables(made.demand, template)
    return Return(template, (*children, *money), made.stated, council, is_invented=is_invented)


def _lsrp(made: _Made, council: str, is_invented: bool) -> Return:  # noqa: FBT001 - handed on
    template = load_template(TEMPLATES[ReturnKind.LSRP])
    counts = count_requests(made.inputs.tables["requests"], made.inputs.tables["children"])
    requests = request_tables(counts, made.ahead.simulation, calendar_years(template))
    tables = (*plan_tables(made.demand, template), *requests)
    stated = (*request_assumptions(counts), *made.stated)
    return Return(template, tables, stated, council, is_invented=is_invented)


def _files(made: Return, ending: str) -> dict[str, bytes]:
    stem = f"{made.template.file_stem}-{ending}"
    return {f"{stem}.xlsx": return_xlsx(made), f"{stem}.csv": tidy_csv(made)}


def _write(out: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            draft = out / f".{name}.part"
            draft.write_bytes(content)
            draft.replace(out / name)
    except OSError as error:
        message = f"{out} cannot be written ({error.strerror}). Close its files if they are open, or choose another."
        raise Refusal(message) from error
    return tuple(out / name for name in files)
