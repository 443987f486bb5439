"""Canonical tables of what is published of every authority: figures by year, who the authorities are, their neighbours.

Nothing here is about a child of the council: these are totals that the department, or another body, published.
"""

from __future__ import annotations

import dataframely as dy

from highneeds.caseload.tables import FromFile


class PublishedFigures(FromFile):
    """One row per figure of an authority in a year, with its mark where the publisher gave none.

    ``release`` is what a newer file of the same takes the place of; of figures in several releases that of the latest
    ``release_year`` counts. ``code``: three digits of the department, or nine characters of the Office for National
    Statistics. ``value`` is null where nothing was published: then ``mark`` is the publisher's own symbol and ``why``
    what it means. ``year``: the January of a stock, the calendar year of a flow, the mid-year of a population, or the
    year in which a financial year begins.
    """

    release = dy.String(primary_key=True)
    release_year = dy.Int16()
    series = dy.String(primary_key=True)
    year = dy.Int16(primary_key=True)
    code = dy.String(primary_key=True)
    value = dy.Float64(nullable=True)
    mark = dy.String(nullable=True)
    why = dy.String(nullable=True)
    source = dy.String()


class PublishedAuthorities(FromFile):
    """One row per authority of a release: its two codes, its name and its region."""

    release = dy.String(primary_key=True)
    release_year = dy.Int16()
    code = dy.String(primary_key=True, regex=r"^\d{3}$")
    ons_code = dy.String(nullable=True)
    name = dy.String()
    region = dy.String()


class PublishedNeighbours(FromFile):
    """One row per statistical neighbour of an authority; rank 1 is the closest."""

    code = dy.String(primary_key=True, regex=r"^\d{3}$")
    rank = dy.Int16(primary_key=True, min=1)
    neighbour_code = dy.String(regex=r"^\d{3}$")
    closeness = dy.String(nullable=True)
