"""Use cases, one function each, shared by the pages and the command line."""

from highneeds.operations import kernels  # noqa: F401 - before anything below loads the engine
