"""Who a child is, from the sealed names of the newest return in use that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ChildRow, CostLineRow, ImportRun
from highneeds.store.sealing import SealBrokenError
from highneeds.store.sen2_returns import IDENTIFIERS, stored_return

_ROW = "source_row"
_LABELS = ("Surname", "Forename", "Postcode", "Unique pupil number", "Unique learner number")


@dataclass(frozen=True, slots=True)
class WhoIs:
    """``told``: label and value of what is kept; ``why_not``: why no more is; ``born``: None where no return says."""

    told: tuple[tuple[str, str], ...]
    born: date | None
    source: str
    why_not: str


def is_child(child_key: str) -> bool:
    """Whether anything in use is of this child."""
    in_use = {"child_key": child_key, "import_run__state": ImportRun.State.IMPORTED}
    return any(model.objects.filter(**in_use).exists() for model in (ChildRow, CostLineRow))


def who_is(child_key: str) -> WhoIs | None:
    """None for a child that nothing in use is of."""
    if not is_child(child_key):
        return None
    rows = ChildRow.objects.filter(child_key=child_key, import_run__state=ImportRun.State.IMPORTED)
    why_not = "No return in use holds this child, so its name was never told."
    born = None
    for row in rows.order_by("-return_year"):
        born = born or row.birth_date
        told, why_not = _told(row)
        if told:
            return WhoIs(told, born, f"return of {row.return_year}", "")
    return WhoIs((), born, "", why_not)


def _told(row: ChildRow) -> tuple[tuple[tuple[str, str], ...], str]:
    """What the return of this row says of who the child is, or why it does not."""
    try:
        stored = stored_return(row.return_year)
    except LookupError:
        return (), f"The return of {row.return_year} is not kept whole."
    except SealBrokenError as error:
        return (), f"The names of the return of {row.return_year} cannot be opened: {error}."
    persons = stored.frames["person"]
    if not stored.has_names or stored.run.pk != row.import_run_id or _ROW not in persons.columns:
        return (), f"The store keeps no names of the return of {row.return_year}."
    found = persons.filter(pl.col(_ROW) == row.source_row).select(IDENTIFIERS)
    values = found.row(0) if found.height else ()
    told = tuple((label, str(value)) for label, value in zip(_LABELS, values, strict=False) if value)
    return told, f"The return of {row.return_year} says nothing of who this child is."
