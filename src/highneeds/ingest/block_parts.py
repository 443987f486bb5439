"""The parts of a block's file, each read from its TOML block; None where the block has a fault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from highneeds.core import DatedValue, FinancialYear, Pence, Source
from highneeds.finance import Growth, ServiceDriver
from highneeds.finance.block import (
    USUAL_WEIGHT,
    Accrued,
    AllocationVersion,
    Deduction,
    Delivery,
    GrantStatus,
    Opening,
    PlannedMeasure,
    StabilityGrant,
    Stage,
    Transfer,
    TransferStatus,
)
from highneeds.finance.block.grant import settled_prob as settled_prob_of_grant
from highneeds.finance.block.transfers import settled_prob
from highneeds.ingest.block_values import financial_year, money, money_by_name, money_by_year, share, word
from highneeds.ingest.scenario_block import Block
from highneeds.rules import Setting, last_day_of_grant, parameter
from highneeds.rules.expenditure_rows import EXPENDITURE_ROWS, S251_LINES

_ALLOCATION = ("financial_year", "version", "published_on", "before_adjustment", "source")
_TRANSFER = ("name", "financial_year", "amount", "status", "source")
_MEASURE = ("name", "owner", "delivery", "source")
_MOST_GROWTH, _MOST_INTEREST = 0.25, 0.25  # beyond, somebody wrote 3 for 3 %
_IMPORT_EXPORT = "import_export_pence_per_child"


def read_version(block: Block) -> AllocationVersion | None:
    block.check_fields((*_ALLOCATION, "import_export", "net_imports", "deductions"), _ALLOCATION)
    year, stage, day = financial_year(block, "financial_year"), word(block, "version", Stage), block.day("published_on")
    before, source = money(block, "before_adjustment"), block.text("source")
    deductions = tuple(Deduction(name, pence) for name, pence in money_by_name(block, "deductions").items())
    if year is None or stage is None or day is None:
        return None
    adjustment = _import_export(block, year)
    _check_published(block, year, day)
    if sum(deduction.pence for deduction in deductions) > before + adjustment:
        block.add("V07", "deductions", detail="More is deducted than there is.")
    if block.faults:
        return None
    return AllocationVersion(year, stage, day, before, adjustment, deductions, source)


def _import_export(block: Block, year: FinancialYear) -> Pence:
    """The adjustment as given in pounds, or by the children who come in less those who go out."""
    given = money(block, "import_export", may_be_negative=True)
    if "net_imports" not in block.values:
        return given
    children, per_child = block.number("net_imports"), parameter(_IMPORT_EXPORT).on(year.first_day)
    reckoned = Pence(round(Decimal(str(children)) * per_child))
    if "import_export" in block.values and reckoned != given:
        detail = f"{children:g} children at £{per_child / 100:,} are £{reckoned / 100:,.0f}, not £{given / 100:,.0f}."
        block.add("V07", "import_export", detail=detail)
    return reckoned


def _check_published(block: Block, year: FinancialYear, day: date) -> None:
    """The first version comes in the December before the year; the last corrections within a year of its end."""
    if not year.previous.first_day <= day <= year.next.last_day:
        detail = f"An allocation of {year} is published between {year.previous.first_day} and {year.next.last_day}."
        block.add("V09", "published_on", detail=detail, value=day)


def read_transfer(block: Block) -> Transfer | None:
    block.check_fields((*_TRANSFER, "prob", "schools_block"), _TRANSFER)
    name, source, year = block.text("name"), block.text("source"), financial_year(block, "financial_year")
    pence, status = money(block, "amount", may_be_negative=True), word(block, "status", TransferStatus)
    schools_block = money(block, "schools_block") if "schools_block" in block.values else None
    if year is None or status is None:
        return None
    if status is TransferStatus.FORUM_AGREED and schools_block is None and pence > 0:
        block.add("V02", "schools_block", detail="What the forum may agree is a share of the schools block.")
    why = "It waits for a decision." if status is not TransferStatus.FORUM_AGREED else (
        "It is more than the forum may agree, and waits for the Secretary of State."
    )  # fmt: skip
    prob = _prob(block, settled_prob(status, pence, year, schools_block), why)
    return None if block.faults else Transfer(name, year, pence, status, prob, source, schools_block)


def _prob(block: Block, settled: float | None, why: str) -> float:
    """The probability as the status settles it, else as given; a fault where it is missing or contradicts that."""
    given = share(block, "prob")
    if settled is None and "prob" not in block.values and not block.faults:
        block.add("V02", "prob", detail=f"{why} Say how likely it is, from 0 to 1.")
    if settled is not None and "prob" in block.values and given != settled:
        status = block.values.get("status")
        block.add("V08", "prob", detail=f'"{status}" means {settled:g}; prob may be left out.', value=given)
    return given if settled is None else settled


@dataclass(frozen=True, slots=True)
class OwnLine:
    """Where a budget line stands in the returns, as the council says; None: as the words in its name tell."""

    budget_line: str
    row: str | None
    s251: str | None


def read_line(block: Block) -> OwnLine | None:
    block.check_fields(("name", "row", "s251"), ("name",))
    for field, known in (("row", EXPENDITURE_ROWS), ("s251", S251_LINES)):
        if field in block.values:
            block.name(field, known)
    name, row, s251 = block.text("name"), block.values.get("row"), block.values.get("s251")
    return None if block.faults else OwnLine(name, row, s251)


def read_service(block: Block) -> ServiceDriver | None:
    block.check_fields(("name", "settings", "responsiveness", "source"), ("name", "responsiveness", "source"))
    settings = block.names("settings", [setting.value for setting in Setting]) if "settings" in block.values else ()
    responsiveness, name, source = share(block, "responsiveness"), block.text("name"), block.text("source")
    return None if block.faults else ServiceDriver(name, frozenset(settings), responsiveness, source)


def read_measure(block: Block) -> PlannedMeasure | None:
    block.check_fields((*_MEASURE, "saving", "lever", "investment", "weight", "recurring", "row"), _MEASURE)
    _check_one_saving(block)
    delivery = word(block, "delivery", Delivery)
    recurring = block.flag("recurring") if "recurring" in block.values else False
    weight = (
        share(block, "weight") if "weight" in block.values else USUAL_WEIGHT.get(delivery or Delivery.IN_DOUBT, 0.0)
    )
    savings, investment = money_by_year(block, "saving"), money_by_year(block, "investment")
    name, owner, source = block.text("name"), block.text("owner"), block.text("source")
    lever, row = block.text("lever") or None, block.text("row") or None
    if row is not None:
        block.name("row", EXPENDITURE_ROWS)
    if delivery is None or block.faults:
        return None
    return PlannedMeasure(name, owner, delivery, weight, savings, investment, recurring, source, lever, row)


def _check_one_saving(block: Block) -> None:
    """A saving is planned by year or is the effect of a lever."""
    if "lever" not in block.values and "saving" not in block.values:
        block.add("V02", "saving", detail="Give the saving by year, or the lever of a scenario that makes it.")
    for name in ("saving", "recurring"):
        if "lever" in block.values and name in block.values:
            block.add("V03", name, detail="The saving of a measure with a lever comes from the scenario.")


def read_opening(block: Block) -> tuple[Opening, str] | None:
    """The deficit at the end of the grant's last day and since, with its source."""
    block.check_fields(
        ("total", "excluded", "reported", "differences_explained", "since", "source"), ("total", "source")
    )
    explained = block.flag("differences_explained") if "differences_explained" in block.values else False
    accrued = Accrued(
        money(block, "total", may_be_negative=True),
        money_by_name(block, "excluded"),
        money_by_name(block, "reported", may_be_negative=True),
        is_difference_explained=explained,
    )
    since = money_by_year(block, "since", may_be_negative=True)
    for year in since:
        if year.last_day <= last_day_of_grant():
            block.add("V09", "since", detail=f"{year} is in the total of {last_day_of_grant():%-d %B %Y}.", value=year)
    source = block.text("source")
    opening = Opening(accrued.eligible_pence, accrued.not_eligible_pence, since)
    return None if block.faults else (opening, source)


