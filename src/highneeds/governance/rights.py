"""Who may do what, and what of a record is shown to whom: every right, every detail, every role, in one place.

A page, a download or a change asks for a ``Right``; a part of a record that is shown or left out asks for a ``Detail``.
A person may do what any of their roles may. Who a child is (name, day of birth, pupil number, address) belongs to no
role: it is opened for one child, for an hour, with a reason, by those who may ``OPEN_NAMES``.
Source of who needs what: what each of these people is asked weekly, monthly and yearly (docs/guide/rights.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class Right(StrEnum):
    """What somebody may see or do; ``IN_WORDS`` says it after "may"."""

    SEE_POSITION = "see_position"
    SEE_MONEY = "see_money"
    SEE_CLOCKS = "see_clocks"
    SEE_CHILDREN = "see_children"
    SEE_PROVIDERS = "see_providers"
    SEE_PLACES = "see_places"
    SEE_PROGRAMME = "see_programme"
    SEE_SCENARIOS = "see_scenarios"
    SEE_RISKS = "see_risks"
    SEE_DRAFTS = "see_drafts"
    SEE_PUBLISHED = "see_published"
    SEE_BENCHMARKS = "see_benchmarks"
    SEE_IMPORTS = "see_imports"
    SEE_FAULTS = "see_faults"
    SEE_AUDIT = "see_audit"
    SEE_HEALTH = "see_health"
    OPEN_NAMES = "open_names"
    IMPORT_FILES = "import_files"
    DECIDE_LINKS = "decide_links"
    SET_RULES = "set_rules"
    EDIT_CASES = "edit_cases"
    EDIT_PLACEMENTS = "edit_placements"
    RECORD_PANEL = "record_panel"
    CLOSE_MONTHS = "close_months"
    CLEAR_EXCEPTIONS = "clear_exceptions"
    MAKE_SCENARIOS = "make_scenarios"
    RUN_PROGRAMME = "run_programme"
    AGREE_SAVINGS = "agree_savings"
    SCORE_RISKS = "score_risks"
    RECORD_DECISIONS = "record_decisions"
    WRITE_PAPERS = "write_papers"
    APPROVE_PAPERS = "approve_papers"
    PUBLISH_PAPERS = "publish_papers"
    EXPORT_ROWS = "export_rows"
    RUN_WORK = "run_work"
    GIVE_ROLES = "give_roles"
    KEEP_RECORDS = "keep_records"
    SET_NEIGHBOURS = "set_neighbours"
    SET_TEAMS = "set_teams"


class Detail(StrEnum):
    """A class of fields that a page leaves out for whoever may not see it."""

    NEEDS = "detail_needs"
    MONEY_OF_A_CHILD = "detail_money_of_a_child"
    PROVIDER_PRICES = "detail_provider_prices"
    LEGAL_ADVICE = "detail_legal_advice"


class Role(StrEnum):
    """What a person is in the council's work; the value is the name of the group of accounts."""

    HEAD_OF_SEND = "head of SEND"
    FINANCE_PARTNER = "finance partner"
    COMMISSIONING_MANAGER = "commissioning manager"
    PLACE_PLANNER = "place planner"
    CASE_OFFICER = "case officer"
    PANEL_CHAIR = "panel chair"
    PROGRAMME_MANAGER = "programme manager"
    RISK_OWNER = "risk owner"
    COMMITTEE_MEMBER = "committee member"
    AUDITOR = "auditor"
    IT = "IT"


