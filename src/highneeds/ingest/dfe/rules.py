"""The rules a published file can break."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from highneeds.core.faults import Fault, Severity
from highneeds.ingest.rule import Rule
from highneeds.ingest.rulebook import rule as rule_of_any_file

_FILE, _ROW, _CHECK = Severity.STOPS_FILE, Severity.STOPS_ROW, Severity.CHECK
_BASIS = "DfE, Education, health and care plans 2022, data guidance"
_WIDE = "DfE, Education, health and care plans 2025 and 2026, data guidance"
_UPDATE = "If the release is newer than highneeds, update highneeds."
_AGAIN = "Download the release again and leave the file as it is."

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        entry.id: entry
        for entry in (
            Rule("Q01", _FILE, "A file is missing", _AGAIN, _BASIS),
            Rule("Q02", _CHECK, "A file is missing, and what it holds is left out", "Add it to have it.", _BASIS),
            Rule("Q03", _FILE, "Two files have the same name", "Keep one of them.", _BASIS),
            Rule("Q04", _ROW, "The figure is not a number", _AGAIN, _BASIS),
            Rule("Q05", _ROW, "The figure is negative", "Nobody can count fewer than none. " + _AGAIN, _BASIS),
            Rule("Q06", _ROW, "The year cannot be read", "Write 2022, or 2021-22 for a financial year.", _BASIS),
            Rule("Q07", _FILE, "Years are missing", "Add their rows; nothing is guessed.", _BASIS),
            Rule("Q08", _ROW, "The authority is not known", "Give the code or name of the file of all plans.", _BASIS),
            Rule("Q09", _ROW, "The figure is given twice", "Keep one row.", _BASIS),
            Rule("Q10", _ROW, "The word is not known here", "Correct it, or update highneeds.", _BASIS),
            Rule(
                "Q11",
                _CHECK,
                "Figures stand under authorities that did not exist then, and are left out",
                "Nothing to do: the area has no figure for those years.",
                _BASIS,
            ),
            Rule("Q12", _CHECK, "An authority has no row where others have", "Nothing is put in its place.", _BASIS),
            Rule("Q13", _ROW, "A part is larger than the whole", "Compare the two figures with the release.", _BASIS),
            Rule("Q14", _FILE, "The release cannot be opened", "Download it again and leave it zipped.", _BASIS),
            Rule(
                "Q15",
                _FILE,
                "No file of a known release is in it",
                "Choose the whole zip of Education, health and care plans (download all data), or the folder it "
                "unpacks to: it has data/caseload.csv.",
                _BASIS,
            ),
            Rule("Q16", _CHECK, "A column is not known, and is not read", "Nothing is lost by it. " + _UPDATE, _WIDE),
            Rule(
                "Q17",
                _CHECK,
                "Columns cannot be told from one another, and none of them is read",
                "Nothing to do: the department gave one name to two of them.",
                _WIDE,
            ),
            Rule("Q18", _CHECK, "The mark is not known, and counts as not published", _UPDATE, _WIDE),
            Rule("Q19", _CHECK, "Figures are not published", "Nothing is put in their place.", _WIDE),
            Rule("Q20", _CHECK, "The parts do not add up to the published total", "See the release's notes.", _WIDE),
            Rule("Q22", _CHECK, "Files of the release are not read", "Nothing to do. " + _UPDATE, _BASIS),
            Rule("Q23", _CHECK, "The words of rows are not known, and what they are of is left out", _UPDATE, _BASIS),
            Rule("Q21", _CHECK, "A column is missing, and what is made of it is left out", _UPDATE, _WIDE),
        )
    }
)
"""Every rule of this room by its id; the rules of any file (F01 to F07) hold too."""


def rule(rule_id: str) -> Rule:
    """Raises KeyError when there is none of that id."""
    return RULES.get(rule_id) or rule_of_any_file(rule_id)


class Faults(list[Fault]):
    """Every fault found so far, over all files."""

    def add(
        self,
        rule_id: str,
        file: str,
        *,
        row: int | None = None,
        field: str | None = None,
        value: str | None = None,
        detail: str = "",
    ) -> None:
        self.append(rule(rule_id).fault(file, row=row, field=field, value=value, detail=detail))

    @property
    def stop(self) -> bool:
        """Whether one of them keeps a row or a file from being used."""
        return any(fault.severity in {Severity.STOPS_FILE, Severity.STOPS_ROW} for fault in self)
