"""Pages without gunicorn: static files by their plain names, quick password hashing, a month in the store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings
from tests.once import made_once
from tests.reports.sample_month import sample_month
from tests.web.in_a_browser import Served, served_sample, started_browser, store_sample
from tests.web.sample_closing import sample_closing
from tests.web.sample_import import sample_import
from tests.web.sample_programme import sample_ledger, sample_programme_run
from tests.web.sample_returns import sample_returns
from tests.web.sample_risks import sample_risks

from highneeds.core import Severity
from highneeds.governance.closed_month import Closing
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import Role
from highneeds.store.accounts import let_import_files
from highneeds.store.models import FaultRow, ImportRun
from highneeds.store.months import save_month
from highneeds.store.roles import set_roles
from highneeds.web.confirmed import CONFIRMED_AT

PASSWORD = "three quiet green lamps"


@pytest.fixture(autouse=True)
def _plain_pages(settings: Settings) -> Iterator[None]:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("whitenoise")]
    cache.clear()
    yield
    cache.clear()


def confirm_now(client: Client) -> None:
    """As somebody who has just signed in."""
    session = client.session
    session[CONFIRMED_AT] = time.time()
    session.save()


@pytest.fixture
def person(db: None) -> User:  # noqa: ARG001 - opens the database
    """Sam, head of SEND."""
    user = User.objects.create_user("sam", password=PASSWORD)
    set_roles(user, {Role.HEAD_OF_SEND})
    return user


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    """Sam, who may import files and give roles too."""
    let_import_files(person.username, may=True)
    set_roles(person, {Role.HEAD_OF_SEND, Role.IT})
    client.force_login(person)
    confirm_now(client)
    return client


@pytest.fixture
def in_every_office(signed_in: Client, person: User) -> Client:
    """Sam, who may do all that any role may."""
    set_roles(person, Role)
    return signed_in


@pytest.fixture
def looking(person: User) -> Client:
    """Sam, who may not."""
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def month(db: None) -> MonthRecord:  # noqa: ARG001 - opens the database
    record = sample_month()
    save_month(record)
    return record


@pytest.fixture
def closing(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Closing:  # noqa: ARG001 - opens the database
    monkeypatch.setenv("HIGHNEEDS_HOME", str(tmp_path))
    return sample_closing()


@pytest.fixture
def governed(month: MonthRecord) -> MonthRecord:
    """The month, with a programme and its ledger, a register of risks and boards."""
    _govern()
    return month


def _govern() -> None:
    sample_programme_run()
    sample_ledger()
    sample_risks()


@dataclass(frozen=True)
class Stored:
    """What stands in a council of which everything is stored."""

    month: MonthRecord
    closing: Closing
    run: ImportRun


@pytest.fixture(scope="module")
def _stored_once(
    django_db_setup: None,  # noqa: ARG001 - makes the database
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stored]:
    """All samples, stored once for a file of tests in a transaction round them all, of which nothing stays."""
    with pytest.MonkeyPatch.context() as patched, ExitStack() as around:
        patched.setenv("HIGHNEEDS_HOME", str(tmp_path_factory.mktemp("stored")))
        with django_db_blocker.unblock():
            around.enter_context(transaction.atomic())
            made = Stored(sample_month(), sample_closing(), _finance_import())
            save_month(made.month)
            _govern()
        yield made
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            around.close()


@pytest.fixture
def stored(_stored_once: Stored, db: None) -> Stored:  # noqa: ARG001 - opens the database
    """For one test: what it changes is taken back."""
    return _stored_once


@pytest.fixture
def finance_import(db: None) -> ImportRun:  # noqa: ARG001 - opens the database
    return _finance_import()


def _finance_import() -> ImportRun:
    """An import with 9 rows held, 120 to check and a hostile cell."""
    run = sample_import()
    sample_returns()
    FaultRow.objects.bulk_create(
        [_fault(run, "C04", Severity.STOPS_ROW, row) for row in range(10, 19)]
        + [_fault(run, "C02", Severity.CHECK, row) for row in range(100, 220)]
    )
    return run


def _fault(run: ImportRun, rule: str, severity: Severity, row: int) -> FaultRow:
    return FaultRow(
        import_run=run,
        file="=cmd|' /C calc'!A0.xlsx" if row == 10 else run.file_names[0],
        row=row,
        field="Rate",
        rule=rule,
        severity=severity.value,
        advice="Write the rate as a number.",
        value="<script>alert(1)</script>" if row == 10 else "tbc",
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Of each file of tests its own: a server, and the browser of somebody who came by its one-time link."""
    sample = made_once(tmp_path_factory.getbasetemp(), "sample", store_sample)
    home = tmp_path_factory.mktemp("served") / "home"
    with started_browser() as browser, served_sample(browser, sample, home) as served:
        yield served
