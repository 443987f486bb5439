"""Savings: measures on drivers, what they do together, and the ledger of what came of them."""

from highneeds.savings.amounts import Amount, Counting, Entered, Kind, Split
from highneeds.savings.chance import Moves, YearChance, chances, delivered_savings
from highneeds.savings.checks import CHECKS, Finding, balancing_figures, findings
from highneeds.savings.effect import MeasureEffect, ProgrammeEffect, groups_of, programme_effect
from highneeds.savings.evidence import DecisionPoint, Evidence, Sort
from highneeds.savings.ledger import Entry, Role, State, Step, may_follow, moved, ways
from highneeds.savings.profile import MeasureYear, ProfileYear, benefits_profile, evidenced_share, measure_years
from highneeds.savings.rag import Colour, Rating, delivery_rating, money_rating
from highneeds.savings.substitution import Substitution
from highneeds.savings.types import (
    CheckState,
    CounterIndicator,
    Dependency,
    Enabler,
    Guards,
    Measure,
    Programme,
    Target,
    Workstream,
)
from highneeds.savings.volume import VolumeNeeded, volume_needed

__all__ = [
    "CHECKS",
    "Amount",
    "CheckState",
    "Colour",
    "CounterIndicator",
    "Counting",
    "DecisionPoint",
    "Dependency",
    "Enabler",
    "Entered",
    "Entry",
    "Evidence",
    "Finding",
    "Guards",
    "Kind",
    "Measure",
    "MeasureEffect",
    "MeasureYear",
    "Moves",
    "ProfileYear",
    "Programme",
    "ProgrammeEffect",
    "Rating",
    "Role",
    "Sort",
    "Split",
    "State",
    "Step",
    "Substitution",
    "Target",
    "VolumeNeeded",
    "Workstream",
    "YearChance",
    "balancing_figures",
    "benefits_profile",
    "chances",
    "delivered_savings",
    "delivery_rating",
    "evidenced_share",
    "findings",
    "groups_of",
    "may_follow",
    "measure_years",
    "money_rating",
    "moved",
    "programme_effect",
    "volume_needed",
    "ways",
]
