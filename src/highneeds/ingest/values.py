"""Text cells to values, as polars expressions over whole columns. What cannot be read becomes null."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

_PENCE_IN_A_POUND = 100
_MOST_POUNDS = 1e10  # beyond any sum a council pays, and the most that a float holds well below a penny
_MOST_WHOLE = 1_000_000_000
_EXCEL_DAY_ZERO = pl.date(1899, 12, 30)
_LAST_SERIAL = 73_415  # 31 December 2100; of five digits, the first is in 1927
_YEAR, _TIME = r"(?:19\d{2}|20\d{2}|2100)", r"(?:[ T].*)?$"
_IN_NUMBERS = rf"^({_YEAR}-\d{{2}}-\d{{2}}){_TIME}"
_WITH_A_NAME = rf"^({_YEAR}-[A-Za-z]{{3}}-\d{{2}}){_TIME}"
_DAY_FIRST = r"^(?:(\d{2})/(\d{2})/(\d{4})|(\d{2})-(\d{2})-(\d{4}))"
_NUMBER = r"^([-+]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d{1,2})?)$"
_MONTH_FIRST = r"^(?:0?[1-9]|1[0-2])[/-](?:1[3-9]|2\d|3[01])[/-]\d{4}"
_EITHER_FIRST = r"^(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|1[0-2])[/-]\d{4}"


@lru_cache(maxsize=256)
def date_of(column: str) -> pl.Expr:
    """2026-10-31, 2022-Sep-28 00:00:00, 31/10/2026, 31-10-2026, or Excel's number of a day; 1900 to 2100.

    Where a date of the column can only have its month first, as in 10/31/2026, one such as 03/04/2026 can be either day
    and is not read; so take the column whole.
    """
    written = pl.col(column)
    is_american = written.str.contains(_MONTH_FIRST).any()
    text = pl.when(~(is_american & written.str.contains(_EITHER_FIRST))).then(written)
    padded = text.str.replace(r"^(\d)([/-])", "0${1}${2}").str.replace(r"^(\d{2}[/-])(\d)([/-])", "${1}0${2}${3}")
    year_first = padded.str.replace(_DAY_FIRST, "${3}${6}-${2}${5}-${1}${4}")
    serial = text.str.extract(r"^(\d{5})(?:\.0+)?$").cast(pl.Int32, strict=False)
    return pl.coalesce(
        year_first.str.extract(_IN_NUMBERS).str.to_date("%Y-%m-%d", strict=False),
        year_first.str.extract(_WITH_A_NAME).str.to_date("%Y-%b-%d", strict=False),
        _EXCEL_DAY_ZERO + pl.duration(days=pl.when(serial <= _LAST_SERIAL).then(serial)),
    )


def flag_of(column: str) -> pl.Expr:
    """True for 1, true, yes, Y; False for anything else, blank too."""
    return pl.col(column).str.to_lowercase().is_in(["1", "1.0", "true", "t", "yes", "y"]).fill_null(value=False)


def whole_number_of(column: str) -> pl.Expr:
    """5, or the 5.0 that a spreadsheet makes of it; null for what no count or code reaches."""
    number = pl.col(column).str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    return pl.when(number.abs() < _MOST_WHOLE).then(number)


def identifier_of(column: str) -> pl.Expr:
    """A URN, UKPRN or ULN as text: no spaces, no decimal point that a spreadsheet added; capital letters."""
    text = pl.col(column).str.replace_all(r"\s", "").str.replace(r"\.0+$", "").str.to_uppercase()
    return pl.when(text != "").then(text)


def is_money_as_text(column: str) -> pl.Expr:
    """True for a number that carries a pound sign, a thousands comma, a space, brackets, a minus after it, CR or DR."""
    return pl.col(column).str.contains(r"[£, ()\u00a0]|-$|(?i)[CD]R$") & pounds_of(column).is_not_null()


@lru_cache(maxsize=256)
def pounds_of(column: str) -> pl.Expr:
    """1234.5, "£1,234", "(1,234.56)", "-£1,234.56", "1,234-" and "1,234 CR" as float pounds.

    Brackets, a minus on either side and CR (credit) are negative; DR (debit) is not. Null for £10bn and more, which is
    no sum of a council's.
    """
    text = pl.col(column).str.replace_all(r"[\s\u00a0£]", "").str.replace_all("[\u2010-\u2015\u2212]", "-")
    is_bracketed = text.str.contains(r"^\(.*\)$|^[^-+(]*(-|(?i:CR))$")
    bare = text.str.replace(r"^\((.*)\)$", "${1}").str.replace(r"^([^-+(]*)(-|(?i:[CD]R))$", "${1}")
    given = bare.str.extract(_NUMBER).str.replace_all(",", "").cast(pl.Float64, strict=False)
    number = pl.when(given.abs() < _MOST_POUNDS).then(given)
    return number * pl.when(is_bracketed).then(-1.0).otherwise(1.0)


def pence_of(column: str) -> pl.Expr:
    """``pounds_of`` as whole pence, rounded half away from nought, null where it is not a number.

    Float holds pounds to far below a penny for any sum a council pays (below £10bn).
    """
    return rounded_pence(pounds_of(column))


def rounded_pence(pounds: pl.Expr) -> pl.Expr:
    pence = pounds * _PENCE_IN_A_POUND
    nudge = pl.when(pence < 0).then(-0.5 - 1e-6).otherwise(0.5 + 1e-6)
    return (pence + nudge).cast(pl.Int64, strict=False)
