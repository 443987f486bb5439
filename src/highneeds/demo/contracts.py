"""What the lines' contracts say: how fees are charged, whose terms count, notice, and rises in price under way."""

from __future__ import annotations

from datetime import date

from highneeds.demo.costs import CostLine
from highneeds.demo.luck import Luck
from highneeds.demo.places import Place

_INDEPENDENT = frozenset({Place.INDEPENDENT, Place.INDEPENDENT_SPECIAL, Place.NON_MAINTAINED})
_OWN_TERMS = 3
_TERMLY_SHARE = 0.6  # of yearly fees: charged by the term, as such schools' terms of business say
_RISING_SHARE = 0.12  # of independent lines: a rise asked for from September
_SEPTEMBER = date(2026, 9, 1)


def urns_with_own_terms(lines: list[CostLine]) -> list[str]:
    """The independent schools with the most lines."""
    urns = [line.spell.provider.urn for line in lines if line.spell.place in _INDEPENDENT and line.spell.provider]
    return [str(urn) for urn in sorted(set(urns), key=lambda urn: (-urns.count(urn), urn))[:_OWN_TERMS]]


def add_contract_terms(lines: list[CostLine], luck: Luck) -> list[str]:
    """Fills in the lines' contracts; the URNs of schools with terms of their own in return."""
    own_terms = urns_with_own_terms(lines)
    for line in lines:
        if line.spell.place in _INDEPENDENT and line.spell.provider and line.is_clean:
            _add_terms(line, own_terms, luck)
    return own_terms


def _add_terms(line: CostLine, own_terms: list[str], luck: Luck) -> None:
    if str(line.spell.provider.urn if line.spell.provider else "") in own_terms:
        line.term_calendar = str(line.spell.provider.urn) if line.spell.provider else ""
    if line.cost_type == "Fee" and line.per == "year" and luck.chance(_TERMLY_SHARE):
        line.method = "TRM"
    if line.end is None:
        line.notice = luck.weighted(("1 term", "28 days", ""), (50, 20, 30))
    if line.end is None and line.start < _SEPTEMBER and luck.chance(_RISING_SHARE):
        percent = round(luck.between(2.0, 7.0), 1)
        line.uplift = (percent, _SEPTEMBER, luck.weighted(("requested", "disputed", "agreed"), (50, 25, 25)))
