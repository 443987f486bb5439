"""What makes the database itself refuse to change the audit: triggers, on SQLite and on PostgreSQL."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from highneeds.governance.audit import BEFORE_THE_FIRST

REFUSES = "the audit is only ever added to"
_UPDATE, _DELETE, _INSERT, _TRUNCATE = (f"audit_refuses_{what}" for what in ("update", "delete", "insert", "truncate"))
_IS_NO_NEXT = f"""NEW.number <> 1 + COALESCE((SELECT MAX(number) FROM store_audit), 0)
  OR NEW.previous <> COALESCE((SELECT digest FROM store_audit ORDER BY number DESC LIMIT 1), '{BEFORE_THE_FIRST}')"""  # noqa: S608 - no value from outside
_REFUSE = f"BEGIN SELECT RAISE(ABORT, '{REFUSES}'); END"
_SQLITE = (
    f"CREATE TRIGGER {_UPDATE} BEFORE UPDATE ON store_audit {_REFUSE}",
    f"CREATE TRIGGER {_DELETE} BEFORE DELETE ON store_audit {_REFUSE}",
    f"CREATE TRIGGER {_INSERT} BEFORE INSERT ON store_audit WHEN {_IS_NO_NEXT} {_REFUSE}",
)
_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' AND NOT EXISTS (SELECT 1 FROM store_audit) THEN RETURN NULL; END IF;
  RAISE EXCEPTION '{REFUSES}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE FUNCTION audit_takes_only_the_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_IS_NO_NEXT} THEN
    RAISE EXCEPTION '{REFUSES}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""  # noqa: S608 - no value from outside
_ROW = "ON store_audit FOR EACH ROW EXECUTE FUNCTION"
_POSTGRESQL = (
    _FUNCTIONS,
    f"CREATE TRIGGER {_UPDATE} BEFORE UPDATE {_ROW} audit_refuses()",
    f"CREATE TRIGGER {_DELETE} BEFORE DELETE {_ROW} audit_refuses()",
    f"CREATE TRIGGER {_INSERT} BEFORE INSERT {_ROW} audit_takes_only_the_next()",
    f"CREATE TRIGGER {_TRUNCATE} BEFORE TRUNCATE ON store_audit EXECUTE FUNCTION audit_refuses()",
)
_FIND = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'store_audit'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'store_audit'::regclass AND tgenabled IN ('O', 'A')",
}


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers; the table must be there."""
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def take_down(connection: BaseDatabaseWrapper) -> None:
    """For a migration that changes the table, which then puts them up again."""
    with connection.cursor() as cursor:
        for name in standing(connection):
            where = "" if connection.vendor == "sqlite" else " ON store_audit"
            cursor.execute(f"DROP TRIGGER {name}{where}")


def standing(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """The triggers of the table that are in force."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor])
        return tuple(sorted(name for (name,) in cursor.fetchall()))


def is_whole(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database refuses to change the audit."""
    wanted = {_UPDATE, _DELETE, _INSERT} | ({_TRUNCATE} if connection.vendor == "postgresql" else set())
    return wanted <= set(standing(connection))
