"""Which authority is ours and whom it is set beside: as imported, or as a person with the right chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from highneeds.core.errors import Refusal
from highneeds.forecast.national.types import TOTAL
from highneeds.forecast.published import Authority, PublishedFigures
from highneeds.operations.pages import month_on_show
from highneeds.operations.published_figures import Published
from highneeds.operations.reasons import reason_given
from highneeds.reports import words
from highneeds.store.compared_with import choice_in_force, choices, keep_choice
from highneeds.store.sen2_returns import council_code, years_of_returns

MOST_NEIGHBOURS = 10
_NAMES_TO_TRY = (" county council", " city council", " metropolitan borough council", " borough council", " council")


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice as it is told: by whom, when, why."""

    own: str
    neighbours: tuple[str, ...]
    reason: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, eq=False)
class ComparedWith:
    """``figures`` have the neighbours that count. ``said``: where they come from, in a sentence."""

    own: Authority
    neighbours: tuple[Authority, ...]
    is_chosen: bool
    said: str
    figures: PublishedFigures


def own_code(published: Published) -> str | None:
    """By the last choice, else by the newest SEN2 return, else by the council's name; None where none of them says."""
    choice = choice_in_force()
    known = published.figures.authorities
    returns = years_of_returns()
    by_return = council_code(returns[-1]) if returns else None
    for code in (None if choice is None else choice.code, by_return, _by_name(published)):
        if code is not None and code in known:
            return code
    return None


def _by_name(published: Published) -> str | None:
    record = month_on_show()
    if record is None:
        return None
    name = record.council.casefold()
    short = next((name.removesuffix(end) for end in _NAMES_TO_TRY if name.endswith(end)), name)
    found = [one.code for one in published.figures.authorities.values() if one.name.casefold() in (name, short)]
    return found[0] if len(found) == 1 else None


def compared_with(published: Published) -> ComparedWith | None:
    """None where nothing tells which authority is ours."""
    code = own_code(published)
    if code is None:
        return None
    known = published.figures.authorities
    choice = choice_in_force()
    chosen = () if choice is None else tuple(one for one in choice.neighbours if one in known)
    imported = published.figures.neighbours.get(code, ())
    used = chosen or imported
    neighbours = {**published.figures.neighbours, code: used} if used else published.figures.neighbours
    return ComparedWith(
        own=known[code],
        neighbours=tuple(known[one] for one in used[:MOST_NEIGHBOURS] if one in known),
        is_chosen=bool(chosen),
        said=_said(published, is_chosen=bool(chosen), has_imported=bool(imported)),
        figures=replace(published.figures, neighbours=neighbours),
    )


def _said(published: Published, *, is_chosen: bool, has_imported: bool) -> str:
    choice = choice_in_force()
    if is_chosen and choice is not None:
        return f"chosen by {choice.set_by} on {words.day(choice.set_at.date())}: {choice.reason}"
    told = published.neighbours_from
    if has_imported and told is not None:
        maker = "invented for the demonstration" if published.is_invented else "as the department lists them"
        return f"{maker}, from {told.file}, imported on {words.day(told.imported_at.date())}"
    return "none are imported and nobody has chosen any"


def authorities_to_choose(published: Published) -> tuple[Authority, ...]:
    """Those that counted plans in the newest January, by name."""
    figures = published.figures
    years = figures.years(TOTAL)
    codes = figures.codes_in(TOTAL, years[-1]) if years else ()
    return tuple(sorted((figures.authorities[code] for code in codes if code in figures.authorities), key=_name))


def _name(one: Authority) -> str:
    return one.name


def choose(published: Published, own: str, neighbours: Sequence[str] | None, *, reason: str, by: str) -> None:
    """Keep a choice; None: those imported. Raises Refusal, saying what to choose otherwise."""
    known = {one.code for one in authorities_to_choose(published)}
    unique = tuple(dict.fromkeys(neighbours or ()))
    if neighbours is not None and not unique:
        message = "Tick at least one authority, or take the neighbours that were imported."
        raise Refusal(message)
    if own not in known or not set(unique) <= known:
        message = "Choose authorities of the list: the figures know no others."
        raise Refusal(message)
    if own in unique:
        message = "The council is not its own neighbour: take it off the list."
        raise Refusal(message)
    if len(unique) > MOST_NEIGHBOURS:
        message = f"Choose up to {MOST_NEIGHBOURS} neighbours; {len(unique)} are chosen."
        raise Refusal(message)
    keep_choice(own, unique, reason=reason_given(reason), set_by=by)


def choices_told(published: Published) -> tuple[Chosen, ...]:
    """Every choice, the newest first, by the names of authorities."""
    known = published.figures.authorities

    def name(code: str) -> str:
        return known[code].name if code in known else code

    return tuple(
        Chosen(name(one.code), tuple(map(name, one.neighbours)), one.reason, one.set_by, one.set_at)
        for one in choices()
    )
