"""Savings: measures on drivers, what they do together, and the ledger of what came of them.

What they do stands in ``effect``, and with what chance in ``chance``: both load the engine, which most commands can do
without, so they are imported from there.
"""

from highneeds.savings.amounts import Amount, Counting, Entered, Kind, Split
from highneeds.savings.checks import CHECKS, Finding, balancing_figures, findings
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
    "MeasureYear",
    "ProfileYear",
    "Programme",
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
    "balancing_figures",
    "benefits_profile",
    "delivery_rating",
    "evidenced_share",
    "findings",
    "may_follow",
    "measure_years",
    "money_rating",
    "moved",
    "volume_needed",
    "ways",
]
