"""One month of the invented county, whose numbers add up: for tests of reports and of pages."""

from __future__ import annotations

from datetime import date

from tests.reports.sample_past import sample_past

from highneeds.core import Basis, Fault, Figure, FinancialYear, Severity, SnapshotId, Unit
from highneeds.governance.record import BridgeStep, FaultCount, MonthRecord, RangeSeries, SettingRow, YearRange

AS_AT = date(2026, 10, 31)
SNAPSHOT = SnapshotId("2026-M07-4f2a91c0")

_PLACES_BUDGET = 16_200_000_00
_SERVICES_BUDGET = 12_730_000_00

# title, children a year ago, now, budget FTE, forecast FTE, budget pence, forecast pence
_SETTINGS = (
    SettingRow("Mainstream schools", 3_078, 3_318, 3_140.0, 3_262.4, 20_158_812_40, 21_334_119_55),
    SettingRow("Resourced provision and units", 404, 412, 410.0, 405.2, 5_801_214_10, 5_812_840_07),
    SettingRow(
        "Maintained special schools and academies", 1_478, 1_521, 1_492.0, 1_507.7, 21_111_800_00, 21_716_331_26
    ),
    SettingRow("Independent and non-maintained special", 447, 489, 438.0, 478.3, 27_725_400_00, 31_096_218_84),
    SettingRow("Hospital schools and alternative provision", 118, 125, 114.0, 120.1, 2_496_600_00, 2_621_703_19),
    SettingRow("Post-16 and further education", 1_020, 1_071, 1_020.0, 1_045.6, 8_313_000_00, 8_682_440_20),
    SettingRow("Other, including direct payments", 13, 14, 14.0, 13.8, 663_173_50, 376_346_89),
    SettingRow("No funded placement", 68, 74, None, 0.0, None, 0, children_without_cost=74),
)
_PLACEMENTS_BUDGET = sum(row.budget_pence or 0 for row in _SETTINGS)
_PLACEMENTS_FORECAST = sum(row.forecast_pence for row in _SETTINGS)

_BRIDGE = (
    BridgeStep("volume", 2_930_412_18, "205 more full-year children than budgeted"),
    BridgeStep("mix", 820_118_44, "a larger share in independent schools"),
    BridgeStep("price", 1_619_469_38, "fees and top-ups above budgeted rates"),
    BridgeStep("places", -240_000_00, "60 funded places open in January, not September"),
    BridgeStep("services", 902_400_00, "tuition for medical needs; supply cover"),
    BridgeStep("residual", 167_600_00, "paid, not yet matched to a child"),
)
_BLOCK = _PLACEMENTS_BUDGET + _PLACES_BUDGET + _SERVICES_BUDGET
_OVER = sum(step.pence for step in _BRIDGE)
_FORECAST = _BLOCK + _OVER

_YEARS = ("2021-22", "2022-23", "2023-24", "2024-25", "2025-26", "2026-27", "2027-28", "2028-29", "2029-30", "2030-31")
_SPEND = (81.9, 89.6, 98.9, 106.2, 113.9)
_ALLOCATION = (81.2, 88.3, 96.7, 102.8, 108.9, 115.2, 117.5, 119.9, 122.3, 124.7)
_OUTLOOK = (  # mean, p10, p50, p90, £m
    (121.4, 119.6, 121.3, 123.5),
    (128.8, 124.3, 128.6, 133.6),
    (136.1, 128.4, 135.7, 144.1),
    (143.0, 131.6, 142.4, 154.8),
    (149.6, 134.5, 148.7, 165.4),
)
_BALANCE = (-11.0, -12.3, -14.5, -17.9, -22.9)  # £m at 31 March, a deficit below zero before its sign is turned
_MONTHS = (9.31, 18.70, 28.05, 37.62, 45.88, 56.90, 68.15)
_MONTHS_BUDGET = (9.10, 18.20, 27.30, 36.40, 44.30, 54.60, 65.10)
_MONTH_NAMES = ("April", "May", "June", "July", "August", "September", "October")


def sample_month() -> MonthRecord:
    """October 2026: £115.2m budget, £121.4m forecast, 7,024 children, faults of four kinds."""
    return MonthRecord(
        council="Ashmere County Council",
        is_invented=True,
        financial_year=FinancialYear(2026),
        month=7,
        as_at=AS_AT,
        made_on=date(2026, 11, 9),
        snapshot=SNAPSHOT,
        seed=2026,
        draws=1000,
        figures=_figures(),
        bridge=_BRIDGE,
        settings=_SETTINGS,
        outturn_by_month=tuple(
            (name, round(budget * 1e8), round(actual * 1e8))
            for name, budget, actual in zip(_MONTH_NAMES, _MONTHS_BUDGET, _MONTHS, strict=True)
        ),
        forecasts=_forecasts(),
        faults=_faults(),
        assumptions=(
            ("Grant after 2026-27", "2% more each year", "medium-term financial plan, February 2026, table 4"),
            ("Fees and top-ups", "3% more each April", "contract register, September 2026"),
            ("Population aged 0 to 25", "as projected by age", "ONS sub-national projections, 2022-based"),
            ("New funded places", "60, from January 2027", "sufficiency plan, July 2026, page 9"),
        ),
        past=sample_past(),
    )


