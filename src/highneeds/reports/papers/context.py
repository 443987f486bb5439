"""What every block of a paper may look at."""

from __future__ import annotations

from dataclasses import dataclass

from highneeds.governance.disclosure import Place
from highneeds.governance.papers.facts import PaperFacts, ProgrammeFacts, TargetYear
from highneeds.governance.papers.figures import Change, Figures, changes
from highneeds.governance.papers.narrative import explanations, filled


@dataclass(frozen=True)
class Context:
    """``content``: hash of the facts."""

    facts: PaperFacts
    figures: Figures
    content: str

    @property
    def hidden(self) -> frozenset[Place]:
        return frozenset(self.facts.withheld)

    def text(self, key: str) -> str:
        """Raises KeyError for a figure that there is not."""
        return self.figures[key].text

    @property
    def programme(self) -> ProgrammeFacts | None:
        return self.facts.programme

    def target(self, year: str) -> TargetYear | None:
        if self.programme is None:
            return None
        return next((one for one in self.programme.targets if one.year == year), None)

    def changes(self) -> tuple[Change, ...]:
        """Since the last paper, each with its explanation as it is read; none without a last paper."""
        earlier = self.facts.earlier
        if earlier is None:
            return ()
        why = {key: _sentence(filled(said, self.figures)) for key, said in explanations(self.facts.narrative).items()}
        return changes(self.figures, earlier.figures, why)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
