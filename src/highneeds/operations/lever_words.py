"""A lever in a sentence that a member can read: what it changes, by how much, for whom, from when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from highneeds.forecast.levers.types import (
    AgeLimit,
    ChangeKeepUp,
    ChangePlaces,
    ChangePrice,
    ChangeRate,
    ClearBacklog,
    Group,
    Lever,
    NewPlanType,
    Rate,
    ShiftDestinations,
    Surge,
)
from highneeds.reports import words
from highneeds.rules import Setting
from highneeds.rules.needs import Need


def lever_in_words(lever: Lever) -> str:
    """``Prices in independent special school are 1.5% lower than they would be, from November 2026.``"""
    does = _SAYS[type(lever)](lever)
    ends = "" if lever.end is None else f" to {lever.end:%B %Y}"
    ramp = f", over {lever.ramp_months} months" if lever.ramp_months > 1 else ""
    return words.sentence(f"{does}, from {lever.start:%B %Y}{ends}{ramp}.")


def _sure(lever: Lever) -> str:
    return f" (give or take {lever.size.sd:.1%})" if lever.size.sd else ""


def _percent(lever: Lever) -> str:
    return f"{abs(lever.size.mean):.1%}"


def _side(lever: Lever, less: str, more: str) -> str:
    return less if lever.size.mean < 0 else more


def _of(children: Group) -> str:
    """Which children, where not all."""
    parts = []
    if children.needs:
        parts.append(f"with {_labels(children.needs, Need)}")
    if children.settings:
        parts.append(f"in {_labels(children.settings, Setting)}")
    if children.nc_years:
        parts.append(f"NC years {min(children.nc_years)} to {max(children.nc_years)}".replace("-", words.MINUS))
    return f", {', '.join(parts)}" if parts else ""


def _labels(names: frozenset[str], of: type[Setting | Need]) -> str:
    """In a page's words, where the name is known there."""
    known = {str(one): one.label for one in of}
    labels = [known.get(name, name.replace("_", " ")) for name in sorted(names)]
    return words.listed([label[:1].lower() + label[1:] if label[1:2].islower() else label for label in labels])


def _setting(name: str) -> str:
    return _labels(frozenset({name}), Setting)


def _rate(lever: ChangeRate) -> str:
    if lever.rate is Rate.JOINING:
        return f"{_percent(lever)}{_sure(lever)} {_side(lever, 'fewer', 'more')} children join{_of(lever.children)}"
    what = {Rate.LEAVING: "leaving", Rate.MOVING: "moving"}.get(lever.rate, "a change of need")
    return (
        f"the odds of {what} are {_percent(lever)}{_sure(lever)} {_side(lever, 'lower', 'higher')}{_of(lever.children)}"
    )


def _surge(lever: Surge) -> str:
    side = _side(lever, "fewer", "more")
    return f"{_percent(lever)}{_sure(lever)} {side} children join for twelve months{_of(lever.children)}"


def _shift(lever: ShiftDestinations) -> str:
    where = _labels(lever.children.settings, Setting) or "any setting"
    return (
        f"of joiners and movers who would go to a place in {where}, {_percent(lever)}{_sure(lever)} go to "
        f"{_setting(lever.to_setting)} instead"
    )


def _places(lever: ChangePlaces) -> str:
    side = _side(lever, "fewer", "more")
    return f"{abs(lever.size.mean):,.0f} {side} places in {_setting(lever.setting)}"


def _price(lever: ChangePrice) -> str:
    where = _labels(lever.settings, Setting) or "every setting"
    again = ", and again every year" if lever.is_every_year else ""
    side = _side(lever, "lower", "higher")
    return f"prices in {where} are {_percent(lever)}{_sure(lever)} {side} than they would be{again}"


def _backlog(lever: ClearBacklog) -> str:
    much = f"{lever.size.mean:.0%} of the plans that wait" if lever.is_share else f"{lever.size.mean:,.0f} late plans"
    return f"{much} are issued within {lever.over_months} months"


def _keep_up(lever: ChangeKeepUp) -> str:
    side = _side(lever, "fewer", "more")
    return f"{_percent(lever)}{_sure(lever)} {side} of the plans that fall due in a month are issued in it"


def _age(lever: AgeLimit) -> str:
    first = lever.first_nc_year_without_plan
    return f"no plan from NC year {first} on, for {_percent(lever)}{_sure(lever)} of children there"


def _new_plan(lever: NewPlanType) -> str:
    return (
        f"{_percent(lever)}{_sure(lever)} of the children who would join get another kind of plan{_of(lever.children)}"
    )


_SAYS: Mapping[type[Lever], Callable[[Any], str]] = {
    ChangeRate: _rate,
    Surge: _surge,
    ShiftDestinations: _shift,
    ChangePlaces: _places,
    ChangePrice: _price,
    ClearBacklog: _backlog,
    ChangeKeepUp: _keep_up,
    AgeLimit: _age,
    NewPlanType: _new_plan,
}
