"""What is known of one child reaches nobody who may not know it: not by a page, a file, a fault, a search or a log."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker
from tests.reports.sample_month import sample_month
from tests.web import canary
from tests.web.by_token import BY_TOKEN
from tests.web.canary import NOBODY, Canary, Marker, Seen, canary_council, seen_in
from tests.web.sample_closing import sample_closing
from tests.web.sample_papers import REF, sample_published
from tests.web.sample_programme import sample_ledger, sample_programme_run
from tests.web.sample_returns import LINK_ID
from tests.web.sample_risks import sample_risks
from tests.web.test_every_address import EXPECTED
from tests.web.who_may import LETTERS

from highneeds.governance.rights import given_to_programs
from highneeds.operations import lists
from highneeds.operations.api_tokens import new_token
from highneeds.store.models import AuditRow, ImportTask, OriginalFile, WorkRow
from highneeds.store.months import save_month
from highneeds.store.roles import set_roles
from highneeds.web.confirmed import CONFIRMED_AT

pytestmark = pytest.mark.django_db

NO_ROLE = "-"
DAY = "day=2026-10-31"
ALL_COLUMNS = "&".join(
    f"column={column.name}" for listing in (lists.CHILDREN, lists.PLACEMENTS) for column in listing.columns
)
CHILDREN, MONEY, NEEDS, PROVIDERS = "HFCOLA", "HFCLA", "HCOL", "HFCPOLMRA"
# what -> page -> to whom it may be told, one letter for each role as in who_may.py; told elsewhere it is a leak
MAY_SEE: dict[Marker, dict[str, str]] = {
    Marker.PSEUDONYM: {
        "children": CHILDREN,
        "child": CHILDREN,
        "placements": CHILDREN,
        "names": "HFCOL",
        "note": "HO",
        "officer": "HO",
        "moved_lines": "HFCA",
        "measure": "HFCA",
        "audit": "HA",
    },
    Marker.KEY: {"children": CHILDREN, "placements": CHILDREN, "note": "HO", "officer": "HO", "measure": "HFCA"},
    Marker.NOTE: {"child": NEEDS, "note": "HO"},
    Marker.OFFICER: {"children": CHILDREN, "child": CHILDREN, "placements": CHILDREN, "rules": CHILDREN},
    Marker.PRICE: {"children": MONEY, "child": MONEY, "provider": MONEY, "home": "C"},
    Marker.SCHOOL: {
        "children": CHILDREN,
        "child": CHILDREN,
        "placements": CHILDREN,
        "rules": CHILDREN,
        "providers": PROVIDERS,
        "provider": PROVIDERS,
        "providers_file": PROVIDERS,
        "api_providers": PROVIDERS,
        "home": "C",
    },
    Marker.FAULTY_CELL: {"faults": MONEY, "import_faults": MONEY},
    Marker.FAULTY_NEED: {"faults": NEEDS, "import_faults": NEEDS},
}
# rows taken out for a purpose; the file as it was imported says all that its owner wrote in it
TAKEN_OUT = {
    "children.csv": {Marker.PSEUDONYM, Marker.OFFICER, Marker.PRICE, Marker.SCHOOL},
    "children.xlsx": {Marker.PSEUDONYM, Marker.OFFICER, Marker.PRICE, Marker.SCHOOL},
    "placements.csv": {Marker.PSEUDONYM, Marker.OFFICER, Marker.SCHOOL},
    "exceptions.csv": set[Marker](),
    "faults.csv": set[Marker](),
    "original": {Marker.BIRTH, Marker.NUMBER, Marker.FAULTY_NEED, Marker.OFFICER},
}
IS_THE_CHILD = {Marker.NAME, Marker.BIRTH, Marker.NUMBER, Marker.POSTCODE, Marker.OTHER_HASH}


@dataclass
class Walked:
    """``searches``: of each as whom, where and for what, and whether it told more than one for a word nobody has."""

    child: Canary
    answers: list[Seen] = field(default_factory=list)
    posted: list[Seen] = field(default_factory=list)
    taken_out: dict[str, set[Marker]] = field(default_factory=dict)
    searches: list[tuple[str, str, str, bool]] = field(default_factory=list)
    is_found: bool = False
    opened: list[Seen] = field(default_factory=list)
    broken: list[Seen] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    logged: str = ""
    mails: int = 0


@pytest.fixture(scope="module")
def walked(
    django_db_setup: None,  # noqa: ARG001 - makes the database
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Walked]:
    """The council is imported once and everybody walks it; nothing of it stays in the database."""
    log = io.StringIO()
    with ExitStack() as stack:
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        patched.setenv("HIGHNEEDS_HOME", str(tmp_path_factory.mktemp("canary")))
        stack.enter_context(_plain_pages())
        stack.enter_context(redirect_stderr(log))
        stack.enter_context(redirect_stdout(log))
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(transaction.atomic())
        _listen(stack, log)
        told = Walked(canary_council(tmp_path_factory.mktemp("files"), patched))
        save_month(sample_month())
        sample_closing()
        sample_programme_run()
        sample_ledger()
        sample_risks()
        sample_published()
        clients = {who: _as(who) for who in (*LETTERS, NO_ROLE, NOBODY)}
        _walk(told, clients)
        _post_what_is_wrong(told, clients)
        _take_out(told, clients)
        _search(told, clients)
        _open_names(told, clients)
        _break(told, clients["O"], patched)
        _look_behind(told)
        told.logged = log.getvalue()
        yield told
        transaction.set_rollback(True)


def _plain_pages() -> override_settings:
    """As ``conftest._plain_pages`` has it for each test."""
    return override_settings(
        STORAGES=settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        MIDDLEWARE=[name for name in settings.MIDDLEWARE if not name.startswith("whitenoise")],
    )


def _listen(stack: ExitStack, log: io.StringIO) -> None:
    """To all that the program logs as it is set up."""
    handler = logging.StreamHandler(log)
    for name in ("", "django", "django.request", "highneeds.web"):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        stack.callback(logger.removeHandler, handler)


def _as(who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who == NOBODY:
        return client
    user = User.objects.create_user("loner" if who == NO_ROLE else f"person of {LETTERS[who].name.lower()}")
    set_roles(user, () if who == NO_ROLE else (LETTERS[who],))
    client.force_login(user)
    session = client.session
    session[CONFIRMED_AT] = time.time()
    session.save()
    return client


def _walk(told: Walked, clients: dict[str, Client]) -> None:
    asked = list(addresses(told.child))
    for who, client in clients.items():
        told.answers += [seen_in(told.child, who, name, address, client.get(address)) for name, address in asked]
    for who, role in LETTERS.items():
        rights = given_to_programs((role,))
        token = new_token(who, rights=rights, days=1, by="kim") if rights else "none"
        program = Client(headers={"authorization": f"Bearer {token}"}, raise_request_exception=False)
        told.answers += [seen_in(told.child, who, name, at, program.get(at)) for name, (at, _) in BY_TOKEN.items()]
    for name, address in files_of_papers():
        told.answers.append(seen_in(told.child, "H", name, address, clients["H"].get(address)))


def addresses(child: Canary) -> Iterator[tuple[str, str]]:
    """Every address of the table, those of a child for the canary, and of the imports of costs and plans."""
    runs = (child.runs["placement-costs"], child.runs["plan-list"])
    for name, (address, *_) in EXPECTED.items():
        if "{run}" in address:
            yield from ((name, address.format(run=run)) for run in runs)
        else:
            yield name, address.replace("a" * 32, child.key).replace(LINK_ID, child.link_id)
    for run, rule in zip(runs, ("C04", "S02"), strict=True):
        yield "import_faults", f"/imports/{run}/faults/{rule}"
        yield "faults", f"/faults/{rule}"
        yield "rule", f"/rules/{rule}"
    yield "children", f"/children?{DAY}&{ALL_COLUMNS}"
    yield "placements", f"/placements?{DAY}&{ALL_COLUMNS}"
    yield "note", f"/children/{child.key}/notes/n1"
    yield "provider", f"/providers/{canary.SCHOOL}"
    yield "audit", f"/audit?child={child.key}"
    yield "moved_lines", "/month-end/2026-27/7/lines/rates-changed"
    yield "draft", f"/papers/drafts/{REF}"
    yield "published_paper", f"/papers/published/{REF}"


def files_of_papers() -> Iterator[tuple[str, str]]:
    """The same for everybody who may have them, so that one person's are read."""
    for form in ("pdf", "docx", "odt", "html", "xlsx"):
        yield "paper", f"/papers/paper.{form}"
        yield "draft_file", f"/papers/drafts/{REF}/file/{form}"
        yield "published_file", f"/papers/published/{REF}/file/{form}"


