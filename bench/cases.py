"""The cases by name, each run in a process of its own, so that its peak of memory is its own."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context

from bench.finding import Finding

CASES = {
    "demo": ("engine", "demo"),
    "county": ("engine", "county_of_7000"),
    "counts": ("multinomial", "beside_engine"),
    "luck": ("common_luck", "small_levers"),
    "programme": ("programme", "programme_of_thirty"),
    "scenario-room": ("scenario_room", "scenario_room"),
    "forecast": ("whole", "forecast"),
    "month": ("whole", "month"),
    "return-xml": ("whole", "return_as_xml"),
    "import-rows": ("imports", "million_rows"),
    "load": ("load", "fifty_people"),
    "month-end": ("month_end", "month_end_of_a_million"),
    "outturns": ("outturns", "outturns"),
    "england": ("england", "england"),
}


def run_alone(case: str, draws: int) -> list[Finding]:
    """What the case finds with so many draws."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_run, case, draws).result()


def compile_first() -> None:
    """Bring all compiled code to disk, so that no case waits for it or is charged with the compiler's memory."""
    run_alone("county", 2)


def _run(case: str, draws: int) -> list[Finding]:
    module, function = CASES[case]
    findings: list[Finding] = getattr(import_module(f"bench.{module}"), function)(draws)
    return findings
