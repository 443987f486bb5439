"""A rule that a file can break."""

from __future__ import annotations

from dataclasses import dataclass

from highneeds.core.faults import Fault, Severity
from highneeds.core.visible import visible


@dataclass(frozen=True, slots=True)
class Rule:
    """``title`` says what is wrong, ``advice`` how to mend it, ``basis`` where the rule comes from.

    ``is_asked_for``: most rows that break it are right, so it is looked for only where a council asks for it.
    """

    id: str
    severity: Severity
    title: str
    advice: str
    basis: str
    is_asked_for: bool = False

    def fault(
        self,
        file: str,
        *,
        row: int | None = None,
        field: str | None = None,
        value: str | None = None,
        detail: str = "",
        severity: Severity | None = None,
    ) -> Fault:
        """A fault of this rule, safe to show; ``detail`` goes between what is wrong and how to mend it."""
        advice = " ".join(part for part in (f"{self.title}.", detail, self.advice) if part)
        shown = (None if text is None else visible(text) for text in (field, value))
        return Fault(visible(file), row, next(shown), self.id, severity or self.severity, visible(advice), next(shown))
