"""What was found in a page of figures as three tables: the figures, what should hold, and what the figures imply."""

from __future__ import annotations

from collections.abc import Iterator

from highneeds.finance.reconcile import Checked, Reconciliation, Stated, Verdict
from highneeds.operations.reconciling_amounts import amount_in_words, should_be
from highneeds.reports.tables import Column, Kind, Table

_VERDICTS = {
    Verdict.EXACT: "holds",
    Verdict.ROUNDING: "holds, rounded",
    Verdict.BREAK: "DOES NOT HOLD",
    Verdict.UNCHECKED: "not checked",
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letters(found: Reconciliation) -> dict[str, str]:
    """A short name for each reading, by its key: A to Z, then A1 and on."""
    rounds = (f"{letter}{turn or ''}" for turn in range(len(found.page.readings)) for letter in _LETTERS)
    return dict(zip((one.key for one in found.page.readings), rounds, strict=False))


def numbers(found: Reconciliation) -> dict[str, int]:
    """The number of each check, by the key of its identity, as they are printed."""
    return {one.identity.key: place for place, one in enumerate(found.checked, start=1)}


def figures_table(found: Reconciliation) -> Table:
    """As printed, each with its basis."""
    columns = (Column("Figure"), Column("Printed", Kind.POUNDS), Column("Period"), Column("How it was counted"))
    rows = tuple((one.label, _printed(one), one.period, one.basis) for one in found.page.figures)
    places = ", ".join(dict.fromkeys(one.where for one in found.page.figures if one.where))
    return Table("figures", "The figures", columns, rows, f"Taken from {places}." if places else "")


def _printed(one: Stated) -> str:
    return f"{one.printed} {one.direction}" if one.direction else one.printed


def checks_table(found: Reconciliation) -> Table:
    """Every identity: what it is, what it should be, and the gap, each with what rounding leaves open."""
    columns = (
        Column("", Kind.COUNT), Column("What should hold"), Column("It is", Kind.POUNDS),
        Column("It should be", Kind.POUNDS), Column("Gap", Kind.POUNDS), Column("Verdict"),
    )  # fmt: skip
    places = numbers(found)
    rows = tuple((str(places[one.identity.key]), one.identity.name, *_cells(one)) for one in found.checked)
    holding = sum(one.holds for one in found.checked)
    return Table("checks", f"What should hold: {holding} of {len(rows)} do", columns, rows)


def _cells(one: Checked) -> tuple[str, str, str, str]:
    if one.left is None:
        return "", "", "", _VERDICTS[one.verdict]
    gap = amount_in_words(one.gap) if one.is_broken else ""
    return amount_in_words(one.left), should_be(one), gap, _VERDICTS[one.verdict]


def implied_table(found: Reconciliation) -> Table:
    """What the page does not print; under each quantity what it would be, were the page read another way throughout."""
    columns = (Column("What the figures imply"), Column("Read so"), Column("It comes to", Kind.POUNDS))
    return Table("implied", "What the figures imply", columns, tuple(_implied_rows(found)))


def _implied_rows(found: Reconciliation) -> Iterator[tuple[str, str, str]]:
    named = letters(found)
    for quantity, worth in found.worked_out:
        yield quantity.label, "", amount_in_words(worth)
        for one in found.read_so:
            for changed, otherwise in one.worked_out:
                if changed.key == quantity.key:
                    yield "", named[one.reading.key], amount_in_words(otherwise)