IN_WORDS: Mapping[Right | Detail, str] = MappingProxyType(
    {
        Right.SEE_POSITION: "see the position, the forecast and how each figure was made",
        Right.SEE_MONEY: "see budget lines, closed months, payments and their exceptions",
        Right.SEE_CLOCKS: "see the statutory clocks",
        Right.SEE_CHILDREN: "see children, as pseudonyms, with their plans and placements",
        Right.SEE_PROVIDERS: "see providers and what they offer",
        Right.SEE_PLACES: "see places, who fills them and where they will be short",
        Right.SEE_PROGRAMME: "see the programme of savings",
        Right.SEE_SCENARIOS: "see scenarios",
        Right.SEE_RISKS: "see risks, boards, decisions and actions",
        Right.SEE_DRAFTS: "see papers before they are published",
        Right.SEE_PUBLISHED: "see what was published",
        Right.SEE_BENCHMARKS: "see the council beside other authorities",
        Right.SEE_IMPORTS: "see what was imported",
        Right.SEE_FAULTS: "see the rows that a rule found fault with",
        Right.SEE_AUDIT: "see who saw and did what",
        Right.SEE_HEALTH: "see how the system is",
        Right.OPEN_NAMES: "open who a child is, or a child of another team, for an hour, with a reason",
        Right.IMPORT_FILES: "import files, have them back and undo imports",
        Right.DECIDE_LINKS: "decide whether two records are one child",
        Right.SET_RULES: "set how a rule acts",
        Right.EDIT_CASES: "change records and notes of children",
        Right.EDIT_PLACEMENTS: "change placements and their prices",
        Right.RECORD_PANEL: "record what a panel decided",
        Right.CLOSE_MONTHS: "close a month",
        Right.CLEAR_EXCEPTIONS: "clear exceptions of payments",
        Right.MAKE_SCENARIOS: "make, save and submit scenarios",
        Right.RUN_PROGRAMME: "change measures, their steps and their evidence",
        Right.AGREE_SAVINGS: "agree a saving for finance",
        Right.SCORE_RISKS: "score risks and close actions",
        Right.RECORD_DECISIONS: "record decisions and actions of boards",
        Right.WRITE_PAPERS: "write papers and submit them",
        Right.APPROVE_PAPERS: "approve or return what another person wrote",
        Right.PUBLISH_PAPERS: "publish what was approved",
        Right.EXPORT_ROWS: "take rows about children out of the system, for a stated purpose",
        Right.RUN_WORK: "see all long work, stop it and try it again",
        Right.GIVE_ROLES: "give and take roles, open and close accounts",
        Right.KEEP_RECORDS: "propose and approve what is deleted by the council's schedule",
        Right.SET_NEIGHBOURS: "choose the authorities that the council is set beside",
        Right.SET_TEAMS: "say who is of which team, and which roles see the children of their own teams alone",
        Detail.NEEDS: "a child's needs",
        Detail.MONEY_OF_A_CHILD: "what one child's place costs",
        Detail.PROVIDER_PRICES: "a provider's prices",
        Detail.LEGAL_ADVICE: "legal advice",
    }
)

_EVERYONE: frozenset[Right | Detail] = frozenset({Right.SEE_PUBLISHED})
_RUNS_THE_BLOCK: frozenset[Right | Detail] = _EVERYONE | {
    Right.SEE_POSITION,
    Right.SEE_PROVIDERS,
    Right.SEE_PLACES,
    Right.SEE_PROGRAMME,
    Right.SEE_SCENARIOS,
    Right.SEE_RISKS,
    Right.SEE_DRAFTS,
    Right.SEE_BENCHMARKS,
    Right.SEE_IMPORTS,
}
_WORKS_WITH_CHILDREN: frozenset[Right | Detail] = _EVERYONE | {
    Right.SEE_CLOCKS,
    Right.SEE_CHILDREN,
    Right.SEE_PROVIDERS,
    Right.OPEN_NAMES,
    Right.SEE_FAULTS,
    Right.SEE_IMPORTS,
    Detail.NEEDS,
}

