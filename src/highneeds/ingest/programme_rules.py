"""What can be wrong with a programme's file, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

from highneeds.core.faults import Severity
from highneeds.ingest.rule import Rule

_BASIS = "highneeds programme files"
RULES: Mapping[str, Rule] = {
    entry_id: Rule(f"W{entry_id[1:]}", Severity.STOPS_FILE, title, advice, _BASIS)
    for entry_id, title, advice in (
        ("V01", "The file is not a programme's file", "Compare it with docs/examples/programme.toml."),
        ("V02", "The field is missing", "Add it: nobody can follow the measure without."),
        ("V03", "The field is not known here", "Correct its name, or take it out."),
        ("V04", "The word is not known", "Correct it."),
        ("V05", "The value has the wrong form", "Correct it."),
        ("V06", "It stands in the file twice", "Give each a name of its own, or take one out."),
        ("V07", "The amount cannot be", "Correct the amount, or its sign."),
        ("V08", "No measure has this ref", "Correct it, or add the [[measure]]."),
        ("V09", "The day or year cannot be", "Correct it."),
    )
}
