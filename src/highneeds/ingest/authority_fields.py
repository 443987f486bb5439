"""The columns of the two plain lists of every authority: residents by age, and statistical neighbours."""

from __future__ import annotations

from typing import Final

from highneeds.ingest.fields import Field, FieldType

AUTHORITY_POPULATION: Final = (
    Field("year", "Mid-year", FieldType.WHOLE, "Year at whose middle the residents are counted", "2024",
          is_required=True, is_filled=True, least=2000, most=2100, aliases=("date", "year")),
    Field("area_code", "Authority code", FieldType.TEXT, "Nine characters of the statistics office, or three digits of "
          "the department", "E10000999", is_required=True, is_filled=True,
          aliases=("geography code", "new_la_code", "ladcode", "utla code")),
    Field("area_name", "Authority name", FieldType.TEXT, "Name of the authority", "Ashmere",
          aliases=("geography", "la_name", "utla name")),
    Field("age", "Single year of age", FieldType.TEXT, "Age in whole years, as 7 or Age 7; ages beyond 25 and groups "
          "are passed over", "7", is_required=True, is_filled=True, aliases=("age", "age name", "c_age_name")),
    Field("residents", "Residents", FieldType.NUMBER, "People of that age who live there", "3120", is_required=True,
          is_filled=True, least=0, aliases=("population", "obs_value", "value")),
)  # fmt: skip
STATISTICAL_NEIGHBOURS: Final = (
    Field("code", "Authority number", FieldType.NUMBER_AS_TEXT, "Three digits of the department", "999",
          is_required=True, is_filled=True, aliases=("old_la_code", "la code", "la number")),
    Field("rank", "Rank of neighbour", FieldType.WHOLE, "1 is the closest", "1", is_required=True, is_filled=True,
          least=1, most=150, aliases=("rank",)),
    Field("neighbour_code", "Neighbour number", FieldType.NUMBER_AS_TEXT, "Three digits of the department", "998",
          is_required=True, is_filled=True, aliases=("neighbour_old_la_code", "neighbour code")),
    Field("closeness", "Closeness", FieldType.TEXT, "How close the department says that it is", "Very close"),
)  # fmt: skip
