"""Stores from before replaced rows were kept: every row there is in use, and its run says from which file."""

from typing import Any, ClassVar

from django.db import migrations

PERIOD_COLUMNS = {
    "children": ("ChildRow", "return_year"),
    "requests": ("RequestRow", "return_year"),
    "plans": ("PlanRow", "return_year"),
    "placements": ("PlacementRow", "return_year"),
    "cost_lines": ("CostLineRow", "as_at"),
    "term_dates": ("TermDatesRow", None),
    "ledger": ("LedgerRow", "financial_year"),
    "payments": ("PaymentRow", "period"),
    "budget_lines": ("BudgetLineRow", "financial_year"),
    "population": ("PopulationRow", None),
    "providers": ("ProviderRow", None),
}


def name_the_periods_in_use(apps: Any, _schema_editor: Any) -> None:  # noqa: ANN401 - Django names no types for these
    kept_period = apps.get_model("store", "KeptPeriod")
    for table_name, (model, column) in PERIOD_COLUMNS.items():
        rows = apps.get_model("store", model).objects.order_by()
        found = rows.values_list(*(["import_run_id", column] if column else ["import_run_id"])).distinct()
        for run, *period in found:
            kept_period.objects.create(
                import_run_id=run, table_name=table_name, period=str(period[0]) if period else "", is_in_use=True
            )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0007_rows_kept_by_run")]

    operations: ClassVar = [migrations.RunPython(name_the_periods_in_use, migrations.RunPython.noop)]
