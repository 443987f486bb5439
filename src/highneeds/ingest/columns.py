"""The headings of every kind of file, by our name for the column; headings are compared without case or line breaks.

Sources of the names: DfE SEN2 guide 2025 (elements), Get Information about Schools, ONS subnational population
projections (Z1 tables). The finance files have no national standard: the file guide gives ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from highneeds.ingest.headers import Columns


def _columns(
    required: str, optional: str = "", *, aliases: Mapping[str, str] | None = None, ignored: str = ""
) -> Columns:
    """Columns whose heading is our name; ``aliases`` maps other headings to our names."""
    names = required.split() + optional.split()
    fields = {name: name for name in names} | dict(aliases or {})
    return Columns(fields, frozenset(required.split()), frozenset(ignored.split()))


_EXPORT = "nativeid sourceid"

SEN2_MODULES: Mapping[str, Columns] = MappingProxyType(
    {
        "sen2": _columns(
            "sen2tableid year referencedate",
            "lea collection sourcelevel",
            ignored=f"{_EXPORT} softwarecode release serialno datetime dmo dco dsco sen2orderseqcolumn",
        ),
        "person": _columns(
            "persontableid personbirthdate",
            "upn uln upnunknown surname forename sex ethnicity",
            aliases={
                "uniquelearnernumber": "uln",
                "gendercurrent": "sex",
                "gender": "sex",
                "familyname": "surname",
                "firstname": "forename",
                "dob": "personbirthdate",
            },
            ignored=f"{_EXPORT} sen2tableid personorderseqcolumn postcode",
        ),
        "requests": _columns(
            "requeststableid persontableid requestoutcome",
            "receiveddate requestoutcomedate requestmediation requesttribunal exported",
            aliases={"receivedate": "receiveddate"},
            ignored=f"{_EXPORT} requestsorderseqcolumn rya requestsource rquestsource",
        ),
        "assessment": _columns(
            "assessmenttableid requeststableid assessmentoutcome",
            "assessmentoutcomedate assessmentmediation assessmenttribunal week20",
            ignored=f"{_EXPORT} assessmentorderseqcolumn othermediation othertribunal",
        ),
        "namedplan": _columns(
            "namedplantableid assessmenttableid startdate",
            "ceasedate ceasereason pb oa dp",
            ignored=f"{_EXPORT} namedplanorderseqcolumn planres planwbp planwpb",
        ),
        "plandetail": _columns(
            "plandetailtableid namedplantableid",
            "urn ukprn sensetting placementrank",
            ignored=f"{_EXPORT} plandetailorderseqcolumn sensettingother senunitindicator resourcedprovisionindicator",
        ),
        "activeplans": _columns(
            "activeplanstableid requeststableid",
            "transferla res reviewmeeting reviewoutcome lastreview reviewdraft phasetransferduedate "
            "phasetransferfinaldate",
            ignored=f"{_EXPORT} activeplansorderseqcolumn wbp",
        ),
        "placementdetail": _columns(
            "placementdetailtableid activeplanstableid",
            "urn ukprn sensetting sensettingother placementrank entrydate leavingdate senunitindicator "
            "resourcedprovisionindicator res",
            aliases={"residential": "res"},
            ignored=f"{_EXPORT} placementdetailorderseqcolumn wbp attendancepattern",
        ),
        "senneed": _columns(
            "senneedtableid activeplanstableid sentype", "sentyperank", ignored=f"{_EXPORT} senneedorderseqcolumn"
        ),
    }
)
"""The nine files of a COLLECT export, parents before children."""

PLAN_LIST = Columns(
    {
        "upn": "upn", "uln": "uln", "date of birth": "birth_date", "dob": "birth_date", "sex": "sex",
        "primary need": "primary_need", "plan start": "plan_start", "plan ceased": "plan_ceased",
        "cease reason": "cease_reason", "urn": "urn", "sen setting": "sensetting", "sen unit": "is_unit",
        "resourced provision": "is_resourced", "entry date": "entry_date", "leaving date": "leaving_date",
        "residential": "is_residential", "case officer": "officer", "sen officer": "officer", "officer": "officer",
        "caseworker": "officer", "plan coordinator": "officer",
    },
    frozenset({"upn", "birth_date", "primary_need", "plan_start", "plan_ceased", "urn", "entry_date", "leaving_date"}),
)  # fmt: skip

PLACEMENT_COSTS = Columns(
    {
        "line ref": "line_ref", "line reference": "line_ref", "upn": "upn", "uln": "uln", "provider": "provider",
        "urn": "urn", "cost type": "cost_type", "rate": "rate", "per": "per", "start": "start_date",
        "start date": "start_date", "end": "end_date", "end date": "end_date", "cost centre": "cost_centre",
        "contribution": "contribution", "method": "method", "weeks": "weeks", "sessions": "sessions",
        "sessions a year": "sessions", "term calendar": "term_calendar",
        "status": "status", "notice": "notice", "uplift %": "uplift", "uplift": "uplift", "uplift from": "uplift_from",
        "uplift status": "uplift_status",
    },
    frozenset({"line_ref", "upn", "provider", "cost_type", "rate", "per", "start_date", "end_date", "cost_centre"}),
)  # fmt: skip

LEDGER = Columns(
    {
        "financial year": "financial_year", "period": "period", "cost centre": "cost_centre",
        "amount": "amount", "amount £": "amount", "description": "description",
    },
    frozenset({"financial_year", "period", "cost_centre", "amount"}),
)  # fmt: skip

PAYMENTS = Columns(
    {
        "payment ref": "payment_ref", "payment reference": "payment_ref", "invoice ref": "invoice_ref",
        "invoice": "invoice_ref", "financial year": "financial_year", "period": "period", "paid on": "paid_on",
        "payment date": "paid_on", "cost centre": "cost_centre", "supplier": "supplier", "urn": "urn", "upn": "upn",
        "uln": "uln", "line ref": "line_ref", "po": "line_ref", "purchase order": "line_ref", "cost type": "cost_type",
        "period from": "period_first_day", "period to": "period_last_day", "quantity": "quantity", "rate": "rate",
        "amount": "amount", "amount £": "amount",
    },
    frozenset({"payment_ref", "financial_year", "period", "paid_on", "cost_centre", "supplier", "amount"}),
    frozenset({"description", "narrative"}),  # words that may name a child
)  # fmt: skip

TERM_DATES = Columns(
    {
        "owner": "owner", "academic year": "academic_year", "term": "term", "first day": "first_day",
        "last day": "last_day", "holiday first day": "holiday_first_day", "holiday last day": "holiday_last_day",
    },
    frozenset({"owner", "academic_year", "term", "first_day", "last_day"}),
)  # fmt: skip

BUDGET_BOOK = Columns(
    {
        "budget line": "budget_line", "cost centre": "cost_centre", "kind": "kind", "setting": "setting",
        "children (fte)": "children_fte", "budget £": "budget", "budget": "budget", "budget (£)": "budget",
    },
    frozenset({"budget_line", "cost_centre", "kind", "setting", "children_fte", "budget"}),
)  # fmt: skip

_POPULATION_YEARS = {str(year): f"mid_{year}" for year in range(2000, 2060)}

POPULATION = Columns(
    {"area_code": "area", "area_name": "area_name", "component": "component", "sex": "sex", "age_group": "age_group"}
    | _POPULATION_YEARS,
    frozenset({"area", "component", "sex", "age_group"}),
)

PROVIDER_REGISTER = Columns(
    {
        "urn": "urn", "ukprn": "ukprn", "establishmentname": "name", "typeofestablishment (code)": "type_code",
        "la (code)": "la_code", "establishmentstatus (code)": "status_code", "opendate": "open_date",
        "closedate": "close_date", "placesfunded": "places_funded", "section41approved (name)": "section_41",
        "statutorylowage": "lowest_age", "statutoryhighage": "highest_age", "lastchangeddate": "last_changed",
        "typeofresourcedprovision (name)": "bases",
    },
    frozenset({"urn", "name", "type_code"}),
    frozenset({
        "la (name)", "establishmentnumber", "typeofestablishment (name)", "establishmenttypegroup (code)",
        "establishmenttypegroup (name)", "establishmentstatus (name)", "phaseofeducation (code)",
        "phaseofeducation (name)", "boarders (name)", "schoolcapacity",
        "numberofpupils", "resourcedprovisiononroll", "resourcedprovisioncapacity",
        "senunitonroll", "senunitcapacity", "postcode", "easting", "northing", "town", "street", "county (name)",
        "furthereducationtype (name)", "gsslacode (name)", "specialclasses (name)",
        "reasonestablishmentclosed (name)", "officialsixthform (name)", "previousla (code)",
        "trusts (name)", "trusts (code)", "boardingestablishment (name)", "senstat", "sennostat", "placespru",
    }),
)  # fmt: skip
