"""The DfE's published figures of every authority: tidy files, or a release as explore-education-statistics gives it."""

from highneeds.ingest.dfe.read import read_national, read_published

__all__ = ["read_national", "read_published"]