def read_grant(block: Block) -> StabilityGrant | None:
    block.check_fields(("status", "prob", "paid_in", "amount", "source"), ("status", "paid_in", "source"))
    status, paid_in, source = word(block, "status", GrantStatus), financial_year(block, "paid_in"), block.text("source")
    pence = money(block, "amount") if "amount" in block.values else None
    if paid_in is not None and paid_in.last_day <= last_day_of_grant():
        detail = f"The grant is paid after {last_day_of_grant():%-d %B %Y}."
        block.add("V09", "paid_in", detail=detail, value=paid_in)
    if status is None or paid_in is None:
        return None
    prob = _prob(block, settled_prob_of_grant(status), "It depends on the approval of the local SEND reform plan.")
    return None if block.faults else StabilityGrant(status, prob, paid_in, source, pence)


def read_growth(block: Block) -> Growth | None:
    block.check_fields(("share_per_year", "source"), ("share_per_year", "source"))
    growth = Growth(share(block, "share_per_year", low=-_MOST_GROWTH, high=_MOST_GROWTH), block.text("source"))
    return None if block.faults else growth


def read_rate(block: Block) -> DatedValue | None:
    block.check_fields(("from_day", "share_per_year", "source"), ("from_day", "share_per_year", "source"))
    day, source = block.day("from_day"), block.text("source")
    value = Decimal(str(share(block, "share_per_year", high=_MOST_INTEREST)))
    if day is None or block.faults:
        return None
    return DatedValue(day, value, Source(source, "as the block's file says"))
