"""Every paper as a list of sections: blocks that tell figures, and the place where authors' words stand.

A new paper is a new entry here. Headings and their order are the council's and not an author's to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from highneeds.governance.boards import BoardKind
from highneeds.reports.papers.blocks import boards, exempt, position, risks, said, savings
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.items import Item

Block = Callable[[Context], Iterator[Item]]


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """``key`` names the authors' file; their words come first, then the blocks. Without either it is left out."""

    key: str
    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperKind:
    """``approvals``: people besides the author who must approve it: two for what the public reads.

    ``board``: whose next meeting it is for.
    """

    key: str
    title: str
    board: BoardKind
    report_of: str
    contact: str
    purpose: str
    approvals: int
    sections: tuple[SectionPlan, ...]
    is_one_page: bool = False
    is_public: bool = True
    recipient: str = ""  # where it goes to no board of the council

    @property
    def section_keys(self) -> tuple[str, ...]:
        return tuple(section.key for section in self.sections)


_DIRECTOR, _HEAD = "Director of Children and Family Services", "Head of Service for SEND"

_PURPOSE = SectionPlan("purpose", "Purpose")
_RECOMMENDATIONS = SectionPlan("recommendations", "Recommendations")
_CHANGED = SectionPlan("changed", "What has changed since the last paper", (said.changed,))
_OUTTURN = SectionPlan("outturn", "Budget and outturn", (position.budget_and_outturn,))
_CHILDREN = SectionPlan("children", "Children and placements", (position.placements,))
_AHEAD = SectionPlan("forecast", "The years ahead", (position.years_ahead,))
_TARGETS = SectionPlan("targets", "Savings targets and progress", (savings.targets, savings.progress))
_KEY_RISKS = SectionPlan("risks", "Key project risks", (risks.key_risks,))
_WAITING = SectionPlan("decisions", "Decisions waiting", (boards.waiting,))
_GOVERNANCE = SectionPlan("governance", "Governance", (boards.governance,))
_RECONCILED = SectionPlan("reconciliation", "Figures that do not reconcile", (said.reconciled,))
_MADE = SectionPlan("made", "How the figures are made", (said.faults_told, said.how_made))
_FOR_CHILDREN = SectionPlan("equality", "Children, equality and duties", (savings.guards,))
_LEGAL = SectionPlan("legal", "Legal, consultation and resources")
_PRICES = SectionPlan("prices", "Prices by provider", (exempt.provider_prices,))

COMMITTEE = PaperKind(
    "committee",
    "Update on risk CFS 02: the high needs block and its programme",
    BoardKind.COMMITTEE,
    _DIRECTOR,
    _HEAD,
    "Decision",
    2,
    (
        _PURPOSE,
        _RECOMMENDATIONS,
        _CHANGED,
        SectionPlan("risk", "The risk", (risks.corporate_risk,)),
        _OUTTURN,
        _CHILDREN,
        SectionPlan("workstreams", "The six workstreams", (savings.workstreams,)),
        _TARGETS,
        _AHEAD,
        _KEY_RISKS,
        _GOVERNANCE,
        _WAITING,
        _FOR_CHILDREN,
        _LEGAL,
        _RECONCILED,
        _MADE,
        _PRICES,
    ),
)
BOARD = PaperKind(
    "board",
    "Highlight report of the high needs programme",
    BoardKind.TRANSFORMATION_BOARD,
    "Programme manager",
    "Programme manager",
    "Decision on what is overdue",
    1,
    (
        SectionPlan("summary", "Summary", (risks.prompts,)),
        _CHANGED,
        _TARGETS,
        SectionPlan("workstreams", "Workstreams", (savings.workstreams,)),
        _WAITING,
        _KEY_RISKS,
        _FOR_CHILDREN,
        _MADE,
    ),
    is_public=False,
)
FORUM = PaperKind(
    "forum",
    "The high needs block: position, forecast and what the forum is asked",
    BoardKind.SCHOOLS_FORUM,
    _DIRECTOR,
    "SEND finance partner",
    "Consultation",
    2,
    (
        _PURPOSE,
        _RECOMMENDATIONS,
        _CHANGED,
        _OUTTURN,
        _CHILDREN,
        _AHEAD,
        _TARGETS,
        SectionPlan("schools", "What it means for schools"),
        _FOR_CHILDREN,
        _RECONCILED,
        _MADE,
    ),
)
MEMBER = PaperKind(
    "member",
    "High needs block: one page for members",
    BoardKind.COMMITTEE,
    _DIRECTOR,
    _HEAD,
    "Information",
    2,
    (
        SectionPlan("glance", "At a glance", (position.in_large,)),
        SectionPlan("kept", "Will the target be met?", (savings.in_a_glance,)),
        SectionPlan("changed", "What has changed since the last paper?", (said.in_a_glance,)),
        SectionPlan("children", "What does it mean for children?"),
        SectionPlan("recommendations", "What are you asked to do?"),
        SectionPlan("questions", "Questions worth asking"),
    ),
    is_one_page=True,
)
PLAN = PaperKind(
    "plan",
    "DSG management plan: narrative",
    BoardKind.COMMITTEE,
    _DIRECTOR,
    "SEND finance partner",
    "Submission to the department",
    2,
    (
        SectionPlan("context", "Where the council stands", (position.budget_and_outturn,)),
        _CHILDREN,
        SectionPlan("workstreams", "What the plan does", (savings.workstreams, savings.targets)),
        SectionPlan("forecast", "Forecast and deficit", (position.years_ahead,)),
        SectionPlan("risks", "Risks", (risks.corporate_risk, risks.key_risks)),
        _GOVERNANCE,
        _FOR_CHILDREN,
        SectionPlan("made", "How the figures are made", (said.faults_told, said.how_made, said.assumptions)),
    ),
    recipient="Department for Education",
)

KINDS: Mapping[str, PaperKind] = MappingProxyType({kind.key: kind for kind in (COMMITTEE, BOARD, FORUM, MEMBER, PLAN)})
