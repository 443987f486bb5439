"""A SEN2 return whole, as it was given, so that it can be given back: its modules, and apart from them who is who."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from highneeds.store.models.runs import ImportRun
from highneeds.store.models.sensitivity import OPEN, PERSONAL, SPECIAL, Classification


class Sen2ModuleRow(models.Model):
    """One module of the return of a run, as Parquet, without names, postcodes and pupil numbers.

    It stays while the run can be put back in use, and goes when the run's rows go.
    """

    import_run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    module = models.CharField(max_length=20)
    records = models.PositiveIntegerField()
    content = models.BinaryField()

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "import_run": OPEN,
        "module": OPEN,
        "records": OPEN,
        "content": SPECIAL,
    }

    class Meta:
        db_table = "store_sen2_modules"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "module"], name="sen2_module_once_per_run"),
        ]

    def __str__(self) -> str:
        return f"{self.module} of {self.import_run}"


class Sen2NamesRow(models.Model):
    """Who the persons of a return are, sealed; and, sealed too, the cells that nobody knows, since they may tell it.

    A table of its own, so that it can be erased and everything else stays. There is no row where no key is set.
    """

    import_run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="+")
    persons = models.PositiveIntegerField()
    sealed_names = models.BinaryField()
    sealed_unread = models.BinaryField()

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "import_run": OPEN,
        "persons": OPEN,
        "sealed_names": PERSONAL,
        "sealed_unread": SPECIAL,
    }

    class Meta:
        db_table = "store_sen2_names"

    def __str__(self) -> str:
        return f"names of {self.import_run}"
