"""A cost line is committed for the block by its status, unless it pays for transport; as read and as kept."""

from __future__ import annotations

from itertools import product

import polars as pl
import pytest

from highneeds.caseload.tables import COST_ELEMENTS, IS_COMMITTED, IS_TRANSPORT, STATUSES

TYPES: dict[str, list[pl.DataType]] = {
    "as read": [pl.String(), pl.String()],
    "as kept": [pl.Enum(STATUSES), pl.Enum(COST_ELEMENTS)],
}


@pytest.mark.parametrize("kept", TYPES)
def test_every_line_is_committed_proposed_or_transport_by_its_status_and_element(kept: str) -> None:
    schema = dict(zip(("status", "cost_element"), TYPES[kept], strict=True))
    lines = pl.DataFrame(list(product(STATUSES, COST_ELEMENTS)), schema=schema, orient="row")
    committed = lines.filter(IS_COMMITTED, ~IS_TRANSPORT)
    assert set(committed["status"]) == {"committed"}
    assert set(committed["cost_element"]) == set(COST_ELEMENTS) - {"transport"}
    assert lines.filter(IS_COMMITTED, IS_TRANSPORT).rows() == [("committed", "transport")]
    assert lines.filter(~IS_COMMITTED, ~IS_TRANSPORT).height == (len(STATUSES) - 1) * (len(COST_ELEMENTS) - 1)
    assert lines.filter(IS_TRANSPORT).height == len(STATUSES)
