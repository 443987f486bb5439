"""Which column of a foreign table is which of ours: a guess by heading and content, for a person to confirm.

A mapping belongs to one row of headings, known by its fingerprint, so that next month's file with the same headings is
read without asking; of a file with other headings only those not met before are asked again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import polars as pl

from highneeds.ingest.fields import FLAGS, Field, FieldType
from highneeds.ingest.headers import normalised
from highneeds.ingest.heading_mapping import HeadingMapping
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.values import date_of, pounds_of, whole_number_of

ROWS_LOOKED_AT = 200
_EXAMPLES = 3
_SURE, _POSSIBLE = 0.75, 0.45
_SHARE_OF_NAME = 0.7
_HALF = 0.5  # content that says nothing for or against
_AT_MOST = 0.95  # likeness of words that are not the same
_FEWEST_HEADINGS = 3
_FEWEST_OF_A_KIND = 2
_NEARLY_THE_SAME = 0.5
_IDENTIFIERS = {"upn": r"^[A-Za-z]\d{11}[0-9A-Za-z]$", "urn": r"^[14]\d{5}$|^\d{6}$", "uln": r"^\d{10}$"}
# words of finance systems and case systems for our columns, beyond our own headings
_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "upn": ("unique pupil number", "pupil upn", "pupil no", "child upn"),
    "uln": ("unique learner number", "learner number"),
    "urn": ("school urn", "unique reference number", "establishment urn"),
    "line_ref": ("commitment ref", "commitment id", "provision id", "purchase id", "package id", "unique line", "id"),
    "provider": ("school", "school name", "establishment", "supplier name", "provision provider", "placement name"),
    "supplier": ("supplier name", "vendor", "vendor name", "payee"),
    "cost_type": ("element", "cost element", "service", "provision type", "expenditure type", "type of cost"),
    "rate": ("unit cost", "unit price", "agreed rate", "price", "cost", "weekly cost", "annual cost", "top up value"),
    "per": ("frequency", "rate basis", "unit", "basis", "charge period", "rate period"),
    "start_date": ("from", "date from", "effective from", "commencement date", "service start"),
    "end_date": ("to", "date to", "effective to", "cessation date", "service end", "until"),
    "cost_centre": ("cost code", "cc", "ledger code", "account code", "budget code", "costc"),
    "amount": ("value", "net amount", "net", "actual", "posted amount", "total", "gross"),
    "contribution": ("health contribution", "icb contribution", "income", "other funding"),
    "payment_ref": ("payment id", "transaction id", "transaction no", "transno"),
    "paid_on": ("payment date", "date paid", "transaction date", "trans date"),
    "financial_year": ("fin year", "fiscal year", "year", "fy"),
    "period": ("accounting period", "month", "fin period", "prd"),
    "birth_date": ("date of birth", "dob", "birth date"),
    "primary_need": ("need", "sen need", "primary sen", "main need"),
    "plan_start": ("ehcp start", "plan start date", "ehcp issue date", "date plan issued", "ehc plan start"),
    "plan_ceased": ("ehcp end", "plan end date", "cease date", "ehc plan end"),
    "description": ("narrative", "details", "text"),
}


@dataclass(frozen=True, slots=True)
class Guess:
    """One heading of the file. ``confidence`` goes from 0 to 1; ``is_settled``: remembered and not guessed."""

    heading: str
    name: str | None
    confidence: float
    examples: tuple[str, ...]
    is_settled: bool = False

    @property
    def how_sure(self) -> str:
        if self.is_settled:
            return "remembered"
        if self.name is None:
            return "not read"
        return "sure" if self.confidence >= _SURE else "perhaps"


def fingerprint(headings: Iterable[str]) -> str:
    """The same for the same headings, whatever their order, case and line breaks."""
    words = sorted(filter(None, map(normalised, headings)))
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """The row (from 0) that looks like headings: the first of those with the most different words that are no numbers.

    None where no row has three.
    """
    words = [len({normalised(cell) for cell in row if cell.strip() and not _is_number(cell)}) for row in rows]
    most = max(words, default=0)
    return None if most < _FEWEST_HEADINGS else words.index(most)


def _is_number(cell: str) -> bool:
    return cell.strip().lstrip("£-(").rstrip(")%").replace(",", "").replace(".", "").replace("/", "").isdigit()


def guess_mapping(
    headings: Sequence[str], rows: Sequence[Sequence[str]], fields: Sequence[Field], known: HeadingMapping | None = None
) -> tuple[Guess, ...]:
    """A guess for every heading that is not blank; what ``known`` says of a heading is taken over as settled.

    Each of our columns is given once, to the heading that is likest in name and content.
    """
    remembered = {normalised(heading): name for heading, name in known.fields.items()} if known else {}
    columns = {at: [row[at] for row in rows if at < len(row) and row[at].strip()] for at in range(len(headings))}
    places = [at for at, heading in enumerate(headings) if heading.strip()]
    settled = {at: remembered[normalised(headings[at])] for at in places if normalised(headings[at]) in remembered}
    taken = {name for name in settled.values() if name}
    scored = sorted(
        (
            (_likeness(headings[at], columns[at], one), at, one.name)
            for at in places if at not in settled
            for one in fields if one.name not in taken
        ),
        key=lambda each: (-each[0], each[1]),
    )  # fmt: skip
    given: dict[int, tuple[str, float]] = {}
    for score, at, name in scored:
        if score >= _POSSIBLE and at not in given and name not in taken:
            given[at] = (name, score)
            taken.add(name)
    return tuple(
        Guess(
            " ".join(headings[at].split()),
            settled[at] if at in settled else given.get(at, (None, 0.0))[0],
            1.0 if at in settled else given.get(at, (None, 0.0))[1],
            tuple(dict.fromkeys(columns[at]))[:_EXAMPLES],
            is_settled=at in settled,
        )
        for at in places
    )


def likeliest_kind(headings: Iterable[str], kinds: Mapping[FileKind, Sequence[Field]]) -> FileKind | None:
    """The kind of which most needed columns have a heading among these in just our words; None where two have not."""
    words = set(filter(None, map(normalised, headings)))

    def found(kind: FileKind) -> int:
        needed = (one for one in kinds[kind] if one.is_required)
        return sum(any(normalised(word) in words for word in _words_of(one)) for one in needed)

    best = max(kinds, key=lambda kind: (found(kind), found(kind) / max(1, len(kinds[kind]))), default=None)
    return best if best is not None and found(best) >= _FEWEST_OF_A_KIND else None


def nearest(headings: Iterable[str], mappings: Iterable[HeadingMapping]) -> HeadingMapping | None:
    """The mapping that shares most headings with these, if it shares at least half of all of both."""
    words = set(filter(None, map(normalised, headings)))

    def shared(one: HeadingMapping) -> float:
        theirs = set(map(normalised, one.fields))
        return len(words & theirs) / len(words | theirs) if words | theirs else 0.0

    best = max(mappings, key=shared, default=None)
    return best if best is not None and shared(best) >= _NEARLY_THE_SAME else None


def _likeness(heading: str, cells: Sequence[str], one: Field) -> float:
    name = max(_name_likeness(normalised(heading), normalised(word)) for word in _words_of(one))
    return _SHARE_OF_NAME * name + (1 - _SHARE_OF_NAME) * _content_likeness(cells, one)


def _words_of(one: Field) -> tuple[str, ...]:
    return (one.heading, one.name.replace("_", " "), *one.aliases, *_SYNONYMS.get(one.name, ()))


def _name_likeness(heading: str, word: str) -> float:
    """1 for the same words, else the larger of shared words and shared letters."""
    if heading == word:
        return 1.0
    theirs, ours = (set(text.replace("_", " ").replace("£", "").split()) for text in (heading, word))
    words = len(theirs & ours) / len(theirs | ours) if theirs | ours else 0.0
    return _AT_MOST * max(words, SequenceMatcher(None, heading, word).ratio())


def _content_likeness(cells: Sequence[str], one: Field) -> float:
    """The share of the cells that the column could hold; a half where that says nothing."""
    if not cells:
        return _HALF
    text = pl.DataFrame({"cell": pl.Series(cells, dtype=pl.String).str.strip_chars()})
    if one.name in _IDENTIFIERS:
        fits = pl.col("cell").str.contains(_IDENTIFIERS[one.name])
    elif one.type is FieldType.CODE:
        fits = pl.col("cell").map_elements(normalised, return_dtype=pl.String).is_in(sorted(map(normalised, one.codes)))
    elif one.type in _FITS:
        fits = _FITS[one.type]("cell")
    else:
        return _HALF * float(text.select(pl.col("cell").str.contains("[A-Za-z]").mean()).item())
    return float(text.select(fits.fill_null(value=False).mean()).item())


_FITS: Mapping[FieldType, Callable[[str], pl.Expr]] = {
    FieldType.DAY: lambda column: date_of(column).is_not_null(),
    FieldType.MONEY: lambda column: pounds_of(column).is_not_null(),
    FieldType.NUMBER: lambda column: pounds_of(column).is_not_null(),
    FieldType.WHOLE: lambda column: whole_number_of(column).is_not_null(),
    FieldType.FLAG: lambda column: pl.col(column).str.to_lowercase().is_in(sorted(FLAGS)),
}