def _post_what_is_wrong(told: Walked, clients: dict[str, Client]) -> None:
    """Forms that are refused show again what was typed, and nothing of what is kept."""
    child = f"/children/{told.child.key}"
    forms: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("names", f"{child}/names", {}),
        ("note", f"{child}/notes/n1", {"words": "Mine.", "version": "9999"}),
        ("note", f"{child}/notes/new", {"words": " ", "version": "0"}),
        ("officer", f"{child}/officer", {"officer": "Bo", "version": "9999"}),
        ("set_officers", "/children/officers", {"child": f"{told.child.key}.7", "officer": "Bo"}),
        ("link", f"/links/{told.child.link_id}", {}),
        ("rule", "/rules/S02", {}),
        ("save_view", "/lists/children/views", {"name": " "}),
        ("exceptions_csv", "/month-end/2026-27/7/exceptions.csv", {"purpose": " "}),
        ("children_file", "/children/rows.csv", {"purpose": " "}),
        ("import_csv", f"/imports/{told.child.runs['plan-list']}/faults.csv", {"purpose": " "}),
    )
    for who, client in clients.items():
        told.posted += [seen_in(told.child, who, name, at, client.post(at, form)) for name, at, form in forms]


def _take_out(told: Walked, clients: dict[str, Client]) -> None:
    costs, plans = told.child.runs["placement-costs"], told.child.runs["plan-list"]

    original = OriginalFile.objects.get(import_run=plans).pk
    for name, who, address in (
        ("children.csv", "A", f"/children/rows.csv?{DAY}&{ALL_COLUMNS}"),
        ("children.xlsx", "F", f"/children/rows.xlsx?{DAY}&{ALL_COLUMNS}"),
        ("placements.csv", "H", f"/placements/rows.csv?{DAY}&{ALL_COLUMNS}"),
        ("exceptions.csv", "A", "/month-end/2026-27/7/exceptions.csv"),
        ("faults.csv", "H", f"/imports/{costs}/faults.csv"),
        ("original", "F", f"/imports/{plans}/original/{original}"),
    ):
        answer = clients[who].post(address, {"purpose": "the panel"})
        seen = seen_in(told.child, who, name, address, answer)
        assert seen.status == 200, seen
        told.taken_out[name] = set(seen.markers)


