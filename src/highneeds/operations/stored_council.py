"""The stored council as scenarios need it: what is stored, and what its forecast is made from."""

from __future__ import annotations

from dataclasses import dataclass

from highneeds.finance import own_prices
from highneeds.operations.month_forecast import Council, council_of
from highneeds.operations.month_inputs import MonthInputs, caseload_of, month_inputs
from highneeds.store.setup import open_store


@dataclass(frozen=True)
class StoredCouncil:
    """``inputs`` are what is stored, ``council`` what the month's own forecast is made from too."""

    inputs: MonthInputs
    council: Council


def stored_council() -> StoredCouncil:
    """Raises Refusal, naming what is missing, when what is stored does not make a forecast."""
    open_store()
    inputs = month_inputs()
    tables, caseload = inputs.tables, caseload_of(inputs)
    january = caseload.januaries[caseload.start_january]
    prices = own_prices(january, tables["cost_lines"], inputs.financial_year.first_day, inputs.as_at).prices
    return StoredCouncil(inputs, council_of(caseload, tables, prices))
