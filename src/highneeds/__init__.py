"""highneeds: how an English council runs its high needs block, from children's plans to the committee paper."""

__version__ = "0.1.0"
