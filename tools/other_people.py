"""What other people do between two pictures, in a process of its own: ``python tools/other_people.py ACT``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from picture_walks import PASSWORD, WITH_A_CODE

from highneeds.core import Pence
from highneeds.governance.sign_off import Act
from highneeds.operations.accounts import new_account
from highneeds.operations.drafts_page import sign
from highneeds.operations.paper_sign_off import no_draft_any_more, papers_on_their_way
from highneeds.operations.programme_in_use import programme_or_refuse
from highneeds.savings import Entry, Evidence, Role, Sort, State, Step
from highneeds.store import second_factor
from highneeds.store.models import SecondFactor, User
from highneeds.store.savings import entries, keep_evidence, take_step
from highneeds.store.sealing import unseal

_WHY = "For a picture of the demonstration"
_UP_TO_EVIDENCED = (
    (State.IDEA, Role.OWNER),
    (State.COSTED, Role.OWNER),
    (State.APPROVED, Role.PROGRAMME),
    (State.IN_DELIVERY, Role.PROGRAMME),
    (State.EVIDENCED, Role.OWNER),
)


def publish_a_draft() -> None:
    """The newest draft is submitted, approved by two others and published by a fourth."""
    drafts = [facts.ref for facts, standing in papers_on_their_way() if not no_draft_any_more(standing)]
    acts = (Act.SUBMIT, "a.writer"), (Act.APPROVE, "a.second"), (Act.APPROVE, "a.third"), (Act.PUBLISH, "a.clerk")
    for act, by in acts:
        sign(drafts[-1], act, by=by)


def say_that_a_saving_is_evidenced() -> None:
    """Of the programme's first measure, with a price change that is matched to what was paid."""
    ref = programme_or_refuse().programme.measures[0].ref
    price = Evidence(Sort.PRICE, "A provider", date(2026, 9, 1), Pence(1_200_000), "one line", None, Pence(200_000))
    keep_evidence(ref, (price,), by="a.writer")
    for (before, _), (after, role) in pairwise(_UP_TO_EVIDENCED):
        if entries().get(ref, Entry(ref)).state is before:
            take_step(ref, Step(before, after, "a.writer", role, datetime.now(UTC), _WHY))


def set_up_a_second_factor() -> None:
    """An account with a password and a code, to be signed in with."""
    new_account(WITH_A_CODE, role="case officer", by="administrator")
    user = User.objects.get(username=WITH_A_CODE)
    user.set_password(PASSWORD)
    user.save()
    second_factor.begin(user)
    secret = unseal(bytes(SecondFactor.objects.get(user=user).sealed_secret))
    totp = TOTP(secret, 6, SHA1(), 30)  # noqa: S303 - what authenticator apps speak
    second_factor.turn_on(user, totp.generate(int(time.time())).decode())


ACTS: dict[str, Callable[[], None]] = {
    "publish a draft": publish_a_draft,
    "say that a saving is evidenced": say_that_a_saving_is_evidenced,
    "set up a second factor": set_up_a_second_factor,
}


if __name__ == "__main__":
    ACTS[sys.argv[1]]()
