"""Check a page of figures, from a file or an example packed with highneeds, and keep what was found as tables."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from highneeds.core.errors import Refusal
from highneeds.finance.reconcile import Amount, Reconciliation, WorkedOut, reconcile
from highneeds.ingest.figures_csv import read_page_csv
from highneeds.ingest.figures_page import EXAMPLES, PageFile, read_example, read_page
from highneeds.operations.peer_inputs import told
from highneeds.operations.reconciling_month import reconcile_month
from highneeds.store.months import latest_month
from highneeds.store.setup import open_store

CHECKS, IMPLIED = "checks.csv", "implied.csv"
_NUMBERS = {f"{name}{end}": pl.Float64() for name in ("left", "right", "gap", "value") for end in ("", "_low", "_high")}
_CHECK_COLUMNS = (
    "identity", "name", "kind", "written", "verdict", "left", "left_low", "left_high", "right", "right_low",
    "right_high", "gap", "gap_low", "gap_high", "unit", "mended_by", "if_not",
)  # fmt: skip
_IMPLIED_COLUMNS = ("quantity", "name", "read_so", "value", "value_low", "value_high", "unit")


def reconcile_page(path: Path) -> Reconciliation:
    """Of the page in ``path``, CSV by its ending, else TOML. Raises Refusal with every fault when it cannot be used."""
    return _reconciled(read_page_csv(path) if path.suffix.lower() == ".csv" else read_page(path))


def reconcile_latest_month() -> Reconciliation:
    """Of the paper of the latest month, by itself. Raises Refusal before the first month."""
    open_store()
    record = latest_month()
    if record is None:
        message = "There is no month yet. Run 'highneeds month FOLDER' with the council's files first."
        raise Refusal(message)
    return reconcile_month(record)


def reconcile_example(name: str) -> Reconciliation:
    """Raises Refusal, naming those there are, for an example nobody knows."""
    if name not in EXAMPLES:
        message = f"There is no example {name!r}; there is {', '.join(EXAMPLES)}."
        raise Refusal(message)
    return _reconciled(read_example(name))


def _reconciled(file: PageFile) -> Reconciliation:
    if file.page is None:
        raise Refusal(told(file.faults, "The page of figures cannot be used. Nothing was checked."))
    return reconcile(file.page)


def write_findings(found: Reconciliation, out: Path) -> tuple[Path, ...]:
    """``checks.csv`` and ``implied.csv`` in the folder ``out``, made if need be.

    Raises Refusal when they cannot be written.
    """
    tables = {out / CHECKS: checks_frame(found), out / IMPLIED: implied_frame(found)}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path, table in tables.items():
            table.write_csv(path)
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return tuple(tables)


def checks_frame(found: Reconciliation) -> pl.DataFrame:
    """One row per identity, in the order checked; amounts in the unit of the identity, shares as fractions."""
    rows = [
        {
            "identity": one.identity.key,
            "name": one.identity.name,
            "kind": one.identity.kind.value,
            "written": one.identity.written,
            "verdict": one.verdict.value,
            **_amounts("left", one.left),
            **_amounts("right", one.right),
            **_amounts("gap", one.gap),
            "unit": None if one.gap is None else one.gap.unit.value,
            "mended_by": "; ".join(
                " and ".join(reading.name for reading in each.readings) for each in found.explaining(one)
            ),
            "if_not": one.identity.if_not if one.is_broken else one.reason,
        }
        for one in found.checked
    ]
    return pl.DataFrame(rows, schema={name: _NUMBERS.get(name, pl.String) for name in _CHECK_COLUMNS})


def implied_frame(found: Reconciliation) -> pl.DataFrame:
    """One row per worked-out quantity as printed, and one per fixed reading of the page that changes it."""
    rows = [_implied(quantity, worth, "") for quantity, worth in found.worked_out]
    rows += [_implied(quantity, worth, one.reading.name) for one in found.read_so for quantity, worth in one.worked_out]
    return pl.DataFrame(rows, schema={name: _NUMBERS.get(name, pl.String) for name in _IMPLIED_COLUMNS})


def _implied(quantity: WorkedOut, worth: Amount | None, read_so: str) -> dict[str, object]:
    unit = None if worth is None else worth.unit.value
    return {
        "quantity": quantity.key, "name": quantity.label, "read_so": read_so, **_amounts("value", worth), "unit": unit,
    }  # fmt: skip


def _amounts(name: str, one: Amount | None) -> dict[str, float | None]:
    if one is None:
        return dict.fromkeys((name, f"{name}_low", f"{name}_high"))
    return {name: float(one.value), f"{name}_low": float(one.could_be.low), f"{name}_high": float(one.could_be.high)}
