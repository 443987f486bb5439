"""Sign-off by a second person. Three questions kept apart: who may act, in which state, and who sees what."""

from highneeds.governance.sign_off.machine import SignOff, Step, begun, is_among, same_person
from highneeds.governance.sign_off.seen import is_content_seen, opinions_seen
from highneeds.governance.sign_off.when import Act, State, acts_in
from highneeds.governance.sign_off.who import Role

__all__ = [
    "Act",
    "Role",
    "SignOff",
    "State",
    "Step",
    "acts_in",
    "begun",
    "is_among",
    "is_content_seen",
    "opinions_seen",
    "same_person",
]
