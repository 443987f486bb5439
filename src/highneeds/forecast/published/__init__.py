"""What the DfE publishes of every authority: the figures as published, and areas joined where boundaries changed."""

from highneeds.forecast.published.panel import panel_of
from highneeds.forecast.published.types import Authority, PublishedFigures

__all__ = ["Authority", "PublishedFigures", "panel_of"]
