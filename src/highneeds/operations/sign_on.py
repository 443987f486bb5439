"""Who comes in by the council's sign-on: with the roles of their groups, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from highneeds.core.errors import Refusal
from highneeds.operations.checked import Checked, look, to_mend, well
from highneeds.operations.sign_on_provider import Said, SignOnError, ask_provider_anew
from highneeds.operations.sign_on_settings import SignOn, sign_on_file, sign_on_in_use
from highneeds.store import (
    ready,  # noqa: F401 - configures Django before the models are imported
    sign_on,
)
from highneeds.store.models import User
from highneeds.store.setup import open_store


def account_for(settings: SignOn, said: Said) -> User:
    """The account of a person, made at their first sign-in. Raises Refusal, which never says whether one is known.

    Groups are looked at each time: whoever is in none any more has no role from then on.
    """
    roles = settings.roles_of(said.groups)
    user = sign_on.account_of_identity(settings.issuer, said.subject)
    if user is not None and user.is_superuser:
        message = "An administrator signs in here with a password, not by the council's sign-on."
        raise Refusal(message)
    if not roles:
        if user is not None:
            sign_on.these_roles(user, ())
        message = "None of your groups has a role in highneeds. Ask whoever looks after your groups in the council."
        raise Refusal(message)
    if user is None:
        return _new(settings, said)
    if not user.is_active:
        message = "Your account in highneeds is closed. Ask the person who looks after highneeds to open it again."
        raise Refusal(message)
    return sign_on.these_roles(user, roles)


def join_account(name: str, subject: str, *, by: str) -> None:
    """An account made before the sign-on was in use is its person's from now on. Raises Refusal."""
    settings = sign_on_in_use()
    if settings is None:
        message = f"The council's sign-on is off: there is no {sign_on_file()}."
        raise Refusal(message)
    if not subject.strip():
        message = "Name the person's subject, as the page said it that refused them."
        raise Refusal(message)
    open_store()
    try:
        sign_on.join(name, settings.issuer, subject.strip(), by=by)
    except (LookupError, PermissionError) as error:
        message = f"Nothing was changed: {error.args[0]}."
        raise Refusal(message) from error


def is_on() -> bool:
    """Whether there is a sign-on that can be used; what is wrong with its file, the doctor and ``serve`` say."""
    try:
        return sign_on_in_use() is not None
    except Refusal:
        return False


def sign_on_settings_checked() -> Iterator[Checked]:
    """What is wrong with the file or the secret; asks nobody."""
    try:
        settings = sign_on_in_use()
        if settings is not None:
            settings.secret.encode()
    except Refusal as refusal:
        yield to_mend("sign-on", str(refusal), f"Mend it, or take {sign_on_file()} away: people sign in here then.")


def sign_on_checked() -> Iterator[Checked]:
    """For the doctor: the file, and whether the provider answers."""
    wrong = tuple(sign_on_settings_checked())
    settings = None if wrong else sign_on_in_use()
    if settings is None:
        if not wrong:
            yield well("sign-on", "people sign in here; the council's own sign-on is off")
        return  # what is wrong is told with the settings
    try:
        keys = ask_provider_anew(settings)
    except SignOnError as error:
        said = f"{settings.issuer} cannot be used: {error.reason}."
        yield to_mend("sign-on", said, "Until then people sign in here with a password; look at the way out to it.")
        return
    if keys:
        yield well("sign-on", f"{settings.issuer} answers, with {keys} keys; groups with a role: {len(settings.roles)}")
    else:
        yield look("sign-on", f"{settings.issuer} has no key.", "Ask whoever looks after it.")


def _new(settings: SignOn, said: Said) -> User:
    try:
        return sign_on.new_account_of(said.name, settings.issuer, said.subject, settings.roles_of(said.groups))
    except (LookupError, ValueError) as error:
        message = (
            "There is an account of your name here already, or your name cannot be one. Ask the person who looks after "
            f"highneeds to join you to it: highneeds sign-on NAME {said.subject}"
        )
        raise Refusal(message) from error