ALLOWS: Mapping[Role, frozenset[Right | Detail]] = MappingProxyType(
    {
        Role.HEAD_OF_SEND: _RUNS_THE_BLOCK
        | _WORKS_WITH_CHILDREN
        | {
            Right.SEE_MONEY,
            Right.SEE_AUDIT,
            Right.DECIDE_LINKS,
            Right.SET_RULES,
            Right.EDIT_CASES,
            Right.EDIT_PLACEMENTS,
            Right.MAKE_SCENARIOS,
            Right.RECORD_DECISIONS,
            Right.WRITE_PAPERS,
            Right.APPROVE_PAPERS,
            Right.PUBLISH_PAPERS,
            Right.EXPORT_ROWS,
            Right.KEEP_RECORDS,
            Right.SET_NEIGHBOURS,
            Right.SET_TEAMS,
            Detail.MONEY_OF_A_CHILD,
            Detail.PROVIDER_PRICES,
            Detail.LEGAL_ADVICE,
        },
        Role.FINANCE_PARTNER: _RUNS_THE_BLOCK
        | {
            Right.SEE_MONEY,
            Right.SEE_CHILDREN,
            Right.SEE_FAULTS,
            Right.OPEN_NAMES,
            Right.IMPORT_FILES,
            Right.SET_RULES,
            Right.EDIT_PLACEMENTS,
            Right.CLOSE_MONTHS,
            Right.CLEAR_EXCEPTIONS,
            Right.MAKE_SCENARIOS,
            Right.AGREE_SAVINGS,
            Right.WRITE_PAPERS,
            Right.APPROVE_PAPERS,
            Right.EXPORT_ROWS,
            Right.SET_NEIGHBOURS,
            Detail.MONEY_OF_A_CHILD,
            Detail.PROVIDER_PRICES,
        },
        Role.COMMISSIONING_MANAGER: _RUNS_THE_BLOCK
        | {
            Right.SEE_MONEY,
            Right.SEE_CHILDREN,
            Right.SEE_FAULTS,
            Right.OPEN_NAMES,
            Right.EDIT_PLACEMENTS,
            Right.MAKE_SCENARIOS,
            Detail.NEEDS,
            Detail.MONEY_OF_A_CHILD,
            Detail.PROVIDER_PRICES,
        },
        Role.PLACE_PLANNER: _RUNS_THE_BLOCK | {Right.MAKE_SCENARIOS},
        Role.CASE_OFFICER: _WORKS_WITH_CHILDREN | {Right.DECIDE_LINKS, Right.EDIT_CASES, Detail.LEGAL_ADVICE},
        Role.PANEL_CHAIR: _WORKS_WITH_CHILDREN
        | {
            Right.SEE_PLACES,
            Right.RECORD_PANEL,
            Detail.MONEY_OF_A_CHILD,
            Detail.PROVIDER_PRICES,
            Detail.LEGAL_ADVICE,
        },
        Role.PROGRAMME_MANAGER: _RUNS_THE_BLOCK
        | {Right.SEE_MONEY, Right.RUN_PROGRAMME, Right.MAKE_SCENARIOS, Right.RECORD_DECISIONS, Right.WRITE_PAPERS},
        Role.RISK_OWNER: _RUNS_THE_BLOCK | {Right.SCORE_RISKS},
        Role.COMMITTEE_MEMBER: _EVERYONE,
        Role.AUDITOR: _RUNS_THE_BLOCK
        | {
            Right.SEE_MONEY,
            Right.SEE_CLOCKS,
            Right.SEE_CHILDREN,
            Right.SEE_FAULTS,
            Right.SEE_AUDIT,
            Right.EXPORT_ROWS,
            Detail.MONEY_OF_A_CHILD,
            Detail.PROVIDER_PRICES,
        },
        Role.IT: _EVERYONE
        | {
            Right.SEE_IMPORTS,
            Right.SEE_HEALTH,
            Right.RUN_WORK,
            Right.GIVE_ROLES,
            Right.KEEP_RECORDS,
            Right.SET_TEAMS,
        },
    }
)

BROUGHT_BY: Mapping[Right, frozenset[Right]] = MappingProxyType(
    {Right.IMPORT_FILES: frozenset({Right.SEE_IMPORTS, Right.SEE_FAULTS, Right.DECIDE_LINKS, Right.SET_RULES})}
)
"""What a right brings with it where it is given to a person by itself, beside any role."""

OFFERED_TO_PROGRAMS: frozenset[Right | Detail] = frozenset(
    {Right.SEE_POSITION, Right.SEE_MONEY, Right.SEE_PROVIDERS, Detail.PROVIDER_PRICES}
)
"""What a token of the API may be given: rights to aggregates alone, none to see children or to change anything."""


SEE_CHILDREN_BY_TEAM: tuple[Role, ...] = tuple(
    role for role in Role if Right.SEE_CHILDREN in ALLOWS[role] and Right.SEE_AUDIT not in ALLOWS[role]
)
"""The roles that a council may let see the children of their own teams alone: not those who look over the whole."""


def sees_own_teams_alone(roles: Iterable[Role], set_so: Iterable[Role]) -> bool:
    """Whether every one of somebody's roles that sees children was ``set_so``: several roles add up."""
    seeing = {role for role in roles if Right.SEE_CHILDREN in ALLOWS[role]}
    return bool(seeing) and seeing <= set(set_so) & set(SEE_CHILDREN_BY_TEAM)


def allowed(roles: Iterable[Role]) -> frozenset[Right | Detail]:
    """All that a person of these roles may do and is shown."""
    return frozenset[Right | Detail]().union(*(ALLOWS[role] for role in roles))


def given_to_programs(roles: Iterable[Role]) -> frozenset[Right | Detail]:
    """What a token may be given of all that these roles may."""
    return allowed(roles) & OFFERED_TO_PROGRAMS


def roles_that_may(what: Right | Detail) -> tuple[Role, ...]:
    return tuple(role for role in Role if what in ALLOWS[role])


def role_named(name: str) -> Role | None:
    """The role of that name, in whatever letters, with blanks or hyphens."""
    wanted = name.strip().replace("-", " ").casefold()
    return next((role for role in Role if role.value.casefold() == wanted), None)
