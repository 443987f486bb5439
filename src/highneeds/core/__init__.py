"""The vocabulary: years, money, labelled arrays, parameters, figures, faults, ids. It depends on nothing of ours."""

from highneeds.core.faults import Fault, Severity
from highneeds.core.figures import Basis, Figure, Unit
from highneeds.core.ids import ChildKey, SnapshotId
from highneeds.core.labelled import Labelled
from highneeds.core.money import Pence, allocate, pence_from_draws, pence_from_pounds, pounds_from_pence, round_to_add
from highneeds.core.parameters import DatedValue, Parameter, Source
from highneeds.core.years import AcademicYear, CensusDay, FinancialYear, NcYear, age_on_31_august_before

__all__ = [
    "AcademicYear",
    "Basis",
    "CensusDay",
    "ChildKey",
    "DatedValue",
    "Fault",
    "Figure",
    "FinancialYear",
    "Labelled",
    "NcYear",
    "Parameter",
    "Pence",
    "Severity",
    "SnapshotId",
    "Source",
    "Unit",
    "age_on_31_august_before",
    "allocate",
    "pence_from_draws",
    "pence_from_pounds",
    "pounds_from_pence",
    "round_to_add",
]
