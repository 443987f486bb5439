"""Papers, spreadsheets and charts of a month, rendered from its record; nothing is computed but rounding that adds.

What writes the files is in ``write``, and loads only where one is written: typesetting takes long to load.
"""

from highneeds.reports.charts import CHART_NAMES, chart_in_words, chart_svg, chart_table
from highneeds.reports.tables import Column, Kind, Table

__all__ = ["CHART_NAMES", "Column", "Kind", "Table", "chart_in_words", "chart_svg", "chart_table"]
