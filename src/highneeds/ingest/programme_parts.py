"""The parts of a programme's file, each read from its TOML block; None where the block has a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from highneeds.core import FinancialYear, Pence
from highneeds.finance.block import USUAL_WEIGHT, Delivery
from highneeds.ingest.block_values import money, money_by_year, share, word
from highneeds.ingest.scenario_block import Block
from highneeds.rules import Setting
from highneeds.savings import (
    CheckState,
    CounterIndicator,
    Counting,
    Dependency,
    Enabler,
    Entered,
    Guards,
    Kind,
    Substitution,
    Target,
    Workstream,
)
from highneeds.savings.chance import Moves
from highneeds.savings.substitution import USUAL_SHARE

_MEASURE = ("ref", "name", "workstream", "kind", "delivery")
_MEASURE_MORE = (
    "weight",
    "owner",
    "evidence",
    "source",
    "could_be_harmed",
    "promised",
    "counting",
    "recurring",
    "investment",
    "must_not_get_worse",
    "equality_check",
    "legal_check",
    "overlap_group",
)
_SETTINGS = tuple(setting.value for setting in Setting)


def read_target(block: Block) -> Target | None:
    block.check_fields(("amount", "counting", "recurring", "source", "workstream"), ("amount", "counting", "source"))
    workstream = word(block, "workstream", Workstream)
    entered, source = _entered(block, "amount"), block.text("source")
    return None if block.faults or entered is None else Target(entered, source, workstream)


def _entered(block: Block, name: str) -> Entered | None:
    """Amounts as entered; ``counting`` must be said where there are some, since no reader can know it."""
    if name not in block.values:
        return None
    by_year = money_by_year(block, name)
    if "counting" not in block.values:
        block.add("V02", "counting", detail='Say "cumulative" (running total) or "incremental" (new in each year).')
    counting = word(block, "counting", Counting)
    recurring = block.flag("recurring") if "recurring" in block.values else True
    years = sorted(by_year)
    if not years or [year.starts for year in years] != list(range(years[0].starts, years[-1].starts + 1)):
        block.add("V09", name, detail="Give every year between the first and the last, one at least.")
    if block.faults or counting is None:
        return None
    return Entered(counting, tuple((year, by_year[year]) for year in years), recurring)


def read_measure_fields(block: Block) -> dict[str, Any] | None:
    """The fields of ``savings.Measure`` that stand in the block itself."""
    block.check_fields((*_MEASURE, *_MEASURE_MORE), _MEASURE)
    delivery = word(block, "delivery", Delivery)
    usual = USUAL_WEIGHT.get(delivery or Delivery.IN_DOUBT, 0.0)
    found = {
        "ref": block.text("ref"),
        "name": block.text("name"),
        "workstream": word(block, "workstream", Workstream),
        "kind": word(block, "kind", Kind),
        "delivery": delivery,
        "weight": share(block, "weight") if "weight" in block.values else usual,
        "owner": _words(block, "owner"),
        "evidence": _words(block, "evidence"),
        "source": _words(block, "source"),
        "could_be_harmed": _words(block, "could_be_harmed"),
        "promised": _entered(block, "promised"),
        "investment_pence": _investment(block),
        "counter_indicators": _indicators(block),
        "equality_check": word(block, "equality_check", CheckState) or CheckState.NOT_BEGUN,
        "legal_check": word(block, "legal_check", CheckState) or CheckState.NOT_BEGUN,
        "overlap_group": _words(block, "overlap_group"),
    }
    return None if block.faults else found


def _words(block: Block, name: str) -> str:
    """Words that may be left empty: what is missing is told of the measure by name, not of the file."""
    value = block.values.get(name, "")
    if not isinstance(value, str):
        block.add("V05", name, detail="It should be words in quotation marks.", value=value)
        return ""
    return value.strip()


def _investment(block: Block) -> dict[FinancialYear, Pence]:
    return money_by_year(block, "investment") if "investment" in block.values else {}


def _indicators(block: Block) -> tuple[CounterIndicator, ...]:
    given = block.values.get("must_not_get_worse", {})
    if not isinstance(given, dict):
        detail = 'It should be lists in braces: { "statutory duty" = ["..."], "quality" = ["..."] }.'
        block.add("V05", "must_not_get_worse", detail=detail, value=given)
        return ()
    found: list[CounterIndicator] = []
    for guards, names in given.items():
        if guards not in tuple(Guards):
            known = ", ".join(Guards)
            block.add("V04", "must_not_get_worse", detail=f"There is: {known}.", value=guards)
            continue
        listed = names if isinstance(names, list) else [names]
        found += [CounterIndicator(str(name), Guards(guards)) for name in listed]
    return tuple(found)


def read_dependency(block: Block) -> Dependency | None:
    needed = ("measure", "for", "ref", "what", "due")
    block.check_fields((*needed, "expected", "done"), needed)
    enabler, due = word(block, "for", Enabler), block.day("due")
    ref, what, expected, done = block.text("ref"), block.text("what"), block.day("expected"), block.day("done")
    if block.faults or enabler is None or due is None:
        return None
    return Dependency(enabler, ref, what, due, expected, done)


def read_substitution(block: Block) -> Substitution | None:
    needed = ("measure", "setting", "places", "instead_of")
    block.check_fields((*needed, "share", "opened", "displaced"), needed)
    setting = block.name("setting", _SETTINGS) if "setting" in block.values else ""
    instead_of = block.name("instead_of", _SETTINGS) if "instead_of" in block.values else ""
    places = block.whole("places")
    assumed = share(block, "share") if "share" in block.values else USUAL_SHARE
    record = [block.whole(name) if name in block.values else None for name in ("opened", "displaced")]
    if block.faults:
        return None
    try:
        return Substitution(setting, places, instead_of, assumed, *record)
    except ValueError as error:
        block.add("V07", "displaced", detail=f"{error}.")
        return None


@dataclass(frozen=True, slots=True)
class MovesGiven:
    """What a move saves as the file says, with its source."""

    moves: Moves
    source: str


def read_moves(block: Block) -> MovesGiven | None:
    needed = ("what", "placements", "saving_per_child_year", "source")
    block.check_fields(needed, needed)
    pence, placements = money(block, "saving_per_child_year"), block.number("placements")
    what, source = block.text("what"), block.text("source")
    if placements <= 0 and "placements" in block.values:
        block.add("V07", "placements", detail="There must be somebody to move.", value=placements)
    return None if block.faults else MovesGiven(Moves(pence, placements, what), source)
