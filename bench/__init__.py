"""Measurements of the engine, each case in a process of its own: ``python -m bench [CASE ...]``, or ``make bench``."""
