"""The block and its deficit: allocation by version, transfers, measures, deficit by tranche, grant and interest.

``levered``, what levers save, loads the engine, which most commands can do without, and is imported from there.
"""

from highneeds.finance.block.accrued import Accrued
from highneeds.finance.block.allocation import (
    AllocationVersion,
    AllocationYear,
    Deduction,
    Stage,
    VersionChange,
    allocation_by_year,
    changes_between,
    version_in_force,
)
from highneeds.finance.block.assumptions import grant_in_words, measures_in_words, transfers_in_words
from highneeds.finance.block.borrowing import borrowing_cost
from highneeds.finance.block.grant import GrantStatus, StabilityGrant, largest_grant
from highneeds.finance.block.lines import BlockLine, block_lines
from highneeds.finance.block.measures import USUAL_WEIGHT, Delivery, Measure, PlannedMeasure
from highneeds.finance.block.outlook import BlockOutlook, block_outlook
from highneeds.finance.block.plan import (
    BlockPlan,
    allocation_as_budgeted,
    grant_not_known,
    opening_of_books,
    usual_borrowing_rate,
)
from highneeds.finance.block.series import Series, three_series
from highneeds.finance.block.table import block_table, version_table
from highneeds.finance.block.tranches import Balances, Opening, eligible_tranche, roll, tranche_of, tranches
from highneeds.finance.block.transfers import Transfer, TransferStatus, forum_limit_pence, settled_prob, transfer_draws

__all__ = [
    "USUAL_WEIGHT",
    "Accrued",
    "AllocationVersion",
    "AllocationYear",
    "Balances",
    "BlockLine",
    "BlockOutlook",
    "BlockPlan",
    "Deduction",
    "Delivery",
    "GrantStatus",
    "Measure",
    "Opening",
    "PlannedMeasure",
    "Series",
    "StabilityGrant",
    "Stage",
    "Transfer",
    "TransferStatus",
    "VersionChange",
    "allocation_as_budgeted",
    "allocation_by_year",
    "block_lines",
    "block_outlook",
    "block_table",
    "borrowing_cost",
    "changes_between",
    "eligible_tranche",
    "forum_limit_pence",
    "grant_in_words",
    "grant_not_known",
    "largest_grant",
    "measures_in_words",
    "opening_of_books",
    "roll",
    "settled_prob",
    "three_series",
    "tranche_of",
    "tranches",
    "transfer_draws",
    "transfers_in_words",
    "usual_borrowing_rate",
    "version_in_force",
    "version_table",
]