def _search(told: Walked, clients: dict[str, Client]) -> None:
    """By what nobody may search by, or what this person may not see: no more is found than for a word nobody has."""
    hidden = (canary.SURNAME, canary.UPN, canary.ULN, canary.POSTCODE, "17/03/2011", "2011-03-17", "17 Mar 2011")
    for who, pages, words in (
        ("H", ("children", "placements", "due", "providers", "budget-lines"), (*hidden, "grumbleplank", "73,913")),
        ("O", ("children", "due"), (canary.FORENAME, "73,914", "Xylofont")),
        ("P", ("providers",), (canary.SURNAME, canary.OFFICER, pseudonym_of(told.child), "73,914")),
    ):
        for name in pages:
            nothing = _of_search(clients[who], name, "Nonesuchperson")
            told.searches += [(who, name, word, _of_search(clients[who], name, word) != nothing) for word in words]
    told.is_found = "<b>1</b> of 3 rows" in clients["O"].get(f"/children?{DAY}&q=fernwhistle").content.decode()
    for who, asked in (("F", "need=Not+recorded"), ("A", "sort=need"), ("O", "sort=-cost"), ("H", "sort=-cost")):
        plain, narrowed = (_main(clients[who].get(f"/children?{DAY}&{one}")) for one in ("sort=child", asked))
        told.searches.append((who, "children", asked, plain != narrowed))


def pseudonym_of(child: Canary) -> str:
    return canary.pseudonym(child.key)


def _of_search(client: Client, name: str, word: str) -> str:
    answer = client.get(f"/{name}", {"day": "2026-10-31", "q": word})
    return re.sub(re.escape(word).replace("\\ ", r"(?:\+|\s|%20)"), "", _main(answer))


