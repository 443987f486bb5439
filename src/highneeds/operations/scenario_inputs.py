"""A scenario file made ready to run: read, checked against the council's needs and settings, and compiled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.core.years import CensusDay
from highneeds.forecast.effects import Ingredients, Scenes, scenes_of
from highneeds.forecast.levers.compiling import compile_scene
from highneeds.forecast.levers.faults import faults_of
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.forecast.scene import Scene
from highneeds.ingest.scenario_file import read_scenario
from highneeds.operations.peer_inputs import told


@dataclass(frozen=True)
class Compiled:
    """A scenario for one council: its scenes from any January on."""

    scenario: Scenario
    ingredients: Ingredients
    today: Today

    def scene(self, scenario: Scenario, january: int, years: int) -> Scene:
        posterior = self.ingredients.posterior
        return compile_scene(
            scenario,
            self.today,
            space=posterior.space,
            months=posterior.rates.months,
            january=CensusDay(january),
            years=years,
        )

    def whole_from(self, january: int, years: int) -> Scene:
        """All levers, as ``why.Side`` asks for them."""
        return self.scene(self.scenario, january, years)

    def scenes(self, years: int) -> Scenes:
        """Things as they are, all levers, and each alone, from the January the council's forecast starts in."""
        january = self.ingredients.stock.census_year
        return scenes_of(self.scenario, lambda scenario: self.scene(scenario, january, years))


def compiled_scenario(path: Path, ingredients: Ingredients, today: Today, *, years: int) -> Compiled:
    """``today`` is what binds where the file does not say. Raises Refusal, with every fault of its form and of its
    levers, when the file cannot be used.
    """
    space = ingredients.posterior.space
    file = read_scenario(path, space)
    today = file.today.or_else(today)
    january = CensusDay(ingredients.stock.census_year)
    of_levers = faults_of(file.scenario, today, space=space, january=january, years=years)
    faults = (*file.faults, *map(file.placed, of_levers))
    if faults:
        raise Refusal(told(faults, "The scenario cannot be used. Nothing was written."))
    return Compiled(file.scenario, ingredients, today)
