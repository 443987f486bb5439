"""Every name under which a SEN2 field is met, in any of the shapes of a return, and the column it is read into.

Names are compared by their letters and digits alone: case, spaces, line breaks and dashes do not count, nor does what
stands in brackets. The labels of the department's template were not at hand; those here are as readers of it describe.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from highneeds.rules.sen2_elements import SEN2_ELEMENTS

KEYS = ("personid", "requestid")
"""What ties the tables of the template and of the workbook together, in place of the ids of an export."""

_OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "familyname": "surname",
        "firstname": "forename",
        "dob": "personbirthdate",
        "dateofbirth": "personbirthdate",
        "gender": "sex",
        "uln": "uniquelearnernumber",
        "upnunknownreason": "upnunknown",
        "receivedate": "receiveddate",
        "datethatrequestreceived": "receiveddate",
        "rquestsource": "requestsource",
        "initialrequestwhilstinrya": "rya",
        "twentyweekstimelimitexceptionsapply": "week20",
        "planwpb": "planwbp",
        "ehcplan": "transferla",
        "ehcplantransfer": "transferla",
        "residential": "res",
        "sensettingestablishmenttype": "sensetting",
        "sensettingother": "sensettingother",
        "annualreviewmeetingdate": "reviewmeeting",
        "ehcplanreviewdecisionsdate": "lastreview",
        "ehcplanreviewdecisiondate": "lastreview",
        "sentyperanking": "sentyperank",
        "persontableid": "personid",
        "uniquepersonid": "personid",
        "requeststableid": "requestid",
        "requestsrecordid": "requestid",
        "requestrecordid": "requestid",
        "requestrecordsid": "requestid",
        "requestsid": "requestid",
    }
)
"""Other names, bare. The label of a review's decision is read as the decision and that of its meeting as the meeting,
as they say; one reader in use has the two the other way round."""

_NAMES_REMEMBERED = 10_000  # a return has a few hundred, a million times over; a stranger's may have any
_BRACKETS = re.compile(r"\(.*?\)", re.DOTALL)


def bare(name: str) -> str:
    """Lower-case letters and digits only, without what stands in brackets."""
    return re.sub(r"[^a-z0-9]", "", _BRACKETS.sub("", name).lower())


@cache
def columns_by_name(module: str) -> Mapping[str, str]:
    """Bare name to column, for one module."""
    own = {element.column: element.column for element in SEN2_ELEMENTS[module]}
    known = {**own, **{key: key for key in KEYS}}
    others = {name: column for name, column in _OTHER_NAMES.items() if column in known}
    return MappingProxyType(others | known)


@lru_cache(_NAMES_REMEMBERED)
def column_of(module: str, name: str) -> str | None:
    """The column a name is read into; None for one not known in that module."""
    known = columns_by_name(module)
    whole = re.sub(r"[^a-z0-9]", "", name.lower())
    return known.get(whole) or known.get(bare(name))
