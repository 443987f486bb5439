"""Papers, spreadsheets and charts of a month, rendered from its record; nothing is computed but rounding that adds."""

from highneeds.reports.charts import CHART_NAMES, chart_in_words, chart_svg, chart_table
from highneeds.reports.tables import Column, Kind, Table
from highneeds.reports.write import write_paper

__all__ = ["CHART_NAMES", "Column", "Kind", "Table", "chart_in_words", "chart_svg", "chart_table", "write_paper"]
