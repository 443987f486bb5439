"""The first page by role: which panels each role opens on, and the rights that each panel asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from highneeds.governance.rights import Detail, Right, Role
from highneeds.operations.home_benchmarks import INDEPENDENT, MONEY, PLANS, beside
from highneeds.operations.home_benchmarks import PLACES as BENCHMARKS_OF_PLACES
from highneeds.operations.home_cases import own_due_list, waits_on_a_panel
from highneeds.operations.home_installation import health, last_imports, long_work
from highneeds.operations.home_money import bridge, exceptions_by_age, kept_forecasts
from highneeds.operations.home_numbers import eight_numbers
from highneeds.operations.home_parts import Panel, Reader
from highneeds.operations.home_places import places, providers_by_cost, uplifts
from highneeds.operations.home_programme import breaches, decisions, evidence_waiting, off_track
from highneeds.operations.home_published import published_paper
from highneeds.operations.home_team import team_by_officer, team_due_list, without_a_team
from highneeds.operations.slugs import slug_of
from highneeds.reports import words


@dataclass(frozen=True, slots=True)
class Offered:
    """A panel as a reader sees it, None where it says nothing to this one, and all that takes to be shown it."""

    make: Callable[[Reader], Panel | None]
    needs: frozenset[Right | Detail]


def _offered(make: Callable[[], Panel], *needs: Right | Detail) -> Offered:
    """One that is the same for everybody."""
    return Offered(lambda _: make(), frozenset(needs))


def _beside(name: str, measures: tuple[str, ...], _: Reader) -> Panel:
    return beside(name, measures)


_PRICES = (Right.SEE_PROVIDERS, Detail.PROVIDER_PRICES, Detail.MONEY_OF_A_CHILD)
_CASES = (Right.SEE_CLOCKS, Right.SEE_CHILDREN)
PANELS: Mapping[str, Offered] = MappingProxyType(
    {
        "eight": _offered(
            eight_numbers, *_CASES, Right.SEE_POSITION, Right.SEE_MONEY, Right.SEE_PROGRAMME, Detail.NEEDS
        ),
        "own": Offered(own_due_list, frozenset(_CASES)),
        "team": Offered(team_due_list, frozenset(_CASES)),
        "by-officer": Offered(team_by_officer, frozenset(_CASES)),
        "no-team": Offered(without_a_team, frozenset(_CASES)),
        "panel": Offered(waits_on_a_panel, frozenset(_CASES)),
        "bridge": _offered(bridge, Right.SEE_MONEY),
        "exceptions": _offered(exceptions_by_age, Right.SEE_MONEY),
        "vintages": _offered(kept_forecasts, Right.SEE_MONEY),
        "providers": _offered(providers_by_cost, *_PRICES),
        "uplifts": _offered(uplifts, *_PRICES),
        "places": _offered(places, Right.SEE_PLACES, Right.SEE_POSITION),
        **{
            name: Offered(partial(_beside, name, measures), frozenset({Right.SEE_BENCHMARKS}))
            for name, measures in (
                ("beside-plans", PLANS),
                ("beside-money", MONEY),
                ("beside-independent", INDEPENDENT),
                ("beside-places", BENCHMARKS_OF_PLACES),
            )
        },
        "off-track": _offered(off_track, Right.SEE_PROGRAMME),
        "evidence": _offered(evidence_waiting, Right.SEE_PROGRAMME),
        "breaches": _offered(breaches, Right.SEE_RISKS),
        "decisions": _offered(decisions, Right.SEE_RISKS),
        "paper": _offered(published_paper, Right.SEE_PUBLISHED),
        "health": _offered(health, Right.SEE_HEALTH),
        "work": Offered(long_work, frozenset({Right.RUN_WORK})),
        "imports": _offered(last_imports, Right.SEE_IMPORTS),
    }
)
HOMES: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        Role.HEAD_OF_SEND: ("eight", "decisions", "beside-plans"),
        Role.FINANCE_PARTNER: ("bridge", "exceptions", "vintages", "beside-money"),
        Role.COMMISSIONING_MANAGER: ("providers", "uplifts", "beside-independent"),
        Role.PLACE_PLANNER: ("places", "beside-places"),
        Role.CASE_OFFICER: ("own", "team", "by-officer", "no-team"),
        Role.PANEL_CHAIR: ("panel",),
        Role.PROGRAMME_MANAGER: ("off-track", "evidence", "decisions"),
        Role.RISK_OWNER: ("breaches", "decisions"),
        Role.COMMITTEE_MEMBER: ("paper",),
        Role.AUDITOR: ("exceptions", "vintages", "imports"),
        Role.IT: ("health", "work", "imports"),
    }
)


@dataclass(frozen=True)
class Home:
    """The panels of one role that the reader may be shown, under the role's name."""

    role: Role
    slug: str
    title: str
    panels: tuple[Panel, ...]

    @property
    def children(self) -> tuple[str, ...]:
        """The keys of the children whom any panel shows, once."""
        return tuple(sorted({key for panel in self.panels for key in panel.children}))


def home_of(role: Role, reader: Reader) -> Home:
    """What ``role`` opens on, without what this reader may not see."""
    offered = [PANELS[name] for name in HOMES[role]]
    panels = (one.make(reader) for one in offered if reader.may(*one.needs))
    return Home(role, slug_of(role), words.sentence(role), tuple(one for one in panels if one is not None))
