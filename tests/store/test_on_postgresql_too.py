"""The second half of the store's tests once more, on PostgreSQL."""

from __future__ import annotations

import pytest
from tests.store.on_postgresql import second_half


@pytest.mark.postgres
def test_the_second_half_of_the_stores_tests_passes_on_postgresql_too() -> None:
    second_half()
