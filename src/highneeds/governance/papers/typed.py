"""Numbers that somebody typed: digits and number words, but for those that name a day, a law, a school year or a thing.

What remains after the exceptions are taken out is a figure that no snapshot stands behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_UNDER_TWENTY = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LARGE = "hundred|hundreds|thousand|thousands|million|millions|billion|billions|dozen|dozens"
_SHARES = "half|halves|thirds?|quarters?|fifths?|tenths?"
_CHILDREN = r"(?:child|children|pupils?|young (?:person|people)|girls?|boys?|students?)"
_PARTS = r"(?:workstreams?|boards?|options?|recommendations?|sections?|parts?|reasons?|questions?|steps?|stages?|ways?)"
_THINGS = "children|pupils|places|plans|placements|moves|schools"
_PROVISIONS = (
    r"sections?|s\.|regulations?|reg\.|paragraphs?|schedules?|articles?|chapters?|parts?|clauses?|annex|appendix|"
    r"minutes?|items?|tables?|pages?|notes?"
)

_EXCEPTIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b8-in-10\b|\beight times in ten\b",  # what a range means
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: (?:and|to) \d{{1,2}})? {_MONTH}(?: (?:19|20)\d\d)?\b",  # 31 October 2026
        rf"\b{_MONTH} (?:19|20)\d\d\b",
        r"\b(?:19|20)\d\d-\d\d-\d\d\b",
        "\\b(?:19|20)\\d\\d[-/\N{EN DASH}]\\d\\d(?:\\d\\d)?\\b",  # 2026-27
        r"\b(?:Act|Regulations|Order|Rules|Code of Practice|Guidance) (?:19|20)\d\d\b",
        rf"\b(?:in|by|of|from|to|until|since|for|before|after|during|and) (?:19|20)\d\d\b(?!\s*(?:{_THINGS}))",
        rf"\b(?:{_PROVISIONS}) \d+[A-Z]?(?:\(\w+\))*(?:(?:,| and| to| or) \d+[A-Z]?(?:\(\w+\))*)*(?!\s?%)",
        r"\b(?:NC )?Years? \d{1,2}(?:(?:,| and| to| or) \d{1,2})*\b",  # Year 9
        r"\bKey Stages? \d(?: (?:and|to) \d)?\b",
        r"\bpost-(?:16|18|19|25)\b|\bpre-16\b",
        r"\bage[sd]? (?:of )?\d{1,2}(?: (?:to|and|or) \d{1,2})?\b",
        r"\b\d{1,2} to \d{1,2} year[- ]olds?\b",
        r"\bSI (?:19|20)\d\d/\d+\b|\b24/7\b",
        r"\b(?:the |of )?(?:19|20)\d\d (?:Act|Regulations|framework|Code|White Paper|Budget|census|return)s?\b",
        r"\b(?:phase|band|level|tier|stage|grade|NHS) \d{1,3}[A-Z]?\b(?!\s?%)",
        "\\b(?:aged?|ages) \\d{1,2}[-\N{EN DASH}]\\d{1,2}\\b",
        "\\b\\d{1,2}[-\N{EN DASH}]\\d{1,2} (?:year[- ]olds?|SEND|service|offer)\\b",
        r"\b(?!GBP)[A-Za-z]{1,8}-?\d{1,3}\b",  # COVID-19, KS2, WS3
        r"\b(?:A|T)-?levels?\b|\b16[- ]19 study programmes?\b|\bSEN2\b|\bsection 151\b|\bPart [AB]\b",
        rf"\b(?:{_UNDER_TWENTY}) {_PARTS}\b",  # six workstreams: how the paper is built
    )
)
_FRACTIONS = "\u00bc-\u00be\u2150-\u215e"
_TYPED = re.compile(
    r"£\s?\d[\d,.]*\s?(?:m|k|bn|million|thousand|billion)?\b"
    r"|\d[\d,]*(?:\.\d+)?\s?%?"
    rf"|[{_FRACTIONS}]"
    rf"|\b(?:(?:{_TENS})[- ])?(?:{_UNDER_TWENTY})\b(?: in (?:{_UNDER_TWENTY}|{_TENS}|a hundred))?"
    rf"|\b(?:{_TENS})\b|\b(?:{_LARGE})\b"
    rf"|\bone (?:in (?:{_UNDER_TWENTY}|{_TENS}|a hundred)\b|{_CHILDREN}\b|million\b|hundred\b|thousand\b)"
    rf"|\ba couple of {_CHILDREN}\b"
    rf"|\b(?:a |one |two |three )?(?:{_SHARES}) (?:of|as)\b|\b(?:doubled?|doubling|tripled?|trebled?|halved|twice)\b",
    re.IGNORECASE,
)
_FEW = re.compile(rf"(?<![\d.,])\b(?:[1-4]|one|two|three|four|a couple of)\b (?:\w+ )?{_CHILDREN}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Typed:
    """``text`` as it stands; ``is_few``: it counts one to four children."""

    text: str
    is_few: bool


def typed_numbers(line: str, names: Iterable[str] = ()) -> Iterator[Typed]:
    """Of a line without tokens; ``names`` such as ``CFS 02`` name a thing and are no figure."""
    for name in sorted(names, key=len, reverse=True):
        line = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _blank, line, flags=re.IGNORECASE)
    line = re.sub(r"^\s*(?:\d{1,2}[.)]|\([a-z0-9]\))\s", _blank, line)
    for exception in _EXCEPTIONS:
        line = exception.sub(_blank, line)
    few = [match.span() for match in _FEW.finditer(line)]
    for match in _TYPED.finditer(line):
        is_few = any(start <= match.start() < end for start, end in few)
        yield Typed(match[0].strip(), is_few)


def _blank(match: re.Match[str]) -> str:
    """As long as what it stands for, and no word of it."""
    return "~" * len(match[0])
