"""Risks: causes and consequences, scores with their history, indicators that prompt, and money from the same draws."""

from highneeds.risk.appetite import CategoryAppetite, Gap, gap_of, usual_appetite
from highneeds.risk.assessment import Assessment
from highneeds.risk.distribution import OnAndOff, Spread, Suggestion, on_and_off, spread_of, suggestion
from highneeds.risk.effects import LeverPence, RiskEffect, RiskEffects, effects_of_risks
from highneeds.risk.history import History, Score, Trend, history_of
from highneeds.risk.indicators import BearsOn, Indicator, Prompt, State, Watched, prompt_of, watched
from highneeds.risk.live import CANNOT_SAY, Aim, LiveMeasure, LiveUnit, Period, Polarity, Reading
from highneeds.risk.matrix import USUAL_MATRIX, ImpactOn, Level, Matrix
from highneeds.risk.money import DirectCost, FallsOn, RiskMoney, SavingLoss
from highneeds.risk.register import Register, Standing, standings
from highneeds.risk.types import Appetite, Control, Effectiveness, Proximity, Response, Risk, RiskAction, Target
from highneeds.risk.worlds import Stretch, Worlds, worlds_of

__all__ = [
    "CANNOT_SAY",
    "USUAL_MATRIX",
    "Aim",
    "Appetite",
    "Assessment",
    "BearsOn",
    "CategoryAppetite",
    "Control",
    "DirectCost",
    "Effectiveness",
    "FallsOn",
    "Gap",
    "History",
    "ImpactOn",
    "Indicator",
    "Level",
    "LeverPence",
    "LiveMeasure",
    "LiveUnit",
    "Matrix",
    "OnAndOff",
    "Period",
    "Polarity",
    "Prompt",
    "Proximity",
    "Reading",
    "Register",
    "Response",
    "Risk",
    "RiskAction",
    "RiskEffect",
    "RiskEffects",
    "RiskMoney",
    "SavingLoss",
    "Score",
    "Spread",
    "Standing",
    "State",
    "Stretch",
    "Suggestion",
    "Target",
    "Trend",
    "Watched",
    "Worlds",
    "effects_of_risks",
    "gap_of",
    "history_of",
    "on_and_off",
    "prompt_of",
    "spread_of",
    "standings",
    "suggestion",
    "usual_appetite",
    "watched",
    "worlds_of",
]
