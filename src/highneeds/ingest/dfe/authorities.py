"""Who the authorities of a set of files are: by the file of all plans, which names each with its region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from highneeds.forecast.published.boundaries import BOUNDARY_CHANGES, existed_in
from highneeds.forecast.published.types import Authority
from highneeds.ingest.dfe.sheets import Sheet

_JOINED = frozenset(code for change in BOUNDARY_CHANGES for code in change.before + change.after)


@dataclass(frozen=True, slots=True)
class Authorities:
    """``codes`` are those a file may give: of the file of all plans, and of every authority made or abolished."""

    by_code: Mapping[str, Authority]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self.by_code) | _JOINED

    def code_of(self, name: str, january: int) -> str | None:
        """The code of the authority of that name in that January; two authorities have been called Dorset."""
        return next(
            (
                code
                for code, authority in self.by_code.items()
                if authority.name.casefold() == name.casefold() and existed_in(code, january)
            ),
            None,
        )


def authorities_of(rows: pl.DataFrame, sheet: Sheet) -> Authorities:
    """From the rows of the file of all plans; the name and region of the latest year count."""
    found = rows.sort("_year", maintain_order=True).select(sheet.authority, sheet.authority_name, sheet.region or "")
    return Authorities(
        {code: Authority(code, name or code, region or "") for code, name, region in found.iter_rows() if code}
    )
