"""The sample month, stored in a new home by ``python -m tests.web.serve_sample``; from there, or from a copy of it,
served as ``highneeds serve`` does by ``python -m tests.web.serve_sample PORT``.
"""

from __future__ import annotations

import json
import sys
from datetime import date

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from tests.reports.sample_month import sample_month
from tests.web.sample_cases import sample_cases
from tests.web.sample_closing import sample_closing
from tests.web.sample_events import sample_events, sample_reviews
from tests.web.sample_figures import sample_figures, sample_neighbours
from tests.web.sample_import import sample_import
from tests.web.sample_papers import sample_draft, sample_published
from tests.web.sample_programme import sample_ledger, sample_programme_run
from tests.web.sample_returns import sample_returns
from tests.web.sample_risks import sample_risks
from tests.web.sample_work import sample_work

from highneeds.core import Severity
from highneeds.governance.rights import Role
from highneeds.operations.accounts import change_roles
from highneeds.operations.serving import new_sign_in_link, serve
from highneeds.operations.slugs import slug_of
from highneeds.store.home import home
from highneeds.store.models import FaultRow
from highneeds.store.months import save_month
from highneeds.store.teams import Member, keep_member, keep_sight

ADMINISTRATOR = "administrator"


def main(port: str = "") -> None:
    if not port:
        store_sample()
        return
    print(new_sign_in_link(port=int(port), username=ADMINISTRATOR), flush=True)  # noqa: T201 - the test reads it
    # in a process that stored nothing: the threads with which polars writes would not survive the fork of the workers
    serve(port=int(port))


def store_sample() -> None:
    new_sign_in_link(port=0, username=ADMINISTRATOR)
    change_roles("kim", give=["case officer"], by="root")
    keep_member(Member("Lou", ("South", "North"), frozenset({"South"})), by="root")
    keep_sight(Role.PANEL_CHAIR, is_own_teams_only=False, reason="As it was.", set_by="root")
    sign_everybody_in()
    save_month(sample_month())
    add_import()
    sample_returns()
    sample_risks()
    sample_programme_run()
    sample_ledger()
    sample_published(date(2026, 11, 20))
    sample_draft()
    sample_closing()
    sample_events()
    sample_reviews()
    sample_figures()
    sample_neighbours("998", "997")
    sample_cases(at_the_school=True)
    sample_work()


def sign_everybody_in() -> None:
    """Kim, and one account for each role by the role's name: their cookies are written beside the database."""
    for role in Role:
        change_roles(slug_of(role), give=[role], by="root")
    cookies = {}
    for user in get_user_model().objects.exclude(username=ADMINISTRATOR):
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        cookies[user.get_username()] = session.session_key
    (home() / "sessions.json").write_text(json.dumps(cookies))


def add_import() -> None:
    run = sample_import()
    for rule, severity, rows in (
        ("C04", Severity.STOPS_ROW, 9),
        ("C02", Severity.CHECK, 120),
        ("C10", Severity.MENDED, 1),
    ):
        FaultRow.objects.bulk_create(
            FaultRow(
                import_run=run,
                file=run.file_names[0],
                row=row + 10,
                field="Rate",
                rule=rule,
                severity=severity.value,
                advice="See the rule.",
                value="to be confirmed by the provider",
            )
            for row in range(rows)
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
