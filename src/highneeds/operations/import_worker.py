"""The process of one task: ``python -m highneeds.operations.import_worker check|keep NUMBER``.

Whoever starts it hands over the task's lock, which ends with this process, however it ends.
"""

from __future__ import annotations

import sys

from highneeds.operations.import_upload import work
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportTask


def main() -> None:
    what, number = sys.argv[1:]
    work(ImportTask.objects.get(pk=int(number)), what)


if __name__ == "__main__":
    main()
