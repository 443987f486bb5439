"""Every rule a file can break: what is wrong, and what the person who keeps the file can do about it.

Severities are the usual one; a reader may be stricter or milder where the docstring of its check says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from highneeds.caseload.tables import STATUSES
from highneeds.core.faults import Severity
from highneeds.ingest.annex_a_rules import ANNEX_A_RULES
from highneeds.ingest.other_rulebook import OTHER_FILE_RULES
from highneeds.ingest.rule import Rule
from highneeds.ingest.sen2_rulebook import SEN2_ASKED_FOR, SEN2_QUALITY_RULES

_FILE, _ROW, _CHECK, _MENDED = Severity.STOPS_FILE, Severity.STOPS_ROW, Severity.CHECK, Severity.MENDED

_SEN2 = "DfE SEN2 person-level guide 2025"
_OURS = "highneeds import rules"


_RULES = (
    # The file as a whole
    Rule("F01", _FILE, "The file is empty", "Run the export again and check that it holds rows.", _OURS),
    Rule(
        "F02",
        _FILE,
        "The file is not what its name says",
        "Export it again as CSV or XLSX and send it unopened.",
        _OURS,
    ),
    Rule(
        "F03",
        _FILE,
        "Columns are missing",
        "Export the report again with every column; names may be in any order.",
        _OURS,
    ),
    Rule("F04", _FILE, "It is not clear what this file is", "Compare its column headings with the file guide.", _OURS),
    Rule("F05", _MENDED, "The file was not saved as UTF-8", "Nothing to do. Check one name with an accent.", _OURS),
    Rule(
        "F06",
        _ROW,
        "The row has more or fewer cells than the header",
        "Look for a comma or a line break inside a cell, put the cell in quotation marks and export again.",
        _OURS,
    ),
    Rule(
        "F07", _CHECK, "The file has columns that are not read", "Nothing to do, unless a heading is misspelt.", _OURS
    ),
    Rule(
        "F09",
        _ROW,
        "A formula of the row has no saved value",
        "Open the workbook in Excel, save it, and import it again: formulas are not worked out here.",
        _OURS,
    ),
    Rule(
        "F10",
        _CHECK,
        "The workbook has more than what was read",
        "If it is data too, save it as a file of its own and import that.",
        _OURS,
    ),
    Rule(
        "F11",
        _FILE,
        "Two sheets of the workbook have the same columns",
        "Put their rows on one sheet, or save the one that counts as a file of its own.",
        _OURS,
    ),
    Rule(
        "F12",
        _FILE,
        "Too many rows cannot be used",
        "Mend the report that makes the file and export it again; a dry run of its first rows shows why.",
        _OURS,
    ),
    Rule(
        "F13",
        _ROW,
        "A spreadsheet has shortened the number, as in 1.23E+12",
        "Export again and do not open the CSV in Excel, or format the column as text first.",
        _OURS,
    ),
    Rule(
        "F14",
        _FILE,
        "Two columns have the same heading",
        "Keep the one that counts, or rename the other: it is not clear which to read.",
        _OURS,
    ),
    # A table written out and edited: it goes in whole or not at all
    Rule(
        "Z01",
        _FILE,
        "The cell does not hold what its column holds",
        "Write it as the other rows have it. Nothing goes in until every cell is right.",
        _OURS,
    ),
    Rule(
        "Z02",
        _FILE,
        "The row cannot stand in its table",
        "Compare it with the other rows: the same row twice, or a number out of bounds.",
        _OURS,
    ),
    Rule("D01", _ROW, "The date cannot be read", "Write it as 2026-10-31 or 31/10/2026.", _OURS),
    # The SEN2 return: header and persons
    Rule("H02", _FILE, "The reference date is not the census day", "Ask for the return of the right census.", _SEN2),
    Rule(
        "P01",
        _ROW,
        "The birth date is missing, in the future, or gives an age beyond 25",
        "Correct it in the case system; everything else about the child waits until then.",
        f"{_SEN2}, item 1.3",
    ),
    Rule(
        "P02",
        _CHECK,
        "There is no UPN, no ULN and no reason why the UPN is unknown",
        "Add a UPN, a ULN or one of the reasons UN1 to UN10. Until then the child is followed by name and birth date.",
        f"{_SEN2}, items 1.7 to 1.9",
    ),
    Rule(
        "P03",
        _CHECK,
        "The UPN has the wrong form or the wrong check letter",
        "Compare it with the school census. As it stands the child may not be matched between files.",
        "DfE unique pupil numbers guide 2019",
    ),
    Rule("P05", _ROW, "Two records carry the same UPN", "Merge them in the case system; the first is used.", _SEN2),
    Rule(
        "P06",
        _CHECK,
        "The birth date is not that of an earlier return",
        "Correct one of the two: from one census to the next the child does not age by one year.",
        _OURS,
    ),
    # Requests, assessments and plans
    Rule("K01", _ROW, "The same request is given twice for one child", "Remove one; the first is used.", _SEN2),
    Rule("K03", _ROW, "The record this row belongs to is not in the return", "Export all nine files together.", _SEN2),
    Rule("R01", _ROW, "The outcome is not one of Y, N, A, W, H", "Correct the code.", f"{_SEN2}, items 2.5 and 3.1"),
    Rule("R03", _CHECK, "The outcome is dated before the request was received", "Correct one of the two dates.", _SEN2),
    Rule(
        "N02",
        _ROW,
        "The end of the plan contradicts itself",
        "A plan that ceased needs a date not before its start and a reason from 1 to 9.",
        f"{_SEN2}, items 4.5 and 4.6",
    ),
    # Placements and needs
    Rule(
        "L01", _ROW, "The placement names no place", "Give a URN, a UKPRN or a SEN setting code.", f"{_SEN2}, item 5.7"
    ),
    Rule(
        "L03",
        _CHECK,
        "The SEN setting code is not known, or is not explained",
        "Use one of the eight codes of the guide, and say in words what OTH or NIEO stands for.",
        f"{_SEN2}, item 5.7c",
    ),
    Rule(
        "L04",
        _CHECK,
        "The URN is not in the register of schools and colleges",
        "Correct the URN, or get a newer register. Until then the kind of setting is unknown.",
        "Get Information about Schools",
    ),
    Rule(
        "L15",
        _CHECK,
        "The school had closed before the child entered",
        "Give the number of the school that the child entered, or correct the entry date.",
        "Get Information about Schools",
    ),
    Rule(
        "L17",
        _CHECK,
        "The place is marked as a SEN unit or resourced provision that the register does not list at the school",
        "Take the mark out, or have the school correct its entry. It counts as marked until then; of a school that the "
        "register is wrong about, import a setting override.",
        "Get Information about Schools",
    ),
    Rule(
        "L18",
        _CHECK,
        "The URN is of a type of establishment where children with plans are rarely placed",
        "Compare the number with the plan: university technical college, higher education, online, overseas, service "
        "children's or miscellaneous. If it is right, leave it so, or import a setting override.",
        "Get Information about Schools",
    ),
    Rule(
        "L08",
        _CHECK,
        "The child has two main placements at the same time",
        "End the earlier one or mark one as rank 2; the later start is used.",
        f"{_SEN2}, item 5.7",
    ),
    Rule(
        "L09",
        _ROW,
        "The placement ends before it starts",
        "Correct the entry or the leaving date.",
        f"{_SEN2}, item 5.7",
    ),
    Rule(
        "L11",
        _CHECK,
        "The plan is live but the child has no placement on the day",
        "Record where the child is taught, or that the child is not in education.",
        f"{_SEN2}, module 5",
    ),
    Rule(
        "L12",
        _CHECK,
        "The child is outside the ages of the setting",
        "Check the birth date, the place and how long it goes on. The forecast takes the child to move on.",
        _OURS,
    ),
    Rule("S01", _CHECK, "There is not exactly one primary need", "Record one need of rank 1.", f"{_SEN2}, item 5.8"),
    Rule(
        "S02", _ROW, "The need code is not in that year's set", "Use a code of that year's guide.", f"{_SEN2}, item 5.8"
    ),
    *SEN2_QUALITY_RULES,
    *SEN2_ASKED_FOR,
    # Placement costs
    Rule(
        "C01",
        _CHECK,
        "Money is paid for a child who has no plan here (paid but not placed)",
        "Check the UPN; if the plan is another council's, recover the money; if it ended, stop the payment.",
        _OURS,
    ),
    Rule(
        "C02",
        _CHECK,
        "The plan ceased but the payment goes on",
        "Give the line an end date, or reopen the plan.",
        _OURS,
    ),
    Rule(
        "C03",
        _CHECK,
        "The child has a place that costs money but no cost line (placed but not paid)",
        "Add the line, or expect a bill: the forecast is short by this place.",
        _OURS,
    ),
    Rule("C04", _ROW, "The rate is not a number", "Give the rate in pounds and pence, and what it is per.", _OURS),
    Rule("C05", _ROW, "The line has no start, or ends before it starts", "Correct the dates.", _OURS),
    Rule("C06", _ROW, "The cost centre is not known", "Use a cost centre of the budget book.", _OURS),
    Rule("C07", _ROW, "The line reference was used before", "Give each line its own; the first is used.", _OURS),
    Rule(
        "C08",
        _CHECK,
        "The price is far from those of like placements",
        "Check the rate and what it is per: more than three times, or less than a third of, the middle price.",
        _OURS,
    ),
    Rule("C09", _MENDED, "Money was typed as text", "Nothing to do: it was read as a number.", _OURS),
    Rule("C10", _MENDED, "Headings, sub-totals, notes and blank rows stand between the lines", "Nothing to do.", _OURS),
    Rule("C11", _CHECK, "There is no URN; the provider was matched by its name", "Add the URN.", _OURS),
    Rule("C12", _ROW, "The cost type is not known", "Use one of the cost types in the file guide.", _OURS),
    Rule(
        "C13",
        _ROW,
        "The method or the weeks of the rate are not known",
        "Use CAL, SCH, TRM, MTH or WK, or EVT for a rate per session; 1 to 52.",
        _OURS,
    ),
    Rule("C14", _ROW, "The status is not known", f"Use one of {', '.join(STATUSES)}.", _OURS),
    Rule(
        "C15",
        _CHECK,
        "The notice, or the rise in price, cannot be read and is left out",
        "Write 28 days or 1 term; a rise as a percentage with its first day and requested, disputed, agreed or paid.",
        _OURS,
    ),
    Rule("C16", _CHECK, "Two rates hold on the same days", "End the earlier one; until then both are counted.", _OURS),
    Rule("C17", _ROW, "The rate is negative", "Enter what another body pays as its contribution.", _OURS),
    Rule(
        "C18",
        _ROW,
        "A rate per session does not say how many sessions a year are agreed",
        "Give the sessions of a year; those that took place are read from the quantities of the invoices.",
        _OURS,
    ),
    # Payments and term dates
    Rule(
        "Y01", _ROW, "The payment has no reference, or one used before", "Give each its own; the first is used.", _OURS
    ),
    Rule(
        "Y02",
        _ROW,
        "The payment was made in another financial year than it is booked to",
        "Correct the day or the year; a month before the year and two after it are allowed.",
        _OURS,
    ),
    Rule("Y03", _ROW, "The days paid for end before they start", "Correct the dates.", _OURS),
    Rule(
        "Y04",
        _ROW,
        "The quantity or the rate is not a number of nought or more",
        "Correct it or leave it blank.",
        _OURS,
    ),
    Rule(
        "Y05", _ROW, "The cost type of the payment is not known", "Use one of the file guide, or leave it blank.", _OURS
    ),
    Rule("T01", _ROW, "The term cannot be read, or ends before it starts", "Correct the year, number or days.", _OURS),
    Rule("T02", _ROW, "The term runs into another of the same owner", "Correct the days; the first is used.", _OURS),
    Rule("T03", _ROW, "The holiday is not within its term", "Correct its days, or leave both blank.", _OURS),
    # Ledger, budget, population, register
    Rule("G01", _CHECK, "The cost centre is not in the budget book", "Recode the posting or add a budget line.", _OURS),
    Rule(
        "G02", _CHECK, "A month is missing from the ledger", "Ask for the month; until then spending is short.", _OURS
    ),
    Rule("G03", _ROW, "The amount is not a number", "Give it in pounds and pence.", _OURS),
    Rule(
        "G04", _ROW, "The financial year or period cannot be read", "Write 2026-27 and 1 (April) to 12 (March).", _OURS
    ),
    Rule(
        "G05",
        _CHECK,
        "The ledger has postings of a month still to come",
        "Correct the year or period, or leave it if it was posted ahead.",
        _OURS,
    ),
    Rule(
        "G06",
        _CHECK,
        "The ledger has a year of which no budget line is",
        "Correct the year, or import that year's budget; until then the year can't be closed.",
        _OURS,
    ),
    Rule("B01", _ROW, "The budget line's kind or setting is not known", "Use the words of the file guide.", _OURS),
    Rule("B02", _ROW, "The budget line is given twice", "Merge the two; the first is used.", _OURS),
    Rule("U01", _ROW, "The population row cannot be read", "Give an age and numbers of people.", _OURS),
    Rule("U02", _ROW, "The number of people is negative", "Correct it: nobody can count fewer than no people.", _OURS),
    Rule("U03", _FILE, "Ages are missing", "Give every age from 0 to 25; none is guessed.", _OURS),
    Rule("U04", _FILE, "Years are missing between others", "Give every mid-year; none is guessed.", _OURS),
    Rule("U06", _FILE, "The areas are of several councils", "Keep the rows of yours or of its districts.", _OURS),
    Rule("U05", _ROW, "The age is given twice", "Keep one; the first is used.", _OURS),
    Rule(
        "E01",
        _ROW,
        "The URN is not six digits, or is given twice",
        "Correct the register.",
        "Get Information about Schools",
    ),
    Rule(
        "E02",
        _CHECK,
        "The type of establishment is not known",
        "Update highneeds, or correct it.",
        "Get Information about Schools",
    ),
    *OTHER_FILE_RULES,
    *ANNEX_A_RULES,
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in _RULES})
"""Every rule by its id, in the order a person would read them."""


def rule(rule_id: str) -> Rule:
    """The rule of that id; raises KeyError when there is none."""
    return RULES[rule_id]
