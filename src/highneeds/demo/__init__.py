"""A council that does not exist, as the folder of files such a council holds."""

from highneeds.demo.council import write_council

__all__ = ["write_council"]
