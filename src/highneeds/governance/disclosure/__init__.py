"""Disclosure control: no few children, and no child's cost, may be read or worked out from what is published."""

from highneeds.governance.disclosure.attack import bounds
from highneeds.governance.disclosure.pack import Pack, Place, Published, Sum, beside, joined, published
from highneeds.governance.disclosure.profile import FEW, Profile
from highneeds.governance.disclosure.protect import Leak, UnsafeError, leaks, protected

__all__ = [
    "FEW",
    "Leak",
    "Pack",
    "Place",
    "Profile",
    "Published",
    "Sum",
    "UnsafeError",
    "beside",
    "bounds",
    "joined",
    "leaks",
    "protected",
    "published",
]