def _main(answer: HttpResponse) -> str:
    page = answer.content.decode().partition("<main")[2]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|[?&]q=[^"&]*', "", page)


def _open_names(told: Walked, clients: dict[str, Client]) -> None:
    """A case officer says why; an auditor, who may not, says why too."""
    at = f"/children/{told.child.key}/names"
    for who in "OA":
        clients[who].post(at, {"reason": "to ring her school"})
        for address in (at, f"/children/{told.child.key}", f"/children?{DAY}", "/"):
            told.opened.append(seen_in(told.child, who, address, address, clients[who].get(address)))


def _break(told: Walked, client: Client, patched: pytest.MonkeyPatch) -> None:
    """Pages that cannot be made, of which the cause quotes the child."""
    quoted = f"{canary.SURNAME} {canary.UPN} 17/03/2011 {canary.NOTE_WORDS} free text {canary.ADDRESS}"

    def fail(*_: object, **__: object) -> None:
        raise ValueError(quoted)

    with patched.context() as broken:
        broken.setattr("highneeds.web.views.children.child_page", fail)
        told.broken.append(seen_in(told.child, "O", "500", "", client.get(f"/children/{told.child.key}")))
    for status, answer in (
        ("404", client.get("/children/nobody", {"name": quoted})),
        ("404", client.post("/no-such-page", {"name": quoted})),
        ("400", client.get("/", headers={"host": "elsewhere.example"})),
        ("403", Client(enforce_csrf_checks=True).post("/sign-in", {"username": quoted})),
        ("200", Client().post("/sign-in", {"username": quoted, "password": quoted})),
    ):
        told.broken.append(seen_in(told.child, "O", status, "", answer))


def _look_behind(told: Walked) -> None:
    """What the program keeps for itself of all this."""
    for model in (AuditRow, ImportTask, WorkRow):
        told.kept[model.__name__] = "\n".join(map(str, model.objects.values_list()))
    told.kept["Session"] = "\n".join(str(one.get_decoded()) for one in Session.objects.all())
    told.mails = len(getattr(mail, "outbox", []))


def test_each_thing_known_of_the_child_is_told_where_the_table_says_so_and_nowhere_else(walked: Walked) -> None:
    found: dict[Marker, dict[str, str]] = {}
    for one in walked.answers:
        for marker in one.markers:
            letters = found.setdefault(marker, {}).get(one.name, "")
            found[marker][one.name] = letters if one.who in letters else letters + one.who
    assert found == {what: {page: by_role(who) for page, who in where.items()} for what, where in MAY_SEE.items()}


def by_role(letters: str) -> str:
    return "".join(letter for letter in LETTERS if letter in letters)


def test_no_page_could_not_be_made(walked: Walked) -> None:
    assert {name for name, _ in addresses(walked.child)} == set(EXPECTED)
    assert [one for one in (*walked.answers, *walked.posted) if one.status >= 500] == []


def test_a_form_that_is_refused_tells_no_more_than_its_page(walked: Walked) -> None:
    told = [one for one in walked.posted for marker in one.markers if one.who not in may_be_told(marker, one.name)]
    assert told == []
    assert {one.status for one in walked.posted} >= {400, 403, 409}


def may_be_told(marker: Marker, name: str) -> str:
    page = {"set_officers": "children", "save_view": "children"}.get(name, name)
    return MAY_SEE.get(marker, {}).get(page, "")


def test_rows_taken_out_say_of_the_child_what_their_page_says(walked: Walked) -> None:
    assert walked.taken_out == TAKEN_OUT


def test_no_search_tells_that_somebody_is_there(walked: Walked) -> None:
    assert [one for one in walked.searches if one[3]] == []
    assert len(walked.searches) > 50
    assert walked.is_found  # an officer is searched by: the lists were made and did search


def test_who_the_child_is_opens_to_one_person_on_one_page_with_a_reason(walked: Walked) -> None:
    told = {(one.who, one.name): IS_THE_CHILD & one.markers for one in walked.opened}
    at = f"/children/{walked.child.key}/names"
    assert told.pop(("O", at)) == {Marker.NAME, Marker.BIRTH, Marker.NUMBER, Marker.POSTCODE}
    assert set(map(frozenset, told.values())) == {frozenset[Marker]()}


def test_a_page_that_cannot_be_made_says_nothing_of_why(walked: Walked) -> None:
    assert [(one.name, set(one.markers)) for one in walked.broken if one.name != "200"] == [
        (str(one.status), set()) for one in walked.broken if one.name != "200"
    ]


def test_no_log_session_audit_queue_or_mail_tells_who_the_child_is(walked: Walked) -> None:
    assert "reference" in walked.logged  # of the page that could not be made: the log was read
    assert walked.child.markers_in(walked.logged) <= {Marker.KEY}
    assert walked.mails == 0
    assert walked.child.key in walked.kept["AuditRow"]
    assert "opened" in walked.kept["Session"]
    for where, text in walked.kept.items():
        assert walked.child.markers_in(text) <= {Marker.KEY}, where
