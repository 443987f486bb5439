"""The database's tables."""

from django.contrib.auth.models import Permission, User

from highneeds.store.models.api_tokens import ApiTokenRow, ApiUseRow
from highneeds.store.models.audit import AuditRow, AuditWordsRow
from highneeds.store.models.case_events import CaseEventRow
from highneeds.store.models.case_records import CaseRecordRow
from highneeds.store.models.closed_months import ClosedMonthRow
from highneeds.store.models.links import LinkDecisionRow
from highneeds.store.models.mappings import RememberedMapping
from highneeds.store.models.months import StoredMonth
from highneeds.store.models.papers import KeptRecordRow
from highneeds.store.models.places import (
    BandRateRow,
    CapacityRow,
    FundedPlacesRow,
    ProviderLinkRow,
    ProviderVersionRow,
    SchoolCapacityRow,
    SettingOverrideRow,
)
from highneeds.store.models.published import (
    ComparedWithRow,
    PublishedAuthorityRow,
    PublishedFigureRow,
    PublishedNeighbourRow,
)
from highneeds.store.models.pupils import AbsenceRow, AnnexAPlanRow, AnnexASupportRow, CensusNeedRow, CensusPupilRow
from highneeds.store.models.records import (
    BudgetLineRow,
    ChildRow,
    CostLineRow,
    IdentityRow,
    LedgerRow,
    PaymentRow,
    PlacementRow,
    PlanRow,
    RequestRow,
)
from highneeds.store.models.reference_records import PopulationRow, ProviderRow, TermDatesRow
from highneeds.store.models.retention import RetentionRow
from highneeds.store.models.risks import (
    ActionDoneRow,
    AssumptionRow,
    DecisionMadeRow,
    GovernanceFileRow,
    RiskScoreRow,
    SignOffRow,
    SignOffStepRow,
)
from highneeds.store.models.rule_settings import RuleSettingRow
from highneeds.store.models.runs import FaultRow, HeldRow, ImportRun, KeptPeriod
from highneeds.store.models.saved_views import SavedViewRow
from highneeds.store.models.savings import SavingColour, SavingEvidence, SavingStep
from highneeds.store.models.scenarios import ScenarioRow
from highneeds.store.models.sen2_returns import Sen2ModuleRow, Sen2NamesRow
from highneeds.store.models.sensitivity import Sensitivity
from highneeds.store.models.sign_in import OneTimeSignIn, RecoveryCode, SecondFactor, SignOnIdentity
from highneeds.store.models.tasks import ImportTask, OriginalFile
from highneeds.store.models.taught import TaughtMatch
from highneeds.store.models.teams import TeamMemberRow, TeamSightRow
from highneeds.store.models.work import WorkRow

__all__ = [
    "AbsenceRow",
    "ActionDoneRow",
    "AnnexAPlanRow",
    "AnnexASupportRow",
    "ApiTokenRow",
    "ApiUseRow",
    "AssumptionRow",
    "AuditRow",
    "AuditWordsRow",
    "BandRateRow",
    "BudgetLineRow",
    "CapacityRow",
    "CaseEventRow",
    "CaseRecordRow",
    "CensusNeedRow",
    "CensusPupilRow",
    "ChildRow",
    "ClosedMonthRow",
    "ComparedWithRow",
    "CostLineRow",
    "DecisionMadeRow",
    "FaultRow",
    "FundedPlacesRow",
    "GovernanceFileRow",
    "HeldRow",
    "IdentityRow",
    "ImportRun",
    "ImportTask",
    "KeptPeriod",
    "KeptRecordRow",
    "LedgerRow",
    "LinkDecisionRow",
    "OneTimeSignIn",
    "OriginalFile",
    "PaymentRow",
    "Permission",
    "PlacementRow",
    "PlanRow",
    "PopulationRow",
    "ProviderLinkRow",
    "ProviderRow",
    "ProviderVersionRow",
    "PublishedAuthorityRow",
    "PublishedFigureRow",
    "PublishedNeighbourRow",
    "RecoveryCode",
    "RememberedMapping",
    "RequestRow",
    "RetentionRow",
    "RiskScoreRow",
    "RuleSettingRow",
    "SavedViewRow",
    "SavingColour",
    "SavingEvidence",
    "SavingStep",
    "ScenarioRow",
    "SchoolCapacityRow",
    "SecondFactor",
    "Sen2ModuleRow",
    "Sen2NamesRow",
    "Sensitivity",
    "SettingOverrideRow",
    "SignOffRow",
    "SignOffStepRow",
    "SignOnIdentity",
    "StoredMonth",
    "TaughtMatch",
    "TeamMemberRow",
    "TeamSightRow",
    "TermDatesRow",
    "User",
    "WorkRow",
]
