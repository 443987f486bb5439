"""The whole of it: every identity of a page checked, every break explained as far as the stated readings go."""

from __future__ import annotations

from dataclasses import dataclass

from highneeds.finance.reconcile.check import Checked, check_identity
from highneeds.finance.reconcile.explain import Explanation, explanations
from highneeds.finance.reconcile.ranges import Amount
from highneeds.finance.reconcile.read_so import ReadSo, read_so, worked_out_amount
from highneeds.finance.reconcile.types import Page, WorkedOut
from highneeds.finance.reconcile.unasked import LooseShare, loose_shares, unasked_identities


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """``checked``: the declared identities in their order, then those nobody asked for.

    ``worked_out`` has None for a quantity without a value. ``read_so``: the readings with a fixed formula, one by one.
    """

    page: Page
    checked: tuple[Checked, ...]
    worked_out: tuple[tuple[WorkedOut, Amount | None], ...]
    explanations: tuple[Explanation, ...]
    read_so: tuple[ReadSo, ...]
    loose_shares: tuple[LooseShare, ...]

    @property
    def breaks(self) -> tuple[Checked, ...]:
        return tuple(one for one in self.checked if one.is_broken)

    @property
    def may_go_out(self) -> bool:
        """Whether the page can be published: all that should hold does, and every figure says how it was counted."""
        return all(one.holds for one in self.checked) and all(figure.has_basis for figure in self.page.figures)

    def explaining(self, broken: Checked) -> tuple[Explanation, ...]:
        return tuple(one for one in self.explanations if one.mended == broken.identity.key)


def reconcile(page: Page) -> Reconciliation:
    """Check a page in which ``wiring.wrongs`` finds nothing."""
    identities = (*page.identities, *unasked_identities(page))
    checked = tuple(check_identity(identity, page) for identity in identities)
    return Reconciliation(
        page,
        checked,
        tuple((one, worked_out_amount(one, page)) for one in page.worked_out),
        tuple(one for broken in checked if broken.is_broken for one in explanations(broken, checked, page)),
        tuple(read_so(one, one.becomes, checked, page) for one in page.readings if one.becomes is not None),
        loose_shares(page),
    )
