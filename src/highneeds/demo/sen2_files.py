"""Write a return as the nine Blade files, and say in which row each planted defect stands."""

from __future__ import annotations

from pathlib import Path

from highneeds.demo.manifest import Planted
from highneeds.demo.sen2_defects import PlantedRow
from highneeds.demo.sen2_layout import MODULES, columns
from highneeds.demo.sen2_return import Return
from highneeds.demo.text_files import write_csv

_FIRST_DATA_ROW = 2


def blade_file(year: int, module: str, result: Return) -> str:
    """Path below the council's folder."""
    return f"sen2/{year}/Blade-Export_{result.day:%d-%m-%Y}_{module}.csv"


def write_return(folder: Path, result: Return, planted: list[PlantedRow]) -> list[Planted]:
    """The nine files; the manifest's entries in return."""
    for module in MODULES:
        header = columns(module, result.year)
        rows = ([row.get(column, "") for column in header] for row in result.tables[module])
        write_csv(folder / blade_file(result.year, module, result), header, rows)
    places = {
        module: {id(row): number for number, row in enumerate(result.tables[module], start=_FIRST_DATA_ROW)}
        for module in {defect.module for defect in planted}
    }
    return [
        Planted(
            rule=defect.rule,
            file=blade_file(result.year, defect.module, result),
            row=places[defect.module][id(defect.row)],
            field=defect.field,
            note=defect.note,
        )
        for defect in planted
    ]
