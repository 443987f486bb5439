"""Pages about children are not served with settings that are not safe, and each says how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from pytest_django import Settings

from highneeds.core.errors import Refusal
from highneeds.operations import safe_settings
from highneeds.operations.checked import Verdict
from highneeds.operations.safe_settings import file_system_of, refuse_unsafe, settings_checked
from highneeds.store.home import home, secret_key

GOOD_SECRET = "Uu7-q2Zx_0aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789"
LOCAL = "127.0.0.1"


@pytest.fixture(autouse=True)
def _a_safe_installation(own_home: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    home()
    settings.SECRET_KEY = GOOD_SECRET
    settings.DEBUG = False
    monkeypatch.setattr(safe_settings, "_MOUNTS", own_home / "no mounts are known here")
    for name in ("HTTPS", "HOSTS", "SECOND_FACTOR", "SEALING_KEY_FILE", "AUDIT_KEY_FILE"):
        monkeypatch.delenv(f"HIGHNEEDS_{name}", raising=False)


def test_an_installation_as_it_comes_is_safe() -> None:
    secret_key()
    assert settings_checked() == ()
    refuse_unsafe()


@pytest.mark.parametrize(
    ("said", "address", "names"),
    [
        ({"HIGHNEEDS_HOSTS": "*", "HIGHNEEDS_HTTPS": "yes"}, LOCAL, "any name"),
        ({"HIGHNEEDS_HOSTS": ".ashmere.gov.uk", "HIGHNEEDS_HTTPS": "yes"}, LOCAL, "any name"),
        ({"HIGHNEEDS_HOSTS": "send.ashmere.gov.uk"}, LOCAL, "unencrypted"),
        ({"HIGHNEEDS_HTTPS": "true"}, LOCAL, "Set it to yes or no"),
        ({"HIGHNEEDS_SECOND_FACTOR": "yes"}, LOCAL, "Set it to required"),
        ({}, "0.0.0.0", "HIGHNEEDS_HTTPS=yes"),  # noqa: S104 - what is to be refused
        ({}, "::", "HIGHNEEDS_HTTPS=yes"),
        ({}, "send.ashmere.gov.uk", "no IP address"),
        ({"HIGHNEEDS_SEALING_KEY_FILE": "/nowhere/key"}, LOCAL, "/nowhere/key"),
        ({"HIGHNEEDS_AUDIT_KEY_FILE": "/nowhere/key"}, LOCAL, "/nowhere/key"),
    ],
)
def test_an_unsafe_setting_is_refused_with_how_to_mend_it(
    said: Mapping[str, str], address: str, names: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Refusal, match="does not start") as refused:
        refuse_unsafe(address)
    assert names in str(refused.value)
    assert all(one.mend for one in settings_checked(address) if one.verdict is not Verdict.WELL)


def test_pages_behind_a_proxy_with_https_are_served_to_other_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIGHNEEDS_HTTPS", "yes")
    monkeypatch.setenv("HIGHNEEDS_HOSTS", "send.ashmere.gov.uk")
    assert settings_checked("0.0.0.0") == ()  # noqa: S104 - a container's address


@pytest.mark.parametrize("secret", ["short", "x" * 60, "django-insecure-Uu7-q2Zx_0aBcDeFgHiJkLmNoPqRsTu"])
def test_a_secret_that_can_be_guessed_is_refused(secret: str, settings: Settings) -> None:
    settings.SECRET_KEY = secret
    with pytest.raises(Refusal, match="secret that signs sessions can be guessed"):
        refuse_unsafe()


def test_debugging_is_refused(settings: Settings) -> None:
    settings.DEBUG = True
    with pytest.raises(Refusal, match="DEBUG is on"):
        refuse_unsafe()


@pytest.mark.parametrize(("opened", "mode"), [("", 0o750), ("", 0o701), ("secret.key", 0o640), ("secret.key", 0o604)])
def test_a_home_or_a_key_that_others_may_read_is_refused(opened: str, mode: int, own_home: Path) -> None:
    secret_key()
    (own_home / opened).chmod(mode)
    with pytest.raises(Refusal, match=f"chmod [67]00 {own_home / opened}"):
        refuse_unsafe()


@pytest.mark.parametrize("kind", ["nfs4", "cifs"])
def test_sqlite_on_a_network_drive_is_refused(kind: str, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = own_home / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/share {own_home} {kind} rw 0 0\n")
    monkeypatch.setattr(safe_settings, "_MOUNTS", mounts)
    monkeypatch.setattr(safe_settings, "connection", _Connection("sqlite"))
    with pytest.raises(Refusal, match=f"network drive \\({kind}\\)"):
        refuse_unsafe()


class _Connection:
    def __init__(self, vendor: str, **settings_dict: object) -> None:
        self.vendor, self.settings_dict = vendor, settings_dict


def test_the_file_system_is_that_of_the_nearest_mount_and_a_blank_in_its_path_is_known() -> None:
    mounts = "none / ext4 rw 0 0\nx /srv nfs rw 0 0\ny /srv/high\\040needs xfs rw 0 0\n"
    assert file_system_of(Path("/srv/high needs/home"), mounts) == "xfs"
    assert file_system_of(Path("/srv/other"), mounts) == "nfs"
    assert file_system_of(Path("/opt"), mounts) == "ext4"


@pytest.mark.parametrize(
    ("host", "options", "verdicts"),
    [
        ("db.ashmere.gov.uk", {}, [Verdict.MEND]),
        ("db.ashmere.gov.uk", {"sslmode": "prefer"}, [Verdict.LOOK]),
        ("db.ashmere.gov.uk", {"sslmode": "verify-full"}, []),
        ("localhost", {}, []),
        ("/run/postgresql", {}, []),
    ],
)
def test_the_way_to_a_database_on_another_machine_must_be_encrypted_or_said_not_to_be(
    host: str, options: dict[str, str], verdicts: list[Verdict], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_settings, "connection", _Connection("postgresql", HOST=host, OPTIONS=options))
    assert [one.verdict for one in settings_checked()] == verdicts


def test_a_database_that_highneeds_does_not_know_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_settings, "connection", _Connection("mysql"))
    with pytest.raises(Refusal, match="knows SQLite and PostgreSQL"):
        refuse_unsafe()
