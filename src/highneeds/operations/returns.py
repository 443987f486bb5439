"""Write a return to the department, and next year's budget, from what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.finance import Assumption, Books, Outlook, Position
from highneeds.finance.block import BlockOutlook
from highneeds.forecast.effects import Run
from highneeds.governance.disclosure import UnsafeError
from highneeds.operations.block import Said, outlook_of, outlook_said, read_said
from highneeds.operations.month import month_outlook, month_position
from highneeds.operations.month_forecast import Outlook as CaseloadOutlook
from highneeds.operations.month_inputs import Caseload, MonthInputs, caseload_of, month_inputs
from highneeds.operations.progress import Progress
from highneeds.operations.release_check import refuse_what_hides
from highneeds.operations.return_draws import draws_and_seed, futures_stated
from highneeds.reports.returns import placement_sheets, reform_plan
from highneeds.reports.returns.benchmark_groups import benchmark_tables
from highneeds.reports.returns.block_tables import financial_tables, mitigations_of
from highneeds.reports.returns.block_years import block_years
from highneeds.reports.returns.budget_build import budget_csv, budget_xlsx, build_budget
from highneeds.reports.returns.demand import Demand, demand_of
from highneeds.reports.returns.placement_sheets import demand_tables
from highneeds.reports.returns.reform_plan import calendar_years, plan_tables
from highneeds.reports.returns.requests import count_requests, request_assumptions, request_tables
from highneeds.reports.returns.s251 import s251_tables
from highneeds.reports.returns.s251_lines import academy_shares
from highneeds.reports.returns.s251_years import s251_years
from highneeds.reports.returns.scap import scap_assumptions, scap_tables
from highneeds.reports.returns.template import Template, load_template
from highneeds.reports.returns.tidy import tidy_csv
from highneeds.reports.returns.two_plans import Compared, compare, said_of
from highneeds.reports.returns.types import ReturnTable, Stated
from highneeds.reports.returns.workbook import return_xlsx
from highneeds.reports.returns.written import Return, Sum, for_publication
from highneeds.store.months import latest_month
from highneeds.store.setup import open_store


class ReturnKind(StrEnum):
    """What can be written."""

    DSG_PLAN = "dsg-plan"
    LSRP = "lsrp"
    S251 = "s251"
    SCAP = "scap"
    BENCHMARK = "benchmark"
    BUDGET_BUILD = "budget-build"


TEMPLATES = {
    ReturnKind.DSG_PLAN: "dsg-plan-v10",
    ReturnKind.LSRP: "lsrp-2026",
    ReturnKind.S251: "s251-2025-26",
    ReturnKind.SCAP: "scap-2026",
    ReturnKind.BENCHMARK: "benchmark-2025",
}
_SUMS: Mapping[ReturnKind, Callable[[Template], tuple[Sum, ...]]] = {
    ReturnKind.DSG_PLAN: placement_sheets.shared_sums,
    ReturnKind.LSRP: reform_plan.shared_sums,
}
"""Of the returns that may be published: the sums that their tables share."""
_YEARS_AHEAD = 5
_Tables = tuple[tuple[ReturnTable, ...], tuple[Stated, ...]]
"""The tables of a return, and what they stand on."""


@dataclass(frozen=True)
class Ordered:
    """What is wanted of a return besides its kind. ``file`` and ``scenario``: as the block's command takes them;
    ``is_invented``: the council is made up, and the files say so. ``draws`` and ``seed``: None for those of the latest
    month. ``is_for_publication``: few children are withheld.
    """

    council: str
    is_invented: bool
    file: Path | None
    scenario: Path | None
    draws: int | None
    seed: int | None
    is_for_publication: bool = False


@dataclass(frozen=True)
class _Made:
    """What every return is made from."""

    inputs: MonthInputs
    caseload: Caseload
    ahead: CaseloadOutlook
    assumed: Outlook
    money: Position
    said: Said
    block: BlockOutlook
    futures: Stated

    @cached_property
    def demand(self) -> Demand:
        return demand_of(self.caseload.januaries, self.ahead.simulation, years_ahead=_YEARS_AHEAD)

    @property
    def stated(self) -> tuple[Stated, ...]:
        return (self.futures, *_stated((*self.money.assumptions, *self.block.assumptions)))

    @property
    def stated_of_children(self) -> tuple[Stated, ...]:
        """For a return that holds no money."""
        return (self.futures, *_stated(self.ahead.assumptions))

    @property
    def books(self) -> Books:
        tables = self.inputs.tables
        return Books(tables["budget_lines"], tables["ledger"], tables["cost_lines"], self.inputs.paid)


def _stated(assumptions: Iterable[Assumption]) -> Iterator[Stated]:
    """Each once."""
    for each in dict.fromkeys(assumptions):
        yield Stated(each.name, each.in_words, each.source)


@dataclass(frozen=True)
class Written:
    """``agreement``: how the two plans agree, of a plan; ``wrong``: the lines that should and do not."""

    files: tuple[Path, ...]
    agreement: str = ""
    wrong: tuple[Compared, ...] = ()


def write_return(kind: ReturnKind, out: Path, ordered: Ordered, progress: Progress) -> Written:
    """Write the workbook and the long CSV into ``out``, for submission or with few children withheld.

    The DSG plan and the reform plan are set against one another, whichever is written.

    Raises Refusal when the kind is not published, when the stored files do not make a month, when the block's file does
    not fit it, or when a file cannot be written.
    """
    if ordered.is_for_publication and kind not in _SUMS:
        message = f"{kind.value} is not written for publication: {' and '.join(_SUMS)} are."
        raise Refusal(message)
    open_store()
    made = _made(ordered, progress)
    progress("Writing the tables")
    if kind is ReturnKind.BUDGET_BUILD:
        build = build_budget(made.money, made.assumed)
        stem = f"budget-build-{build.financial_year}"
        sheets = {f"{stem}.xlsx": budget_xlsx(build, ordered.council), f"{stem}.csv": budget_csv(build)}
        return Written(_write(out, sheets))
    makers = {
        ReturnKind.DSG_PLAN: _dsg_plan,
        ReturnKind.LSRP: _lsrp,
        ReturnKind.S251: _s251,
        ReturnKind.SCAP: _scap,
        ReturnKind.BENCHMARK: _benchmark,
    }
    tables, stated = makers[kind](made)
    template = load_template(TEMPLATES[kind])
    compared = _two_plans(made, kind, tables) if kind in _SUMS else ()
    whole = Return(template, tables, stated, ordered.council, is_invented=ordered.is_invented, compared=compared)
    stem = f"{template.file_stem}-for-submission"
    if ordered.is_for_publication:
        progress("Withholding few children, and what would give them away")
        whole = _published(whole, _SUMS[kind](template))
        stem = f"{template.file_stem}-for-publication"
    contents = {f"{stem}.xlsx": return_xlsx(whole), f"{stem}.csv": tidy_csv(whole)}
    if ordered.is_for_publication:
        refuse_what_hides(contents, author=ordered.council)
    return Written(_write(out, contents), _agreement(whole, compared), tuple(one for one in compared if one.is_wrong))


def _agreement(written: Return, compared: Sequence[Compared]) -> str:
    """What is for publication has no sheet of the two plans, and none is named."""
    where = " The sheet Two plans has them all." if written.compared else ""
    return f"{said_of(compared)}{where}" if compared else ""


def _published(whole: Return, across: tuple[Sum, ...]) -> Return:
    try:
        return for_publication(whole, across=across)
    except UnsafeError as error:
        message = f"It cannot be published safely: {error}. Nothing was written."
        raise Refusal(message) from error


def _made(ordered: Ordered, progress: Progress) -> _Made:
    progress("Rebuilding the caseload on each census day")
    inputs = month_inputs()
    said = read_said(ordered.file, ordered.scenario, inputs, years=_YEARS_AHEAD + 1)
    _refuse_unplaced(said, inputs)
    caseload = caseload_of(inputs)
    assumed = outlook_said(said, inputs)
    month = latest_month()
    draws, seed = draws_and_seed(ordered.draws, ordered.seed, month)
    progress(f"Simulating every child, {draws:,} times")
    run = Run(draws=draws, seed=seed)
    ahead = month_outlook(
        inputs, caseload, draws=run.draws, seed=run.seed, progress=progress, ages_by_setting=True
    )  # fmt: skip
    progress("Pricing the caseload and setting it against the budget")
    money = month_position(inputs, caseload, ahead, assumed)
    block = outlook_of(said, money, assumed, years=_YEARS_AHEAD + 1, run=run, progress=progress)
    return _Made(inputs, caseload, ahead, assumed, money, said, block, futures_stated(ahead.simulation, month))


def _refuse_unplaced(said: Said, inputs: MonthInputs) -> None:
    """Every measure needs its row of expenditure, and every line of the file must be one of the book."""
    if said.file is None:
        return
    wrong = [f'measure "{measure.name}" has no row' for measure in said.file.measures if measure.row is None]
    known = set(inputs.tables["budget_lines"]["budget_line"])
    wrong += [f'no budget book has a line "{line.budget_line}"' for line in said.file.lines
              if line.budget_line not in known]  # fmt: skip
    if wrong:
        message = f"{said.file.file} does not say where all of it stands in the returns: {'; '.join(wrong)}."
        raise Refusal(message)


def _dsg_plan(made: _Made) -> _Tables:
    own = {} if made.said.file is None else {line.budget_line: line.row for line in made.said.file.lines if line.row}
    years = block_years(made.money, made.books, own, made.block)
    money = financial_tables(years, mitigations_of(made.block.measures))
    children = demand_tables(made.demand, load_template(TEMPLATES[ReturnKind.DSG_PLAN]))
    return (*children, *money), made.stated


def _s251(made: _Made) -> _Tables:
    own = {} if made.said.file is None else {line.budget_line: line.s251 for line in made.said.file.lines if line.s251}
    shares = academy_shares(made.inputs.tables["cost_lines"], made.inputs.tables["providers"])
    return s251_tables(s251_years(made.money, made.books, made.block, shares, own)), made.stated


def _lsrp(made: _Made) -> _Tables:
    template = load_template(TEMPLATES[ReturnKind.LSRP])
    counts = count_requests(made.inputs.tables["requests"], made.inputs.tables["children"])
    requests = request_tables(counts, made.ahead.simulation, calendar_years(template))
    tables = (*plan_tables(made.demand, template), *requests)
    return tables, (*request_assumptions(counts), *made.stated_of_children)


def _two_plans(made: _Made, kind: ReturnKind, tables: Sequence[ReturnTable]) -> tuple[Compared, ...]:
    """``tables``: those of ``kind``, one of the two; the other plan's are made."""
    plan, reform = (load_template(TEMPLATES[each]) for each in (ReturnKind.DSG_PLAN, ReturnKind.LSRP))
    if kind is ReturnKind.DSG_PLAN:
        return compare(tables, plan_tables(made.demand, reform), plan, made.demand)
    return compare(demand_tables(made.demand, plan), tables, plan, made.demand)


def _scap(made: _Made) -> _Tables:
    """From the last January that was counted on."""
    january = max(made.caseload.januaries)
    census = made.caseload.januaries[january]
    tables = scap_tables(made.ahead.simulation, census, january, load_template(TEMPLATES[ReturnKind.SCAP]))
    return tables, (*scap_assumptions(census, january), *made.stated_of_children)


def _benchmark(made: _Made) -> _Tables:
    return benchmark_tables(made.demand, load_template(TEMPLATES[ReturnKind.BENCHMARK])), made.stated_of_children


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
