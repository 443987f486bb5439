"""Who a child is, from the sealed names of the newest return in use that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.caseload import RUNNING_LIST
from highneeds.core.errors import Refusal
from highneeds.operations.audit import child_key_of
from highneeds.operations.child_page import is_known
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import KeptPeriod
from highneeds.store.sealing import SealBrokenError
from highneeds.store.sen2_returns import IDENTIFIERS, stored_return
from highneeds.store.tables import load_of_child

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
    return is_known(child_key)


def child_to_open(given: str) -> str:
    """The key of a child by its pseudonym. Raises Refusal, in the same words, for none and for one nothing tells of."""
    message = "There is no child of this pseudonym. Write its eight letters and figures."
    try:
        key = child_key_of(given)
    except Refusal as refusal:
        raise Refusal(message) from refusal
    if not is_known(key):
        raise Refusal(message)
    return key


def who_is(child_key: str) -> WhoIs | None:
    """Of the returns in use that are of this child, under whichever key, the newest that tells; None for no child.

    Where none tells, why the newest does not.
    """
    if not is_child(child_key):
        return None
    why_not, born = "", None
    rows = load_of_child("children", child_key).sort("return_year", descending=True, maintain_order=True)
    for year, source_row, birth_date in rows.select("return_year", _ROW, "birth_date").iter_rows():
        born = born or birth_date
        told, why = _told(year, source_row)
        if told:
            return WhoIs(told, born, f"return of {year}", "")
        why_not = why_not or why
    return WhoIs((), born, "", why_not or "No return in use holds this child, so its name was never told.")


def _told(year: int, source_row: int) -> tuple[tuple[tuple[str, str], ...], str]:
    """What this row of the return of this year says of who the child is, or why it does not."""
    if year == RUNNING_LIST:
        return (), "No return in use says who this child is, and the list of plans keeps no names."
    try:
        stored = stored_return(year)
    except LookupError:
        return (), f"The return of {year} is not kept whole."
    except SealBrokenError as error:
        return (), f"The names of the return of {year} cannot be opened: {error}."
    persons = stored.frames["person"]
    is_its_file = KeptPeriod.objects.filter(
        table_name="children", period=str(year), is_in_use=True, import_run=stored.run
    ).exists()
    if not stored.has_names or not is_its_file or _ROW not in persons.columns:
        return (), f"The store keeps no names of the return of {year}."
    found = persons.filter(pl.col(_ROW) == source_row).select(IDENTIFIERS)
    values = found.row(0) if found.height else ()
    told = tuple((label, str(value)) for label, value in zip(_LABELS, values, strict=False) if value)
    return told, f"The return of {year} says nothing of who this child is."
