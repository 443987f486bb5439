"""Measurements of the engine, each case in a process of its own: ``python -m bench [CASE ...]``, or ``make bench``."""

import highneeds.operations  # noqa: F401 - says where compiled code is kept, so that all share what the commands use
