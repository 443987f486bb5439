"""The four files of another model, or a refusal that tells every fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault
from highneeds.forecast.effects import Ingredients
from highneeds.forecast.fit import fit
from highneeds.ingest.peer import PeerInputs, read_peer_files

FILE_NAMES = ("transitions.csv", "population.csv", "costs.csv", "valid-states.csv")
_FAULTS_TOLD = 20


@dataclass(frozen=True)
class PeerFiles:
    """Where the four files are."""

    transitions: Path
    population: Path
    costs: Path
    valid_states: Path

    @classmethod
    def in_folder(cls, folder: Path) -> PeerFiles:
        """By their usual names; raises Refusal that names what is absent."""
        absent = [name for name in FILE_NAMES if not (folder / name).is_file()]
        if absent:
            message = f"The folder {folder} lacks {', '.join(absent)}."
            raise Refusal(message)
        return cls(*(folder / name for name in FILE_NAMES))


def peer_files_or_none(
    transitions: Path | None, population: Path | None, costs: Path | None, valid_states: Path | None
) -> PeerFiles | None:
    """The four, or None where none is given; raises Refusal that names what is absent where some are."""
    if transitions and population and costs and valid_states:
        return PeerFiles(transitions, population, costs, valid_states)
    given = {"--transitions": transitions, "--population": population, "--costs": costs, "--valid-states": valid_states}
    absent = [option for option, path in given.items() if path is None]
    if len(absent) < len(given):
        message = f"The four files go together; {', '.join(absent)} is missing."
        raise Refusal(message)
    return None


def read_or_refuse(files: PeerFiles) -> tuple[PeerInputs, tuple[Fault, ...]]:
    """What the files hold, and the faults that did not stop it. Raises Refusal, with every fault, when they cannot be
    used.
    """
    inputs, faults = read_peer_files(
        transitions=files.transitions,
        population=files.population,
        costs=files.costs,
        valid_states=files.valid_states,
    )
    if inputs is None:
        raise Refusal(told(faults, "The files cannot be used. Nothing was written."))
    return inputs, faults


def fitted(inputs: PeerInputs) -> Ingredients:
    """What a forecast from the files is made from."""
    posterior = fit(inputs.history, inputs.population, inputs.space)
    return Ingredients(posterior, inputs.stock, inputs.population, inputs.prices)


def told(faults: Sequence[Fault], opening: str) -> str:
    """``opening``, then a line for each fault, as far as a person will read."""
    lines = [f"{fault.place}: {fault.advice} [{fault.rule}]" for fault in faults]
    more = [f"and {len(lines) - _FAULTS_TOLD} faults more."] if len(lines) > _FAULTS_TOLD else []
    return "\n".join([opening, *lines[:_FAULTS_TOLD], *more])
