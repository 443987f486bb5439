"""Small pages of figures for the tests of what should hold between them."""

from __future__ import annotations

from fractions import Fraction

from highneeds.finance.reconcile import (
    Identity,
    IdentityKind,
    Page,
    Stated,
    Unit,
    parse_relation,
    read_printed,
)


def stated(key: str, printed: str, unit: Unit = Unit.POUNDS, **more: object) -> Stated:
    value, could_be = read_printed(printed, unit)
    fields: dict[str, object] = {"label": key, "basis": "outturn", "period": "2026-27", **more}
    return Stated(key=key, printed=printed, value=value, could_be=could_be, unit=unit, **fields)  # type: ignore[arg-type]  # names are checked when made


def identity(text: str, kind: IdentityKind = IdentityKind.SUM) -> Identity:
    left, relation, right = parse_relation(text)
    return Identity("checked", text, kind, left, relation, right, text)


def page(*figures: Stated, holds: str = "") -> Page:
    return Page("A page", "made up", figures, identities=(identity(holds),) if holds else ())


def millions(pence: int) -> str:
    """As a paper prints it: to £0.1m, a half upwards."""
    tenths = (Fraction(pence, 10_000_000) + Fraction(1, 2)).__floor__()
    return f"{'-' if tenths < 0 else ''}£{abs(tenths) // 10}.{abs(tenths) % 10}m"