def _figures() -> tuple[Figure, ...]:
    accruals = Basis(money="accruals, gross of income from other councils")
    year_average = Basis(
        count="year-average full-time equivalent", money="accruals, gross of income from other councils"
    )
    on_the_day = Basis(count="headcount on the day")
    independent = _SETTINGS[3]
    fte = sum(row.forecast_fte for row in _SETTINGS)
    budget_fte = sum(row.budget_fte or 0.0 for row in _SETTINGS)
    return (
        _money("block_budget", "High needs block budget", _BLOCK, accruals, "budget book 2026-27"),
        _money("forecast_outturn", "Forecast outturn", _FORECAST, accruals, "forecast", spread=(-180, 210)),
        _money("forecast_variance", "Forecast over budget", _OVER, accruals, "forecast", spread=(-180, 210)),
        _money(
            "actual_to_date", "Spent to date", round(_MONTHS[-1] * 1e8), Basis(money="cash"), "ledger, months 1 to 7"
        ),
        _money("placements_forecast", "Placements forecast", _PLACEMENTS_FORECAST, year_average, "placements"),
        _money(
            "placements_variance",
            "Placements over budget",
            _PLACEMENTS_FORECAST - _PLACEMENTS_BUDGET,
            year_average,
            "placements",
        ),
        _money("places_forecast", "Place funding forecast", _PLACES_BUDGET - 240_000_00, accruals, "provider register"),
        _money("services_forecast", "Services forecast", _SERVICES_BUDGET + 902_400_00, accruals, "ledger"),
        _count("children_now", "Children with a plan", 7_024, Unit.CHILDREN, on_the_day, "31 October 2026"),
        _count(
            "children_year_ago", "Children with a plan a year ago", 6_626, Unit.CHILDREN, on_the_day, "31 October 2025"
        ),
        _count(
            "independent_children", "Children in independent schools", 489, Unit.CHILDREN, on_the_day, "31 October 2026"
        ),
        _money(
            "independent_cost", "Independent schools forecast", independent.forecast_pence, year_average, "placements"
        ),
        _count(
            "average_cost_budget",
            "Average cost of a placement, budget",
            round(_PLACEMENTS_BUDGET / budget_fte),
            Unit.PENCE_PER_CHILD_YEAR,
            year_average,
            "2026-27",
        ),
        _count(
            "average_cost_forecast",
            "Average cost of a placement, forecast",
            round(_PLACEMENTS_FORECAST / fte),
            Unit.PENCE_PER_CHILD_YEAR,
            year_average,
            "2026-27",
        ),
        _count("faults_rows", "Rows with a fault", 169, Unit.ROWS, Basis(count="rows of the files"), "October 2026"),
        _count("held_rows", "Rows held out", 14, Unit.ROWS, Basis(count="rows of the files"), "October 2026"),
        Figure(
            key="block_cost_in_five_years",
            label="Cost of the block in 2030-31",
            value=149_600_000_00,
            unit=Unit.PENCE,
            basis=year_average,
            period="2030-31",
            as_at=AS_AT,
            scope="whole block",
            source=SNAPSHOT,
            trace="mean of 1,000 draws, seed 2026",
            low=134_500_000_00,
            high=165_400_000_00,
        ),
        Figure(
            key="children_in_five_years",
            label="Children with a plan in January 2031",
            value=8_610.0,
            unit=Unit.CHILDREN,
            basis=on_the_day,
            period="January 2031",
            as_at=AS_AT,
            scope="all plans the council maintains",
            source=SNAPSHOT,
            trace="mean of 1,000 draws, seed 2026",
            low=8_020.0,
            high=9_230.0,
        ),
    )


def _money(
    key: str, label: str, pence: int, basis: Basis, trace: str, *, spread: tuple[int, int] | None = None
) -> Figure:
    """``spread`` is the low and high end in £10,000 either side of the value."""
    return Figure(
        key=key,
        label=label,
        value=pence,
        unit=Unit.PENCE,
        basis=basis,
        period="2026-27",
        as_at=AS_AT,
        scope="whole block" if "placement" not in key else "children with a funded placement",
        source=SNAPSHOT,
        trace=trace,
        low=None if spread is None else pence + spread[0] * 1_000_000,
        high=None if spread is None else pence + spread[1] * 1_000_000,
    )


