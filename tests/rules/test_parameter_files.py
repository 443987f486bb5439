"""The files of parameters are the package's own and each key stands in one of them only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from highneeds.rules import load_parameters
from highneeds.rules import parameters as parameters_module
from highneeds.rules.package_data import data_file_names, read_toml


@pytest.fixture
def fresh_cache() -> Iterator[None]:
    load_parameters.cache_clear()
    yield
    load_parameters.cache_clear()


def test_every_data_file_is_listed() -> None:
    assert {"census-days.toml", "rollups.toml"} < set(data_file_names())
    assert sum(name.startswith("parameters-") for name in data_file_names()) >= 3


def test_every_key_of_every_file_loads() -> None:
    files = [name for name in data_file_names() if name.startswith("parameters-")]
    assert set(load_parameters()) == {key for name in files for key in read_toml(name)}


@pytest.mark.usefixtures("fresh_cache")
def test_a_key_in_two_files_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    one = read_toml("parameters-places.toml")
    monkeypatch.setattr(parameters_module, "data_file_names", lambda: ("parameters-a.toml", "parameters-b.toml"))
    monkeypatch.setattr(parameters_module, "read_toml", lambda _name: one)
    with pytest.raises(ValueError, match=r"parameters-b\.toml: .*place_special_pence_per_year.* in another file too"):
        load_parameters()


def test_the_loaded_parameters_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        load_parameters()["place_special_pence_per_year"] = None  # type: ignore[index]  # the point of the test
