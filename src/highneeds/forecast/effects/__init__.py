"""What levers do, draw by draw: the same worlds with and without them, so that luck cancels."""

from highneeds.forecast.effects.joint import Group, GroupEffect, GroupScenes, JointEffects, group_scenes, joint_effects
from highneeds.forecast.effects.measure import Effect, Effects, Kind, Scenes, effects_of, scenes_of
from highneeds.forecast.effects.outcome import Measure, Outcome, PlaceCost, outcome_of
from highneeds.forecast.effects.run import Ingredients, Run, simulate_together
from highneeds.forecast.effects.table import effect_table

__all__ = [
    "Effect",
    "Effects",
    "Group",
    "GroupEffect",
    "GroupScenes",
    "Ingredients",
    "JointEffects",
    "Kind",
    "Measure",
    "Outcome",
    "PlaceCost",
    "Run",
    "Scenes",
    "effect_table",
    "effects_of",
    "group_scenes",
    "joint_effects",
    "outcome_of",
    "scenes_of",
    "simulate_together",
]
