"""The canary child: a generated child of whom every field says something that stands nowhere else, really imported.

``markers_in`` finds what any text, page, file, header or log says of it, however it is written.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from django.http.response import HttpResponseBase
from pypdf import PdfReader
from tests.ingest.invented_pupils import upn_with_letter
from tests.ingest.small_council import SCHOOL, SmallCouncil, write_csv
from tests.web import sample_closing, sample_programme

from highneeds.operations.importing import Outcome, import_paths
from highneeds.operations.links import links_found
from highneeds.operations.pseudonyms import pseudonym
from highneeds.store.case_records import NOTE, Change, keep
from highneeds.store.models import ChildRow, IdentityRow, ImportRun

SURNAME, FORENAME, POSTCODE = "Zyxquillan", "Vorpalia", "ZX98 7QJ"
UPN, ULN = upn_with_letter("999400077713"), "9173940826"
BORN = date(2011, 3, 17)
ADDRESS = "14 Xylofont Crescent"
NOTE_WORDS = "Hides under the grumbleplank at noon"
SCHOOL_NAME, OFFICER = "Quibblethorpe School", "Oswaldina Fernwhistle"
RATE_GBP = 73_913.57
OLD_UPN = upn_with_letter("999400055519")


NOBODY = "0"
"""The letter of a stranger, beside those of roles in ``who_may.py``."""


class Marker(StrEnum):
    """What of the child; the value is how the table of who may see it writes it."""

    NAME = "name"
    BIRTH = "date of birth"
    NUMBER = "UPN or ULN"
    POSTCODE = "postcode"
    OTHER_HASH = "hash of the name or of another number"
    KEY = "key"
    PSEUDONYM = "pseudonym"
    FREE_TEXT = "address in free text"
    FAULTY_CELL = "address in a faulty cell of a file of costs"
    FAULTY_NEED = "words in a faulty cell of a list of plans"
    NOTE = "note"
    OFFICER = "officer"
    PRICE = "price"
    SCHOOL = "school"


@dataclass(frozen=True)
class Canary:
    """``hashes``: every keyed hash of the child but its key. ``link_id``: of its two records, in doubt.

    ``runs``: the number of the last import of each kind.
    """

    key: str
    hashes: frozenset[str]
    link_id: str
    runs: Mapping[str, int]

    def markers_in(self, *texts: str) -> set[Marker]:
        """In any letters, encoded or not, with or without hyphens and blanks, days in any order."""
        found: set[Marker] = set()
        for text in texts:
            plain = unquote_plus(html.unescape(text)).casefold()
            squeezed = _BETWEEN.sub("", plain)
            if self._any.search(squeezed):
                found |= {marker for marker, form in self._forms if form in squeezed}
            found |= {Marker.PRICE} if _PRICE.search(plain) else set()
        return found

    @cached_property
    def _forms(self) -> tuple[tuple[Marker, str], ...]:
        name = pseudonym(self.key).removeprefix("child ")
        hashes = ((Marker.OTHER_HASH, one) for one in self.hashes)
        return (*_SQUEEZED, (Marker.KEY, self.key), (Marker.PSEUDONYM, name), *hashes)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(form for _, form in self._forms))


def _days() -> Iterator[str]:
    """17 March 2011 as people and machines write it, without what stands between."""
    yield from (f"{BORN:%Y%m%d}", f"{BORN:%d%m%Y}", f"{BORN:%m%d%Y}", f"{BORN:%Y%d%m}")
    for month in (f"{BORN:%B}".casefold(), f"{BORN:%b}".casefold()):
        yield from (f"17{month}2011", f"17th{month}2011", f"{month}172011", f"2011{month}17")


_SQUEEZED = (
    (Marker.NAME, SURNAME.casefold()),
    (Marker.NAME, FORENAME.casefold()),
    *((Marker.BIRTH, day) for day in _days()),
    (Marker.NUMBER, UPN.casefold()),
    (Marker.NUMBER, OLD_UPN.casefold()),
    (Marker.NUMBER, UPN[1:]),
    (Marker.NUMBER, ULN),
    (Marker.POSTCODE, POSTCODE.replace(" ", "").casefold()),
    (Marker.NOTE, "grumbleplank"),
    (Marker.OFFICER, "fernwhistle"),
    (Marker.OFFICER, "oswaldina"),
    (Marker.SCHOOL, "quibblethorpe"),
    (Marker.FREE_TEXT, "freetext14xylofontcrescent"),
    (Marker.FAULTY_CELL, "faulty14xylofontcrescent"),
    (Marker.FAULTY_NEED, "gribblewort"),
)
_BETWEEN = re.compile(r"[\W_]+")
_PRICE = re.compile(r"(?<!\d)73,?91(?:[34]|3,?57)(?!\d)")
"""£73,913.57 in pounds, rounded or cut, and in pence."""


def canary_council(folder: Path, patched: pytest.MonkeyPatch) -> Canary:
    """Three children imported from the files of a council, the second the canary, and a month closed with it."""
    council = SmallCouncil(folder)
    _mark(council)
    council.write()
    report = import_paths([*_files(council), *_older_return(folder)])
    assert all(unit.outcome is Outcome.IMPORTED for unit in report.units), report
    born = ChildRow.objects.filter(birth_date=BORN)
    (key,) = set(born.filter(return_year=2026).values_list("child_key", flat=True))
    known = IdentityRow.objects.filter(child_key__in=born.values("child_key"))
    hashes = {one for row in known.values_list("child_key", "upn_key", "uln_key", "name_key") for one in row if one}
    keep(NOTE, Change("n1", key, 0, {"words": f"{NOTE_WORDS}."}), by="ann")
    patched.setattr(sample_closing, "CHILDREN", (key, "b" * 32))
    patched.setattr(sample_programme, "CHILD", key)
    (link,) = links_found().open
    runs = dict(ImportRun.objects.order_by("pk").values_list("kind", "pk"))
    return Canary(key, frozenset(hashes - {key}), link.link.link_id, runs)


def _mark(council: SmallCouncil) -> None:
    person = council.sen2["person"][1]
    person |= {"surname": SURNAME, "forename": FORENAME, "postcode": POSTCODE, "upn": UPN, "uniquelearnernumber": ULN}
    person |= {"personbirthdate": f"{BORN:%Y-%b-%d} 00:00:00"}
    council.plan_list[1] |= {"UPN": UPN, "ULN": ULN, "Date of birth": f"{BORN:%d/%m/%Y}"}
    council.plan_list[1]["Primary need"] = "Gribblewort disorder"
    for row, officer in zip(council.plan_list, ("Lou", OFFICER, "Kim"), strict=True):
        row["Case officer"] = officer
    council.register[1]["EstablishmentName"] = SCHOOL_NAME
    line = council.costs[1]
    line |= {"UPN": UPN, "ULN": ULN, "Provider": SCHOOL_NAME, "Rate": RATE_GBP}
    council.costs.append(line | {"Line ref": "L9", "Rate": f"see faulty {ADDRESS}"})
    council.ledger[0]["Description"] = f"free text {ADDRESS}"
    council.payments[0] |= {"Description": f"free text {ADDRESS}", "UPN": UPN, "Line ref": "L2", "URN": SCHOOL}
    council.payments[0] |= {"Supplier": SCHOOL_NAME}


def _files(council: SmallCouncil) -> Iterator[Path]:
    yield from (council.register_file, council.folder / "sen2", council.plan_list_file, council.budget_file)
    yield from (council.costs_file, council.ledger_file, council.payments_file)


def _older_return(folder: Path) -> list[Path]:
    """The canary of the year before under another UPN: one child or two, which a person has to say."""
    council = SmallCouncil(folder / "before")
    _mark(council)
    council.sen2["person"][1] |= {"upn": OLD_UPN, "uniquelearnernumber": ""}
    council.sen2["sen2"][0] |= {"year": 2025, "referencedate": "2025-Jan-16 00:00:00"}
    files = []
    for module, rows in council.sen2.items():
        path = council.folder / "sen2" / "2025" / f"Blade-Export_16-01-2025_{module}.csv"
        files.append(write_csv(path, rows))
    return [files[0].parent]


@lru_cache(maxsize=64)
def texts_of(content: bytes) -> tuple[str, ...]:
    """All that a file says: the parts of a package, the pages of a PDF, else its text."""
    if content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        return (*(page.extract_text() for page in reader.pages), str(reader.metadata))
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return tuple(f"{part} {package.read(part).decode('utf-8', 'replace')}" for part in package.namelist())
    return (content.decode("utf-8", "replace"),)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one answer told of the canary, to whom, where."""

    who: str
    name: str
    address: str
    status: int
    markers: frozenset[Marker]


def seen_in(child: Canary, who: str, name: str, address: str, answer: HttpResponseBase) -> Seen:
    """What somebody asks for they know: the key in the address asked is no answer where the page only repeats it."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined] # of a file
    head = "\n".join([*(f"{one}: {value}" for one, value in answer.items()), answer.cookies.output()])
    texts = [text.replace(address, "") for text in (*texts_of(content), head)]
    found = child.markers_in(*texts)
    if who == NOBODY or name == "audit":  # the way back after signing in; the search that was typed
        found -= {Marker.KEY} if child.key in address else set()
    return Seen(who, name, address, answer.status_code, frozenset(found))
