"""Run every measurement."""

from __future__ import annotations

from bench.engine import main

main()
