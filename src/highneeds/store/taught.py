"""What people taught about payments, kept from month to month."""

from __future__ import annotations

import polars as pl
from django.db import transaction

from highneeds.finance.payments import TAUGHT_SCHEMA
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import TaughtMatch


@transaction.atomic
def remember(taught: pl.DataFrame) -> int:
    """Keep rules (``TAUGHT_SCHEMA``), each in place of what was taught of the same text before; how many there are."""
    for what, text, means in taught.select(list(TAUGHT_SCHEMA)).iter_rows():
        TaughtMatch.objects.update_or_create(what=what, text=text, defaults={"means": means})
    return taught.height


def taught_matches() -> pl.DataFrame:
    """All that was taught, as ``TAUGHT_SCHEMA``."""
    rows = list(TaughtMatch.objects.order_by("what", "text").values_list("what", "text", "means"))
    return pl.DataFrame(rows, schema=TAUGHT_SCHEMA, orient="row")
