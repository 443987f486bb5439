"""How this installation is: each thing that can go wrong on a machine, looked at, with how to mend it."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial

import typst
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.timezone import localtime

from highneeds import __version__
from highneeds.core.errors import Refusal
from highneeds.operations.audit import verify
from highneeds.operations.backup import last_backup
from highneeds.operations.checked import Checked, Verdict, look, to_mend, well
from highneeds.operations.clocks import LAST_DAY_SETTING, last_day_setting
from highneeds.operations.disk_room import room_checked
from highneeds.operations.import_upload import is_on_its_way
from highneeds.operations.kept_files import originals_checked
from highneeds.operations.kernels import is_compiled, kernel_folder
from highneeds.operations.look import look_checked
from highneeds.operations.safe_settings import settings_checked
from highneeds.operations.sign_on import sign_on_checked
from highneeds.operations.worker import is_a_worker_here
from highneeds.reports.pdf_paper import fonts
from highneeds.store.audit import head, latest
from highneeds.store.home import home
from highneeds.store.models import ImportTask, User, WorkRow
from highneeds.store.postgresql_copy import refuse_without_programs
from highneeds.store.setup import steps_to_come, steps_unknown

_AT_WORK = (ImportTask.State.READING, ImportTask.State.KEEPING)
_MINUTE_SECONDS = 60
_DAYS_BEFORE_A_BACKUP_IS_OLD = 3  # a long weekend


def examine(*, is_deep: bool = False, audit_entries: int | None = None) -> Iterator[Checked]:
    """Look at everything, in the order in which things rest on one another; changes nothing.

    ``audit_entries``: of the audit only so many of the newest, so that a page need not wait for all of them.
    ``is_deep``: also read every page of the database and every original file, which takes as long as reading them.
    """
    checks: tuple[tuple[str, Callable[[], Iterator[Checked]]], ...] = (
        ("version", _version),
        ("settings", _settings),
        ("disk", room_checked),
        ("look", look_checked),
        ("engine", _kernels),
        ("papers", _papers),
        ("database", partial(_database, is_deep=is_deep)),
        ("clock", _clock),
        ("accounts", _accounts),
        ("sign-on", sign_on_checked),
        ("work", _work),
        ("originals", partial(originals_checked, is_deep=is_deep)),
        ("backup", _backup),
        ("audit", partial(_audit, newest=audit_entries)),
    )
    for what, looks_at in checks:
        found = _told(what, looks_at)
        yield from found
        if what == "database" and any(one.verdict is Verdict.MEND for one in found):
            return  # the rest is asked of it


def _told(what: str, looks_at: Callable[[], Iterator[Checked]]) -> list[Checked]:
    """What was found; what cannot be looked at is one of the findings."""
    try:
        return list(looks_at())
    except (DatabaseError, OSError, Refusal) as error:
        return [to_mend(what, f"It could not be looked at: {error}", "Mend that first, then look again.")]


def _version() -> Iterator[Checked]:
    base = f"SQLite {sqlite3.sqlite_version}" if connection.vendor == "sqlite" else connection.vendor
    yield well("version", f"highneeds {__version__}, Python {platform.python_version()}, {base}")


def _settings() -> Iterator[Checked]:
    wrong = list(settings_checked())
    try:
        last_day_setting()
    except Refusal as refusal:
        wrong.append(to_mend("settings", str(refusal), f"Set {LAST_DAY_SETTING} to one of the two, or leave it out."))
    if os.getuid() == 0:
        wrong.append(look("settings", "highneeds runs as root.", "Give it a user of its own, as the unit file does."))
    yield from wrong or [well("settings", f"safe; the home {home()} is closed to others")]


def _database(*, is_deep: bool) -> Iterator[Checked]:
    unknown = steps_unknown()
    if unknown:
        mend = "Install that version again, or restore a backup that this one made."
        yield to_mend("database", f"A newer version of highneeds made its tables ({unknown[-1]}).", mend)
    to_come = steps_to_come()
    if to_come:
        mend = "The next start brings them up to date, after a backup: highneeds backup FILE, then highneeds serve"
        yield to_mend("database", f"Its tables are {len(to_come)} steps behind this version.", mend)
    if unknown or to_come:
        return
    damage = list(_damage()) if is_deep and connection.vendor == "sqlite" else []
    mend = "Restore the last backup: highneeds restore FILE"
    yield from (to_mend("database", f"It is damaged: {one}", mend) for one in damage)
    if not damage:
        how = "every page read" if is_deep and connection.vendor == "sqlite" else "answers"
        yield well("database", f"{connection.vendor}, {how}, its tables are of this version")


def _damage() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(20)")
        yield from (said for (said,) in cursor.fetchall() if said != "ok")
        cursor.execute("PRAGMA foreign_key_check")
        tables = sorted({row[0] for row in cursor.fetchall()})
    if tables:
        yield f"rows of {', '.join(tables)} point at rows that are not there"


def _clock() -> Iterator[Checked]:
    now, last = timezone.now(), next(iter(latest(1)), None)
    if last is not None and (last.entry.at - now).total_seconds() > _MINUTE_SECONDS:
        said = f"It says {localtime(now):%-d %B %Y, %H:%M}, but the last act noted was at "
        yield to_mend(
            "clock",
            f"{said}{localtime(last.entry.at):%-d %B %Y, %H:%M}.",
            "Set the machine's clock, by network time: timedatectl set-ntp true",
        )
    else:
        yield well("clock", f"{localtime(now):%-d %B %Y, %H:%M}, not before what was done last")


def _kernels() -> Iterator[Checked]:
    if is_compiled():
        yield well("engine", f"compiled, in {kernel_folder()}")
    else:
        said = "It is not compiled: the first forecast, or the first page of clocks, would take minutes."
        yield look(
            "engine", said, "highneeds serve does it before it serves; or: python -m highneeds.operations.warming"
        )


def _papers() -> Iterator[Checked]:
    try:
        typst.compile(b'#set text(font: "Lato")\nA paper', font_paths=fonts(), format="pdf", timestamp=0)
    except typst.TypstError as error:
        yield to_mend("papers", f"A PDF cannot be made: {error}", "Install highneeds again.")
    else:
        yield well("papers", "a PDF can be made, with its own typeface")


def _work() -> Iterator[Checked]:
    at_work = ImportTask.objects.filter(state__in=_AT_WORK).order_by("pk")
    begun = [(task.pk, is_on_its_way(task)) for task in at_work]
    cut_off = [str(number) for number, is_alive in begun if not is_alive]
    if cut_off:
        said = f"Imports {', '.join(cut_off)} were cut off; nothing of them was kept."
        yield look("work", said, "See them: highneeds imports. Then import the files again.")
    waiting = WorkRow.objects.filter(state=WorkRow.State.WAITING).count()
    if waiting and not is_a_worker_here():
        mend = "Start one: highneeds worker; or highneeds serve, unless HIGHNEEDS_WORKER is separate"
        yield to_mend("work", f"{waiting} pieces of work wait, and no worker was here within a minute.", mend)
    elif not cut_off:
        yield well("work", f"{len(begun)} imports on their way, {waiting} pieces of work wait")


def _accounts() -> Iterator[Checked]:
    count = User.objects.filter(is_active=True).count()
    if count:
        yield well("accounts", f"{count} open")
    else:
        yield look("accounts", "There is none yet.", "Make the first, an administrator: highneeds sign-in-link")


def _backup() -> Iterator[Checked]:
    if connection.vendor == "postgresql":
        try:
            refuse_without_programs()
        except Refusal as refusal:
            yield to_mend("backup", str(refusal), "Until then this installation cannot be backed up.")
    last = last_backup()
    how = "highneeds backup FOLDER, each night by a timer, to another machine: see docs/guide/running.md"
    if last is None:
        yield look("backup", "None was ever made here.", how)
        return
    days = (timezone.now() - last).days
    said = f"the last was made on {localtime(last):%-d %B %Y, %H:%M}"
    if days >= _DAYS_BEFORE_A_BACKUP_IS_OLD:
        yield to_mend("backup", f"{said[0].upper()}{said[1:]}, {days} days ago.", how)
    else:
        yield well("backup", said)


def _audit(*, newest: int | None) -> Iterator[Checked]:
    if head() is None:
        yield well("audit", "nothing was noted yet")
        return
    found = verify(newest=newest)
    mend = "Tell your auditor; see docs/guide/audit.md for a backup that was put back."
    yield from (to_mend("audit", wrong, mend) for wrong in found.wrong)
    if not found.wrong:
        looked = "each" if newest is None or newest >= found.entries else f"the newest {newest:,}"
        yield well("audit", f"{found.entries:,} entries, {looked} unchanged and in its place")
