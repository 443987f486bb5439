"""What is sealed at rest: opened by its key alone, and only as it was sealed."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.core.errors import Refusal
from highneeds.store.sealing import (
    KEY_FILE_SETTING,
    SealBrokenError,
    is_sealing,
    seal,
    seal_stream,
    unseal,
    unseal_stream,
)

MEBIBYTE = 1 << 20


pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture(autouse=True)
def _no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_FILE_SETTING, raising=False)


def key_file(path: Path, key: str = "k" * 64, mode: int = 0o600) -> str:
    path.write_text(key)
    path.chmod(mode)
    return str(path)


@pytest.mark.parametrize("length", [0, 1, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 2 * MEBIBYTE])
def test_what_was_sealed_is_opened_as_it_was(length: int) -> None:
    data = b"Ada Lovelace " * (length // 13) + b"x" * (length % 13)
    assert len(data) == length
    assert unseal(seal(data)) == data


def test_what_is_sealed_shows_nothing_of_it_and_is_another_each_time() -> None:
    once, again = seal(b"Ada Lovelace" * 100), seal(b"Ada Lovelace" * 100)
    assert b"Ada" not in once
    assert once != again


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_one_changed_byte_anywhere_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(seal(b"one child's name"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBrokenError):
        unseal(bytes(sealed))


def test_parts_cut_off_put_twice_or_moved_are_noticed() -> None:
    sealed = seal(bytes(2 * MEBIBYTE + 7))
    head, part = 28, MEBIBYTE + 16
    first, second, last = sealed[head : head + part], sealed[head + part : head + 2 * part], sealed[head + 2 * part :]
    for parts in ([first, second], [first], [], [second, first, last], [first, second, second, last]):
        with pytest.raises(SealBrokenError, match="changed, or cut short"):
            unseal(sealed[:head] + b"".join(parts))


def test_bytes_that_were_never_sealed_are_told_apart() -> None:
    with pytest.raises(SealBrokenError, match="not sealed by highneeds"):
        unseal(b"plain")


def test_the_key_is_made_in_the_home_at_first_use_for_its_owner_only(own_home: Path) -> None:
    assert is_sealing()
    seal(b"")
    assert stat.S_IMODE((own_home / "sealing.key").stat().st_mode) == 0o600


def test_a_key_file_elsewhere_is_used_and_nothing_made_in_the_home(
    own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_FILE_SETTING, key_file(tmp_path / "key"))
    assert unseal(seal(b"name")) == b"name"
    assert not (own_home / "sealing.key").exists()


def test_another_key_is_told_from_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal(b"name")
    monkeypatch.setenv(KEY_FILE_SETTING, key_file(tmp_path / "key"))
    with pytest.raises(SealBrokenError, match="sealed with another key"):
        unseal(sealed)


@pytest.mark.parametrize(
    ("key", "mode", "says"),
    [("k" * 64, 0o640, "chmod 600"), ("short", 0o600, "shorter than 32"), ("", 0o600, "shorter than 32")],
)
def test_a_key_file_that_others_may_read_or_that_is_weak_is_refused(
    key: str, mode: int, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_FILE_SETTING, key_file(tmp_path / "key", key, mode))
    with pytest.raises(Refusal, match=says):
        seal(b"name")


def test_a_key_file_that_is_gone_is_refused_and_no_new_key_made_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_FILE_SETTING, str(tmp_path / "gone"))
    with pytest.raises(Refusal, match="cannot be read"):
        seal(b"name")
    assert not (tmp_path / "gone").exists()


def test_an_installation_may_seal_nothing_and_then_nothing_pretends_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_FILE_SETTING, "none")
    assert not is_sealing()
    with pytest.raises(Refusal, match="seals nothing"):
        seal(b"name")


def test_a_large_file_is_sealed_a_part_at_a_time() -> None:
    class Counting(io.BytesIO):
        most = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert size > 0
            self.most = max(self.most, size)
            return super().read(size)

    source, sealed, opened = Counting(bytes(5 * MEBIBYTE)), Counting(), io.BytesIO()
    seal_stream(source, sealed)
    sealed.seek(0)
    unseal_stream(sealed, opened)
    assert opened.getvalue() == source.getvalue()
    assert max(source.most, sealed.most) <= MEBIBYTE + 16
