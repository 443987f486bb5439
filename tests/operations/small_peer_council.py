"""The four files of a small council in another model's format: two needs, three settings, prices that differ."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from highneeds.forecast.types import NC_YEARS

NOT_SEND = "NONSEND"
LEVER = """
[[lever]]
name = "{name}"
kind = "{kind}"
start = {start}
size = {size}
evidence = "a pilot"
source = "table 3"
owner = "the board"
{more}
"""


def peer_folder(
    folder: Path, *, intervals: int = 3, fee: float = 50_000, last_population: int = 2023, seed: int = 1
) -> Path:
    """Intervals from January 2016; ``fee`` is the price of setting Far, 8,000 that of Near and 2,000 that of Home."""
    luck = random.Random(seed)  # noqa: S311  an example, not a secret
    header = ["calendar-year", "setting-1", "need-1", "academic-year-1", "setting-2", "need-2", "academic-year-2"]
    rows: list[list[object]] = [header]
    for year in range(2016, 2016 + intervals):
        for _ in range(120):
            nc, setting, need = luck.randrange(0, 13), luck.choice(["Near", "Near", "Far", "Home"]), luck.choice("MN")
            kind = luck.random()
            then = luck.choice(["Near", "Far"]) if luck.random() < 0.2 else setting
            if kind < 0.15:
                rows.append([year, NOT_SEND, NOT_SEND, nc, then, need, nc + 1])
            elif kind < 0.25:
                rows.append([year, setting, need, nc, NOT_SEND, NOT_SEND, nc + 1])
            else:
                rows.append([year, setting, need, nc, then, need, nc + 1])
    settings = ["Near", "Far", "Home"]
    tables = {
        "transitions": rows,
        "population": [
            ["calendar-year", "academic-year", "population"],
            *[[year, nc, 300] for year in range(2016, last_population + 1) for nc in NC_YEARS],
        ],
        "costs": [
            ["need", "setting", "cost"],
            *[[need, name, cost] for need in "MN" for name, cost in zip(settings, (8000, fee, 2000), strict=True)],
        ],
        "valid-states": [
            ["setting", "min-academic-year", "max-academic-year", "needs", "setting->setting"],
            *[[name, -5, 20, "M,N", ",".join(other for other in settings if other != name)] for name in settings],
        ],
    }
    folder.mkdir(parents=True)
    for name, lines in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(lines)
    return folder


def scenario_file(folder: Path, *levers: dict[str, str]) -> Path:
    """Each lever: kind, and what differs from a size of -0.2 from September 2019."""
    usual = {"start": "2019-09-01", "size": "-0.2", "more": ""}
    blocks = [LEVER.format(**usual | {"name": f"lever {i}"} | lever) for i, lever in enumerate(levers, start=1)]
    path = folder / "scenario.toml"
    path.write_text('name = "Ours"\n' + "".join(blocks), encoding="utf-8")
    return path
