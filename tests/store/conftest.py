"""What several files of the store's tests begin with."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.once import set_down
from tests.store.installations import Installation, databases


@pytest.fixture
def installations(tmp_path: Path, empty_database: Path) -> Iterator[list[Installation]]:
    """Two, each with a database of its own on the server whose tests these are, or in its home, where the first has one
    already.
    """
    server = os.environ.get("DATABASE_URL", "")
    names = [f"backup_{secrets.token_hex(4)}" for _ in range(2)]
    urls = [urlsplit(server)._replace(path=f"/{name}").geturl() if server else "" for name in names]
    found = [Installation(tmp_path / name, url) for name, url in zip(names, urls, strict=True)]
    if not server:
        set_down(empty_database, found[0].home)
    with databases(server, names):
        yield found
        for one in found:
            one.end()
