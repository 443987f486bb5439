"""A store from before reviews were read takes the same return again, and keeps other files as they are."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from tests.store.store_frames import ledger, run_of, sen2_tables

from highneeds.store import keeping, tables


@pytest.mark.django_db
def test_a_return_stored_before_reviews_is_read_again_and_a_ledger_is_not() -> None:
    run = keeping.save_result(run_of("sen2-blade"), sen2_tables(2026))
    sha = run.unit_sha256
    book = keeping.save_result(run_of("ledger", "b"), ledger())
    import_module("highneeds.store.migrations.0006_returns_again").forget_what_was_read(apps, None)
    assert tables.run_in_use("sen2-blade", sha) is None
    assert tables.run_in_use("ledger", book.unit_sha256) == book
    keeping.save_result(run_of("sen2-blade"), sen2_tables(2026, children=4))
    assert tables.load_table("plans").height == 4
