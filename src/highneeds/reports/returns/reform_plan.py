"""The tables of the local SEND reform plan: plans by age, provision and need, need within provision, and requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl

from highneeds.caseload import nc_year_on
from highneeds.core.years import NcYear
from highneeds.forecast.types import NC_YEARS, Simulation
from highneeds.reports.returns.demand import Demand, Sums, table_by_age, table_by_group, table_by_need
from highneeds.reports.returns.template import Template
from highneeds.reports.returns.types import TOTAL, Basis, Heading, ReturnRow, ReturnTable, Stated, Unit
from highneeds.reports.tables import Cell
from highneeds.rules import LSRP_ROWS, Setting, lsrp_age_band, lsrp_base_row, lsrp_row
