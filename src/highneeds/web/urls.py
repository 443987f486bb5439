"""Every address. Tests hold a table of them all: one that is not in it fails the build."""

from __future__ import annotations

from django.urls import path

from highneeds.web.views import (
    children,
    clocks,
    figures,
    import_headings,
    import_tasks,
    imports,
    links,
    lists,
    month_end,
    overview,
    papers,
    past_forecasts,
    risks,
    rules,
    second_factor,
    sign_in,
    trouble,
)

urlpatterns = [
    path("", overview.show_overview, name="overview"),
    path("health", trouble.health, name="health"),
    path("accessibility", trouble.accessibility, name="accessibility"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/once/<str:token>", sign_in.sign_in_once, name="sign_in_once"),
    path("sign-in/code", second_factor.sign_in_code, name="sign_in_code"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("password", sign_in.set_password, name="password"),
    path("second-factor", second_factor.set_up, name="second_factor"),
    path("confirm", second_factor.confirm, name="confirm"),
    path("figures", figures.list_figures, name="figures"),
    path("figures/<slug:key>", figures.show_figure, name="figure"),
    path("drawings/<slug:name>.csv", figures.download_drawing, name="drawing_csv"),
    path("clocks", clocks.show_clocks, name="clocks"),
    path("month-end", month_end.show_month_end, name="month_end"),
    path("month-end/<str:year>", month_end.show_journey, name="journey"),
    path("month-end/<str:year>/<int:month>", month_end.show_month_end, name="closed_month"),
    path("month-end/<str:year>/<int:month>/exceptions.csv", month_end.download_exceptions, name="exceptions_csv"),
    path("month-end/<str:year>/<int:month>/exceptions/<slug:rule>", month_end.show_exceptions, name="exceptions"),
    path("month-end/<str:year>/<int:month>/lines/<slug:cause>", month_end.show_lines, name="moved_lines"),
    path("risks", risks.show_risks, name="risks"),
    path("past-forecasts", past_forecasts.show_past_forecasts, name="past_forecasts"),
    path("papers", papers.list_papers, name="papers"),
    path("papers/paper.<slug:form>", papers.download_paper, name="paper"),
    path("rules", rules.list_rules, name="rules"),
    path("rules/<slug:rule_id>", rules.show_rule, name="rule"),
    path("links", links.list_links, name="links"),
    path("links/<slug:link_id>", links.show_link, name="link"),
    path("children", lists.show_children, name="children"),
    path("children/rows.<slug:form>", lists.download_children, name="children_file"),
    path("children/<slug:child_key>", children.show_child, name="child"),
    path("placements", lists.show_placements, name="placements"),
    path("placements/rows.<slug:form>", lists.download_placements, name="placements_file"),
    path("providers", lists.show_providers, name="providers"),
    path("providers/rows.<slug:form>", lists.download_providers, name="providers_file"),
    path("budget-lines", lists.show_budget_lines, name="budget_lines"),
    path("budget-lines/rows.<slug:form>", lists.download_budget_lines, name="budget_lines_file"),
    path("lists/<slug:name>/views", lists.save_view, name="save_view"),
    path("views/<slug:token>", lists.open_view, name="saved_view"),
    path("views/<slug:token>/delete", lists.delete_view, name="delete_view"),
    path("imports", imports.list_imports, name="imports"),
    path("imports/new", import_tasks.new_import, name="new_import"),
    path("imports/on-their-way/<int:task_id>", import_tasks.show_task, name="import_task"),
    path("imports/on-their-way/<int:task_id>/headings", import_headings.tell_headings, name="import_headings"),
    path("imports/<int:import_id>", imports.show_import, name="import"),
    path("imports/<int:import_id>/undo", import_tasks.undo, name="undo_import"),
    path("imports/<int:import_id>/original/<int:file_id>", import_tasks.download_original, name="original"),
    path("imports/<int:import_id>/faults.csv", imports.download_faults, name="import_csv"),
    path("imports/<int:import_id>/faults/<slug:rule>", imports.show_faults, name="import_faults"),
    path("faults/<slug:rule>", imports.show_faults, name="faults"),
]

handler400 = "highneeds.web.views.trouble.not_understood"
handler403 = "highneeds.web.views.trouble.not_allowed"
handler404 = "highneeds.web.views.trouble.not_found"
handler500 = "highneeds.web.views.trouble.went_wrong"
