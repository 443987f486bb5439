"""The data dictionary: what every column of every kind of one-table file means, with an example that its reader takes.

The columns that readers look for are in ``columns``; a test fails when one of them is not described here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from highneeds.caseload.tables import METHODS, STATUSES
from highneeds.ingest.fields import Field, FieldType
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.placement_costs import COST_ELEMENTS
from highneeds.ingest.places import SETTING_CODES
from highneeds.ingest.pupil_fields import NEED_WORDS, SEX_WORDS
from highneeds.ingest.single_kinds import DECLARED_KINDS, SINGLE_FILE_KINDS
from highneeds.rules.settings import Setting

YEAR_COLUMNS = "mid_"
"""Columns of which a file has one for each year; one of them is described for all."""

_NUMBERS, _TEXT, _DAY, _MONEY = FieldType.NUMBER_AS_TEXT, FieldType.TEXT, FieldType.DAY, FieldType.MONEY
_NUMBER, _WHOLE, _FLAG, _CODE = FieldType.NUMBER, FieldType.WHOLE, FieldType.FLAG, FieldType.CODE
_PER = ("year", "term", "month", "week", "day")
_KINDS_OF_LINE = ("placement", "places", "service", "income")
_UPN = ("UPN", _NUMBERS, "Unique pupil number; stored only as a key that cannot be turned back", "A999400020001")
_ULN = ("ULN", _NUMBERS, "Unique learner number, where there is no UPN; stored only as a key", "")
_URN = ("URN", _NUMBERS, "Unique reference number of the school or college", "123456")
_COST_CENTRE = ("Cost centre", _TEXT, "As in the budget book", "HN12")
_YEAR = ("Financial year", _TEXT, "As 2026-27", "2026-27")
_PERIOD = ("Period", _TEXT, "1 for April to 12 for March, or the month's name", "7")
_COST_TYPE = ("Cost type", _CODE, "What the line pays for", "Top-up", tuple(COST_ELEMENTS))
_Described = tuple[str, FieldType, str, str] | tuple[str, FieldType, str, str, tuple[str, ...]]

_DESCRIBED: Mapping[FileKind, Mapping[str, _Described]] = MappingProxyType({
    FileKind.PROVIDER_REGISTER: {
        "urn": _URN,
        "ukprn": ("UKPRN", _NUMBERS, "Provider reference number", "10012345"),
        "name": ("EstablishmentName", _TEXT, "Name of the school or college", "Alder School"),
        "type_code": ("TypeOfEstablishment (code)", _WHOLE, "The register's code of the type", "7"),
        "la_code": ("LA (code)", _NUMBERS, "Three digits of the council it stands in", "999"),
        "status_code": ("EstablishmentStatus (code)", _WHOLE, "1 open, 2 closed, 3 to close, 4 to open", "1"),
        "open_date": ("OpenDate", _DAY, "First day", "01-09-1990"),
        "close_date": ("CloseDate", _DAY, "Last day; blank while it is open", ""),
        "places_funded": ("PlacesFunded", _WHOLE, "The council's own: places that are paid for", "120"),
        "section_41": ("Section41Approved (name)", _TEXT, "Approved, Not approved or Not applicable", "Approved"),
        "lowest_age": ("StatutoryLowAge", _WHOLE, "Lowest age", "3"),
        "highest_age": ("StatutoryHighAge", _WHOLE, "Highest age", "19"),
        "bases": (
            "TypeOfResourcedProvision (name)", _TEXT,
            "SEN unit, Resourced provision, Resourced provision and SEN unit, or Not applicable", "SEN unit",
        ),
        "last_changed": ("LastChangedDate", _DAY, "Day of the entry; the latest is that of the register", "01-10-2026"),
    },
    FileKind.POPULATION: {
        "area": ("AREA_CODE", _TEXT, "Code of the area; the areas of a file are added together", "E10000999"),
        "area_name": ("AREA_NAME", _TEXT, "Name of the area; not kept", "Ashmere"),
        "component": ("COMPONENT", _TEXT, "Population, or Projection for years to come", "Population"),
        "sex": ("SEX", _TEXT, "persons, or males and females", "persons"),
        "age_group": ("AGE_GROUP", _TEXT, "Single year of age, every one from 0 to 25", "0"),
        "mid_2026": ("2026", _NUMBER, "People at the middle of that year; a column for each year", "1001.5"),
    },
    FileKind.PLAN_LIST: {
        "upn": _UPN,
        "uln": _ULN,
        "birth_date": ("Date of birth", _DAY, "Date of birth", "01/05/2014"),
        "sex": ("Sex", _CODE, "M, F or U", "M", tuple(SEX_WORDS)),
        "primary_need": ("Primary need", _CODE, "Code of the primary need", "ASD", tuple(NEED_WORDS)),
        "plan_start": ("Plan start", _DAY, "Day on which the plan was made", "10/05/2020"),
        "plan_ceased": ("Plan ceased", _DAY, "Day on which it ended; blank while it is live", ""),
        "cease_reason": ("Cease reason", _WHOLE, "1 to 9, as in the SEN2 guide", ""),
        "urn": _URN,
        "sensetting": ("SEN setting", _CODE, "Code of a place without a URN", "", SETTING_CODES),
        "is_unit": ("SEN unit", _FLAG, "In the school's SEN unit", "0"),
        "is_resourced": ("Resourced provision", _FLAG, "In the school's resourced provision", "0"),
        "entry_date": ("Entry date", _DAY, "First day at the place", "01/09/2020"),
        "leaving_date": ("Leaving date", _DAY, "Last day there; blank while it goes on", ""),
        "officer": ("Case officer", _TEXT, "Who holds the case; blank where nobody does", "A Carter"),
        "is_residential": ("Residential", _CODE, "A for 38 to 51 weeks, B for 52, blank for none", "", ("A", "B")),
    },
    FileKind.BUDGET_BOOK: {
        "budget_line": ("Budget line", _TEXT, "Name of the line, once each", "Special schools"),
        "cost_centre": _COST_CENTRE,
        "kind": ("Kind", _CODE, "What kind of line it is", "placement", _KINDS_OF_LINE),
        "setting": ("Setting", _CODE, "Setting of a placement line", Setting.SPECIAL.label,
                    tuple(setting.label for setting in Setting)),
        "children_fte": ("Children (FTE)", _NUMBER, "Children budgeted for, full-time equivalent", "10.5"),
        "budget": ("Budget £", _MONEY, "Spending positive, income negative", "120,000.00"),
    },
    FileKind.PLACEMENT_COSTS: {
        "line_ref": ("Line ref", _TEXT, "The finance system's number of the line, once each", "L1"),
        "upn": _UPN,
        "uln": _ULN,
        "provider": ("Provider", _TEXT, "Name of the school or college", "Alder School"),
        "urn": _URN,
        "cost_type": _COST_TYPE,
        "rate": ("Rate", _MONEY, "Pounds for one period", "£12,000.00"),
        "per": ("Per", _CODE, "The period", "year", _PER),
        "start_date": ("Start", _DAY, "First day", "01/04/2026"),
        "end_date": ("End", _DAY, "Last day; blank while it goes on", ""),
        "cost_centre": _COST_CENTRE,
        "contribution": ("Contribution", _MONEY, "Pounds a year that another body pays", ""),
        "sessions": ("Sessions", _WHOLE, "How many a year were agreed, where the cost is per session", "40"),
        "method": ("Method", _CODE, "Shared out by days, school days, terms, months, weeks", "CAL", METHODS),
        "weeks": ("Weeks", _WHOLE, "Weeks in a year of a weekly rate, 1 to 52", ""),
        "term_calendar": ("Term calendar", _TEXT, "council, or the URN whose terms count", "council"),
        "status": ("Status", _CODE, "How far the placement has come", "committed", STATUSES),
        "notice": ("Notice", _TEXT, "As 28 days or 1 term", "1 term"),
        "uplift": ("Uplift %", _NUMBER, "Rise in price, of a hundred", ""),
        "uplift_from": ("Uplift from", _DAY, "First day of the rise", ""),
        "uplift_status": ("Uplift status", _CODE, "How far the rise has come", "",
                          ("requested", "disputed", "agreed", "paid")),
    },
    FileKind.TERM_DATES: {
        "owner": ("Owner", _TEXT, "council, or the URN of a school with terms of its own", "council"),
        "academic_year": ("Academic year", _TEXT, "As 2026/27", "2026/27"),
        "term": ("Term", _WHOLE, "1 to 6", "1"),
        "first_day": ("First day", _DAY, "First day of the term", "01/09/2026"),
        "last_day": ("Last day", _DAY, "Last day of the term", "18/12/2026"),
        "holiday_first_day": ("Holiday first day", _DAY, "First day of a holiday within it", "26/10/2026"),
        "holiday_last_day": ("Holiday last day", _DAY, "Last day of that holiday", "30/10/2026"),
    },
    FileKind.LEDGER: {
        "financial_year": _YEAR,
        "period": _PERIOD,
        "cost_centre": _COST_CENTRE,
        "amount": ("Amount", _MONEY, "Spending positive, income negative", "1,234.56"),
        "description": ("Description", _TEXT, "Words of the posting; not kept", "Top-ups"),
    },
    FileKind.PAYMENTS: {
        "payment_ref": ("Payment ref", _TEXT, "The payment's number, once each", "P1"),
        "invoice_ref": ("Invoice ref", _TEXT, "Number of the invoice", "INV1"),
        "financial_year": _YEAR,
        "period": _PERIOD,
        "paid_on": ("Paid on", _DAY, "Day of payment", "15/10/2026"),
        "cost_centre": _COST_CENTRE,
        "supplier": ("Supplier", _TEXT, "Who was paid", "Alder School"),
        "urn": _URN,
        "upn": _UPN,
        "uln": _ULN,
        "line_ref": ("Line ref", _TEXT, "Line of the placement costs, or purchase order", "L1"),
        "cost_type": _COST_TYPE,
        "period_first_day": ("Period from", _DAY, "First day paid for", "01/10/2026"),
        "period_last_day": ("Period to", _DAY, "Last day paid for", "31/10/2026"),
        "quantity": ("Quantity", _NUMBER, "How many days, weeks or terms", "1"),
        "rate": ("Rate", _MONEY, "Pounds for one of them", "1,000.00"),
        "amount": ("Amount", _MONEY, "Pounds paid; receipts and credit notes negative", "1,000.00"),
    },
})  # fmt: skip

_PLACE_NUMBERS = (
    Field("urn", "URN", _NUMBERS, "Unique reference number of the institution", "123456", is_required=True,
          is_filled=True),
    Field("name", "Institution name", _TEXT, "Name of the institution", "Alder School"),
    Field("places", "2026 to 2027 special academies - pre-16 places (@£10k)", _NUMBER,
          "Places by kind, with the academic year and the rate in the heading; a column for each kind", "100"),
)  # fmt: skip


def _fields(kind: FileKind, described: Mapping[str, _Described]) -> tuple[Field, ...]:
    required = SINGLE_FILE_KINDS[kind].required
    return tuple(
        Field(
            name,
            words[0],
            words[1],
            words[2],
            words[3],
            is_required=name in required,
            codes={code: code for code in words[4]} if len(words) > 4 else {},  # noqa: PLR2004 - codes are the fifth
        )
        for name, words in described.items()
    )


DICTIONARY: Mapping[FileKind, tuple[Field, ...]] = MappingProxyType(
    {kind: _fields(kind, described) for kind, described in _DESCRIBED.items()}
    | dict(DECLARED_KINDS)
    | {FileKind.PLACE_NUMBERS: _PLACE_NUMBERS}
)
"""Every kind whose files are one table, with its columns in the order of the template."""
