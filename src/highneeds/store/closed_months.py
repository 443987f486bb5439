"""Closed months into the database and out again: a version is kept whole or not at all, and never changed."""

from __future__ import annotations

from django.db import transaction

from highneeds.core import FinancialYear
from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.governance.closed_month import ClosedMonth, Closing
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.models import ClosedMonthRow
from highneeds.store.record_json import from_json, to_json


def keep_closed(month: ClosedMonth, *, correction: str = "", by: str = "") -> tuple[Closing, bool]:
    """The month's version in use, and whether it was made now: none is when the same snapshot was closed before.

    ``correction``: why a month that is closed is closed again. Raises Refusal when it is closed with other numbers and
    no reason is given.
    """
    with transaction.atomic():
        latest = _latest(month.financial_year, month.month)
        if latest is not None and latest.snapshot == month.snapshot:
            return _closing(latest), False
        if latest is not None and not correction.strip():
            raise Refusal(_closed_already(latest))
        row = ClosedMonthRow.objects.create(
            financial_year=str(month.financial_year),
            month=month.month,
            version=1 if latest is None else latest.version + 1,
            reason="" if latest is None else correction.strip(),
            snapshot=month.snapshot,
            record=to_json(month),
        )
        note(by, Did.CLOSED_MONTH, "month", f"{row.financial_year}/{row.month}", facts={"version": row.version})
    return _closing(row), True


def closing_of(financial_year: FinancialYear, month: int, version: int | None = None) -> Closing | None:
    """One version of a month, the latest when none is named; None when it was not closed."""
    if version is None:
        row = _latest(financial_year, month)
    else:
        row = ClosedMonthRow.objects.filter(financial_year=str(financial_year), month=month, version=version).first()
    return None if row is None else _closing(row)


def closings() -> tuple[Closing, ...]:
    """Every version of every closed month, in their order."""
    return tuple(map(_closing, ClosedMonthRow.objects.order_by("financial_year", "month", "version")))


def _latest(financial_year: FinancialYear, month: int) -> ClosedMonthRow | None:
    versions = ClosedMonthRow.objects.filter(financial_year=str(financial_year), month=month)
    return versions.order_by("-version").first()


def _closing(row: ClosedMonthRow) -> Closing:
    return Closing(row.version, row.reason, row.closed_at.date(), from_json(ClosedMonth, row.record))


def _closed_already(row: ClosedMonthRow) -> str:
    first_day = FinancialYear.parse(row.financial_year).months()[row.month - 1]
    return (
        f"{first_day:%B %Y} is closed (version {row.version} of {row.closed_at:%-d %B %Y}), and the files, or the "
        "forecast before it, have changed since. A closed month stays as it is. To close it again as a new version "
        'beside the old one, say why: --correct "what was wrong".'
    )
