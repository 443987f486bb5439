"""What an import is of, as people write it."""

from __future__ import annotations

from datetime import date

import pytest

from highneeds.ingest import FileKind
from highneeds.operations.imports_list import period_in_words

PAYMENTS = FileKind.PAYMENTS.value


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026-27 M01", "2026-27, April"),
        ("2026-27 M01, 2026-27 M02, 2026-27 M03", "2026-27, April to June"),
        ("2026-27 M09, 2026-27 M10", "2026-27, December to January"),
        ("2026-27 M01, 2026-27 M03, 2026-27 M04", "2026-27, April, June and July"),
        ("2025-26 M12, 2026-27 M01", "2025-26 M12, 2026-27 M01"),
        ("2026-27 M13", "2026-27 M13"),
        ("appeal 2026/27, exclusion 2026/27", "appeal 2026/27, exclusion 2026/27"),
        ("2026-10-31", "31 October 2026"),
        ("", ""),
    ],
)
def test_months_of_one_year_are_told_by_name_and_all_else_as_it_is(period: str, said: str) -> None:
    assert period_in_words(PAYMENTS, period, date(2026, 10, 31)) == said
