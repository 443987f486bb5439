"""What a file of risks says of money: chances, savings lost or late, direct costs, levers, and the deficit's limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from highneeds.core import FinancialYear
from highneeds.forecast.levers.types import Lever
from highneeds.forecast.types import StateSpace
from highneeds.ingest.block_values import financial_year, money, share, word
from highneeds.ingest.risk_parts import made
from highneeds.ingest.scenario_block import Block
from highneeds.ingest.scenario_file import read_lever
from highneeds.risk import DirectCost, FallsOn, RiskMoney, SavingLoss

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeficitLimit:
    """What the deficit on 31 March of a year is not to pass, as the council has agreed."""

    financial_year: FinancialYear
    pence: int
    source: str


@dataclass
class _Said:
    """What the file says of one risk's money, before it is put together."""

    levers: list[Lever] = field(default_factory=list)
    losses: list[SavingLoss] = field(default_factory=list)
    costs: list[DirectCost] = field(default_factory=list)


def read_limit(block: Block) -> DeficitLimit | None:
    required = ("financial_year", "amount", "source")
    block.check_fields(required, required)
    year, pence, source = financial_year(block, "financial_year"), money(block, "amount"), block.text("source")
    return None if year is None or block.faults else DeficitLimit(year, pence, source)


def read_money(
    of_money: Sequence[Block],
    levers: Sequence[Block],
    losses: Sequence[Block],
    costs: Sequence[Block],
    space: StateSpace,
) -> tuple[RiskMoney, ...]:
    """One for each ``[[money]]``; what names a risk without one is a fault of its own block."""
    said = {str(block.values.get("risk")): _Said() for block in of_money}
    for risk, lever in _each(levers, said, lambda block: _lever_of(block, space)):
        said[risk].levers.append(lever)
    for risk, loss in _each(losses, said, _loss):
        said[risk].losses.append(loss)
    for risk, cost in _each(costs, said, _cost):
        said[risk].costs.append(cost)
    found = [_money(block, said[str(block.values.get("risk"))]) for block in of_money]
    return tuple(one for one in found if one is not None)


def _each(blocks: Sequence[Block], known: Iterable[str], read: Callable[[Block], T | None]) -> Iterable[tuple[str, T]]:
    for block in blocks:
        risk = str(block.values.get("risk"))
        found = read(block)
        if "risk" in block.values and risk not in known:
            block.add("V07", "risk", detail="Say its chance first, in a [[money]] block with this risk.", value=risk)
        elif found is not None and not block.faults:
            yield risk, found


def _lever_of(block: Block, space: StateSpace) -> Lever | None:
    if "risk" not in block.values:
        block.add("V02", "risk")
    alone = replace(block, values={name: value for name, value in block.values.items() if name != "risk"}, faults=[])
    lever = read_lever(alone, space)
    block.faults.extend(alone.faults)
    return lever


def _loss(block: Block) -> SavingLoss | None:
    block.check_fields(("risk", "measure", "share", "delay_months", "source"), ("risk", "measure", "source"))
    lost, months = share(block, "share"), block.whole("delay_months")
    measure, source = block.text("measure"), block.text("source")
    return made(block, "share", lambda: SavingLoss(measure, lost, months, source))


def _cost(block: Block) -> DirectCost | None:
    required = ("risk", "name", "low", "likely", "high", "first", "last", "falls_on", "source")
    block.check_fields(required, required)
    first, last, falls_on = (
        financial_year(block, "first"),
        financial_year(block, "last"),
        word(block, "falls_on", FallsOn),
    )
    low, likely, high = money(block, "low"), money(block, "likely"), money(block, "high")
    name, source = block.text("name"), block.text("source")
    if first is None or last is None or falls_on is None:
        return None
    return made(block, "low", lambda: DirectCost(name, low, likely, high, first, last, falls_on, source))


def _money(block: Block, said: _Said) -> RiskMoney | None:
    block.check_fields(("risk", "prob", "source", "in_forecast"), ("risk", "prob", "source"))
    prob, source, held = share(block, "prob"), block.text("source"), block.text("in_forecast")
    return made(
        block,
        "risk",
        lambda: RiskMoney(
            block.text("risk"), prob, source, tuple(said.levers), tuple(said.losses), tuple(said.costs), held
        ),
    )
