"""The council beside its neighbours and all authorities, on what is published; and who its neighbours are."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from highneeds.core.errors import Refusal
from highneeds.operations.benchmark_files import numbers_of, picture, workbook
from highneeds.operations.benchmark_measure import measure_page
from highneeds.operations.benchmark_page import benchmarks_page
from highneeds.operations.compared_with import (
    MOST_NEIGHBOURS,
    authorities_to_choose,
    choices_told,
    choose,
    compared_with,
)
from highneeds.operations.published_figures import published_in_use
from highneeds.web.csv_download import csv_download
from highneeds.web.forms import NeighboursForm
from highneeds.web.noting import Did, noted, who
from highneeds.web.rights import Right, needs

_AS_IMPORTED = "imported"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@needs(Right.SEE_BENCHMARKS)
def show_benchmarks(request: HttpRequest) -> HttpResponse:
    return render(request, "web/benchmarks.html", {"page": benchmarks_page()})


@require_safe
@needs(Right.SEE_BENCHMARKS)
def show_benchmark(request: HttpRequest, key: str) -> HttpResponse:
    page = measure_page(key)
    if page is None:
        raise Http404
    return render(request, "web/benchmark.html", {"page": page, "key": key})


@require_safe
@needs(Right.SEE_BENCHMARKS)
def download_benchmark(request: HttpRequest, key: str, name: str, form: str) -> HttpResponse:
    """The numbers or the picture of one drawing; nothing in it is about a child."""
    makers = {"csv": _csv, "xlsx": _xlsx, "svg": _svg}
    answer = makers[form](key, name) if form in makers else None
    if answer is None:
        raise Http404
    noted(request, Did.TOOK_OUT, "benchmark", f"{key} {name}.{form}")
    return answer


def _csv(key: str, name: str) -> HttpResponse | None:
    rows = numbers_of(key, name)
    return None if rows is None else csv_download(f"{key}-{name}.csv", [rows.columns, *rows.iter_rows()])


def _xlsx(key: str, name: str) -> HttpResponse | None:
    return _file(workbook(key, name), _WORKBOOK, f"{key}-{name}.xlsx")


def _svg(key: str, name: str) -> HttpResponse | None:
    return _file(picture(key, name), "image/svg+xml", f"{key}-{name}.svg")


def _file(content: bytes | str | None, kind: str, file_name: str) -> HttpResponse | None:
    if content is None:
        return None
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{file_name}"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEE_BENCHMARKS, to_change=Right.SET_NEIGHBOURS)
def show_neighbours(request: HttpRequest) -> HttpResponse:
    published = published_in_use()
    if published is None:
        return render(request, "web/benchmarks.html", {"page": None})
    authorities, compared = authorities_to_choose(published), compared_with(published)
    options = [(one.code, f"{one.name} ({one.region})" if one.region else one.name) for one in authorities]
    chosen = [one.code for one in compared.neighbours] if compared is not None else []
    own = "" if compared is None else compared.own.code
    data = request.POST if request.method == "POST" else None
    form = NeighboursForm(options, own, chosen, data)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            told = form.cleaned_data
            is_imported = request.POST.get("do") == _AS_IMPORTED
            try:
                choose(
                    published,
                    told["own"],
                    None if is_imported else told["neighbours"],
                    reason=told["reason"],
                    by=who(request),
                )
            except Refusal as refusal:
                form.add_error("neighbours", str(refusal))
            else:
                return redirect("benchmarks")
    shown = {"form": form, "compared": compared, "history": choices_told(published), "most": MOST_NEIGHBOURS}
    return render(request, "web/neighbours.html", shown, status=status)
