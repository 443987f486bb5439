"""The population as it could have been projected in a past January, from what had been counted by then.

A back-test that used today's population file would know how many children moved in and were born after the origin.
"""

from __future__ import annotations

import numpy as np

from highneeds.forecast.types import Floats, Population

# One year's change of a small age group is noisy; nobody would project a quarter more children year after year.
_LEAST_CHANGE, _MOST_CHANGE = 0.8, 1.25


def known_in(population: Population, january: int) -> Population:
    """The population without the years after ``january``. ValueError when it does not cover that January."""
    return Population(population.first_year, population.between(population.first_year, january).copy())


def projected_from(population: Population, january: int, *, years: int) -> Population:
    """``population`` to ``january``, and ``years`` more by cohort-change ratios (Hamilton and Perry 1962).

    Next year's children of an NC year are this year's of the one below, times that step's ratio in the last year known
    (held between 0.8 and 1.25; 1 with one year known). The youngest stay as many as they are. An NC year that holds
    nobody, since nobody can join in it, goes on holding nobody.
    """
    known = known_in(population, january)
    last = known.children[-1]
    has_anyone = last > 0.0
    follows = np.concatenate([[False], has_anyone[:-1]]) & has_anyone
    ratio = np.ones(len(last))
    if len(known.children) > 1:
        younger = np.concatenate([[0.0], known.children[-2, :-1]])
        seen = follows & (younger > 0.0)
        ratio[seen] = np.clip(last[seen] / younger[seen], _LEAST_CHANGE, _MOST_CHANGE)
    return Population(known.first_year, np.concatenate([known.children, _stepped(last, follows, ratio, years)]))


def _stepped(last: Floats, follows: np.ndarray, ratio: Floats, years: int) -> Floats:
    ahead = np.empty((years, len(last)))
    now = last
    for year in range(years):
        now = np.where(follows, np.concatenate([[0.0], now[:-1]]) * ratio, last)
        ahead[year] = now
    return ahead