def _count(key: str, label: str, value: float, unit: Unit, basis: Basis, period: str) -> Figure:
    return Figure(
        key=key,
        label=label,
        value=value,
        unit=unit,
        basis=basis,
        period=period,
        as_at=AS_AT,
        scope="all plans the council maintains",
        source=SNAPSHOT,
        trace="plans and placements of the SEN2 return, rolled to the day",
    )


def _forecasts() -> tuple[RangeSeries, ...]:
    basis = "year-average full-time equivalent; accruals, gross of income from other councils"
    census = ("2021", "2022", "2023", "2024", "2025", "2026", "2027", "2028", "2029", "2030", "2031")
    counts = (4_902, 5_280, 5_655, 6_010, 6_350, 6_701)
    ahead = (
        (7_100, 7_010, 7_195),
        (7_510, 7_300, 7_735),
        (7_905, 7_560, 8_270),
        (8_270, 7_800, 8_760),
        (8_610, 8_020, 9_230),
    )
    children = tuple(_actual(f"January {year}", count) for year, count in zip(census[:6], counts, strict=True)) + tuple(
        YearRange(f"January {year}", mean, low, mean - 4, high)
        for year, (mean, low, high) in zip(census[6:], ahead, strict=True)
    )
    by_setting = tuple(
        RangeSeries(
            "block_cost", f"Cost: {row.setting}", row.setting, "pence", basis, _share_of_cost(row.forecast_pence)
        )
        for row in _SETTINGS
        if row.forecast_pence
    )
    balance = tuple(_actual(year, -value * 1e8) for year, value in zip(_YEARS[:5], _BALANCE, strict=True)) + tuple(
        YearRange(year, value * 1e8, low * 1e8, value * 1e8, high * 1e8)
        for year, value, low, high in zip(
            _YEARS[5:],
            (29.1, 40.4, 56.6, 77.3, 102.2),
            (27.3, 33.9, 42.6, 54.2, 68.1),
            (31.2, 47.3, 71.5, 102.9, 139.4),
            strict=True,
        )
    )
    return (
        RangeSeries("block_cost", "Cost of the high needs block", "All", "pence", basis, _cost_years()),
        RangeSeries(
            "allocation",
            "High needs block",
            "All",
            "pence",
            "grant, after transfers",
            tuple(
                YearRange(year, value * 1e8, value * 1e8, value * 1e8, value * 1e8, is_actual=i < 6)
                for i, (year, value) in enumerate(zip(_YEARS, _ALLOCATION, strict=True))
            ),
        ),
        RangeSeries("children", "Children with a plan", "All", "children", "headcount on census day", children),
        *by_setting,
        RangeSeries("cumulative_balance", "Deficit at 31 March", "All", "pence", "before any grant for it", balance),
    )


def _cost_years() -> tuple[YearRange, ...]:
    past = tuple(_actual(year, value * 1e8) for year, value in zip(_YEARS[:5], _SPEND, strict=True))
    ahead = tuple(
        YearRange(year, *(round(value * 1e8) for value in outlook))
        for year, outlook in zip(_YEARS[5:], _OUTLOOK, strict=True)
    )
    return past + ahead


def _share_of_cost(pence: int) -> tuple[YearRange, ...]:
    share = pence / _FORECAST
    return tuple(
        YearRange(year.label, year.mean * share, year.p10 * share, year.p50 * share, year.p90 * share, year.is_actual)
        for year in _cost_years()
    )


def _actual(label: str, value: float) -> YearRange:
    return YearRange(label, value, value, value, value, is_actual=True)


def _faults() -> tuple[FaultCount, ...]:
    finance = "finance/placement-costs-2026-10-31.xlsx"
    rows = (
        (
            "C02",
            "plan ceased but still paid",
            Severity.CHECK,
            38,
            "Ask the caseworker for the last day, or stop the payment.",
        ),
        ("C04", "rate is not a number", Severity.STOPS_ROW, 9, "Write the rate as a number, such as 1234.50."),
        (
            "L04",
            "URN not in the provider register",
            Severity.CHECK,
            117,
            "Look the provider up on Get Information about Schools.",
        ),
        (
            "P01",
            "birth date missing or not possible",
            Severity.STOPS_ROW,
            5,
            "Put the date of birth right in the case system.",
        ),
    )
    return tuple(
        FaultCount(rule, what, severity, count, advice, Fault(finance, 412, "Rate", rule, severity, advice, "tbc"))
        for rule, what, severity, count, advice in rows
    )
