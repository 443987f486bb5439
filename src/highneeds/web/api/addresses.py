"""The addresses of the API, version 1. Their OpenAPI document is written from the types of the answers.

A new address names its right in ``RIGHTS``; a test holds a table of them all, as of the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI, Query
from ninja.errors import AuthenticationError, HttpError, ValidationError

from highneeds import __version__
from highneeds.governance.rights import Right
from highneeds.operations.api_answers import (
    Bridge,
    ChildrenBySetting,
    FigureAnswer,
    Figures,
    Forecasts,
    Outturn,
    bridge_answer,
    children_answer,
    figure_answer,
    figures_answer,
    forecasts_answer,
    outturn_answer,
)
from highneeds.operations.api_lists import BudgetLines, Providers, budget_lines_answer, providers_answer
from highneeds.store.api_tokens import Token
from highneeds.web.api.asking import ByToken, guarded
from highneeds.web.api.problems import BEGINS, Problem, problem

_Answer = TypeVar("_Answer")
_View = TypeVar("_View", bound=Callable[..., Any])
_ROOT = "api-root"  # the library's own address, which says nothing
_PageNumber = Annotated[int, Query(ge=1, le=999_999, description="The part of the list, from 1.")]

RIGHTS: Mapping[str, Right] = MappingProxyType(
    {
        "api_figures": Right.SEE_POSITION,
        "api_figure": Right.SEE_POSITION,
        "api_bridge": Right.SEE_POSITION,
        "api_outturn": Right.SEE_POSITION,
        "api_forecasts": Right.SEE_POSITION,
        "api_children": Right.SEE_POSITION,
        "api_providers": Right.SEE_PROVIDERS,
        "api_budget_lines": Right.SEE_MONEY,
    }
)

api = NinjaAPI(
    title="highneeds",
    version=__version__,
    description=(
        "Reads aggregates of a council's high needs block: figures of the latest month, series of forecasts and lists. "
        "No answer holds a row about a child. Money is whole pence unless a name says otherwise; over is plus."
    ),
    auth=ByToken(),
    docs_url=None,
    openapi_url=None,
)


def _answers(of: type[_Answer]) -> dict[int, Any]:
    """What an address may answer, for its description."""
    return {200: of, 401: Problem, 403: Problem, 404: Problem, 429: Problem}


def _reads(address: str, name: str, of: type[_Answer], title: str) -> Callable[[_View], _View]:
    """An address of the API, by its one name everywhere, and what it answers."""
    return api.get(address, response=_answers(of), url_name=name, operation_id=name, summary=title)


def _found(answer: _Answer | None) -> _Answer:
    if answer is None:
        raise Http404
    return answer


@_reads("/figures", "api_figures", Figures, "Every figure of the latest month")
def figures(request: HttpRequest) -> Figures:  # noqa: ARG001 - every operation takes the request
    """The block, its forecast outturn, the variance and all that stands beside them, each with how it was counted."""
    return _found(figures_answer())


@_reads("/figures/{key}", "api_figure", FigureAnswer, "One figure")
def figure(request: HttpRequest, key: str) -> FigureAnswer:  # noqa: ARG001 - every operation takes the request
    """One figure of the latest month by its key."""
    return _found(figure_answer(key))


@_reads("/bridge", "api_bridge", Bridge, "From budget to forecast outturn")
def bridge(request: HttpRequest) -> Bridge:  # noqa: ARG001 - every operation takes the request
    """The steps from the budget to the forecast outturn, which add up to the variance."""
    return _found(bridge_answer())


@_reads("/outturn", "api_outturn", Outturn, "Spending by month so far")
def outturn(request: HttpRequest) -> Outturn:  # noqa: ARG001 - every operation takes the request
    """Budget and actual from 1 April to the end of each month closed."""
    return _found(outturn_answer())


@_reads("/forecasts", "api_forecasts", Forecasts, "Series of forecasts")
def forecasts(request: HttpRequest) -> Forecasts:  # noqa: ARG001 - every operation takes the request
    """Cost, grant, children and deficit by year with their ranges, and the years behind them."""
    return _found(forecasts_answer())


@_reads("/children-by-setting", "api_children", ChildrenBySetting, "Children and cost by setting")
def children(request: HttpRequest) -> ChildrenBySetting:  # noqa: ARG001 - every operation takes the request
    """Counts as the committee's paper prints them: few children are withheld, and the money with them."""
    return _found(children_answer())


@_reads("/providers", "api_providers", Providers, "Providers")
def providers(request: HttpRequest, page: _PageNumber = 1) -> Providers:
    """Providers of the register with places, and the council's children placed there in bands."""
    return _found(providers_answer(page, _token(request).rights))


@_reads("/budget-lines", "api_budget_lines", BudgetLines, "Budget lines")
def budget_lines(request: HttpRequest, page: _PageNumber = 1) -> BudgetLines:  # noqa: ARG001 - as above
    """Lines of the budget by name."""
    return _found(budget_lines_answer(page))


@api.exception_handler(AuthenticationError)
def _without_token(request: HttpRequest, wrong: Exception) -> HttpResponse:  # noqa: ARG001 - the library's signature
    return problem(401)


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, wrong: Exception) -> HttpResponse:  # noqa: ARG001 - the library's signature
    return problem(404)


@api.exception_handler(ValidationError)
def _not_as_it_should_be(request: HttpRequest, wrong: Exception) -> HttpResponse:  # noqa: ARG001 - as above
    """What was typed is not said again."""
    return problem(422)


@api.exception_handler(HttpError)
def _not_understood(request: HttpRequest, wrong: Exception) -> HttpResponse:  # noqa: ARG001 - as above
    return problem(400)


def api_addresses() -> list[URLPattern]:
    """Each address with its guard. Raises KeyError for one that names no right."""
    return [
        path(f"{BEGINS[1:]}{one.pattern}", guarded(one.callback, RIGHTS[one.name], one.name), name=one.name)
        for one in api.urls[0]
        if isinstance(one, URLPattern) and one.name is not None and one.name != _ROOT
    ]


def _token(request: HttpRequest) -> Token:
    found = getattr(request, "auth", None)
    if not isinstance(found, Token):
        raise AuthenticationError
    return found
