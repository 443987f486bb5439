"""Check a page of figures, from a file or an example packed with highneeds, and keep what was found as a table."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from highneeds.core.errors import Refusal
from highneeds.finance.reconcile import Reconciliation, Verdict, reconcile
from highneeds.ingest.figures_page import EXAMPLES, PageFile, read_example, read_page
from highneeds.operations.peer_inputs import told

CHECKS = "checks.csv"


def reconcile_page(path: Path) -> Reconciliation:
    """Of the page in the TOML file ``path``. Raises Refusal, with every fault, when it cannot be used."""
    return _reconciled(read_page(path))


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


def checks_table(found: Reconciliation) -> pl.DataFrame:
    """One row per identity, in the order checked; amounts in the unit of the identity, shares as fractions."""
    rows = [
        {
            "identity": one.identity.key,
            "name": one.identity.name,
            "kind": one.identity.kind.value,
            "written": one.identity.written,
            "verdict": one.verdict.value,
            "left": None if one.left is None else float(one.left.value),
            "right": None if one.right is None else float(one.right.value),
            "gap": None if one.gap is None else float(one.gap.value),
            "gap_low": None if one.gap is None else float(one.gap.could_be.low),
            "gap_high": None if one.gap is None else float(one.gap.could_be.high),
            "unit": None if one.gap is None else one.gap.unit.value,
            "mended_by": "; ".join(
                " and ".join(reading.name for reading in each.readings) for each in found.explaining(one)
            ),
        }
        for one in found.checked
    ]
    schema = dict.fromkeys(("left", "right", "gap", "gap_low", "gap_high"), pl.Float64) | {"unit": pl.String}
    return pl.DataFrame(rows, schema_overrides=schema)


def write_checks(found: Reconciliation, out: Path) -> Path:
    """``checks.csv`` in the folder ``out``, made if need be. Raises Refusal when it cannot be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        checks_table(found).write_csv(out / CHECKS)
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return out / CHECKS


def is_clean(found: Reconciliation) -> bool:
    """Whether a page may be published: nothing breaks, and every figure says how it was counted."""
    holds = all(one.verdict in {Verdict.EXACT, Verdict.ROUNDING} for one in found.checked)
    return holds and all(figure.has_basis for figure in found.page.figures)
