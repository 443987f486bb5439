"""Reconciling a page of figures: what should hold between them, what does, and which reading would mend the rest."""

from highneeds.finance.reconcile.check import Checked, Needed, Verdict, check_identity, least_gap
from highneeds.finance.reconcile.dimension import Unit
from highneeds.finance.reconcile.explain import Explanation
from highneeds.finance.reconcile.formula import FormulaError, Relation, parse_formula, parse_relation
from highneeds.finance.reconcile.interval import Interval
from highneeds.finance.reconcile.printed import PrintedError, read_printed
from highneeds.finance.reconcile.ranges import Amount
from highneeds.finance.reconcile.read_so import ReadSo, Stance
from highneeds.finance.reconcile.reconciliation import Reconciliation, reconcile
from highneeds.finance.reconcile.types import (
    BasisKind,
    Direction,
    Identity,
    IdentityKind,
    Page,
    Reading,
    Stated,
    WorkedOut,
)
from highneeds.finance.reconcile.unasked import Fit, LooseShare
from highneeds.finance.reconcile.wiring import Wrong, wrongs

__all__ = [
    "Amount",
    "BasisKind",
    "Checked",
    "Direction",
    "Explanation",
    "Fit",
    "FormulaError",
    "Identity",
    "IdentityKind",
    "Interval",
    "LooseShare",
    "Needed",
    "Page",
    "PrintedError",
    "ReadSo",
    "Reading",
    "Reconciliation",
    "Relation",
    "Stance",
    "Stated",
    "Unit",
    "Verdict",
    "WorkedOut",
    "Wrong",
    "check_identity",
    "least_gap",
    "parse_formula",
    "parse_relation",
    "read_printed",
    "reconcile",
    "wrongs",
]
