"""The whole of it: every identity of a page checked, every break explained as far as the stated readings go."""

from __future__ import annotations

from dataclasses import dataclass

from highneeds.finance.reconcile.check import Checked, Verdict, check_identity
from highneeds.finance.reconcile.explain import Explanation, Tried, explanations, mending_nothing
from highneeds.finance.reconcile.ranges import Amount, NotCheckableError, amount, expanded
from highneeds.finance.reconcile.types import Page, WorkedOut
from highneeds.finance.reconcile.unasked import LooseShare, loose_shares, unasked_identities


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """``checked``: the declared identities in their order, then those nobody asked for.

    ``worked_out`` has None for a quantity without a value. ``tried``: readings that mend nothing.
    """

    page: Page
    checked: tuple[Checked, ...]
    worked_out: tuple[tuple[WorkedOut, Amount | None], ...]
    explanations: tuple[Explanation, ...]
    tried: tuple[Tried, ...]
    loose_shares: tuple[LooseShare, ...]

    @property
    def breaks(self) -> tuple[Checked, ...]:
        return tuple(one for one in self.checked if one.verdict is Verdict.BREAK)

    def explaining(self, broken: Checked) -> tuple[Explanation, ...]:
        return tuple(one for one in self.explanations if one.mended == broken.identity.key)


def reconcile(page: Page) -> Reconciliation:
    """Check a page in which ``wiring.wrongs`` finds nothing."""
    identities = (*page.identities, *unasked_identities(page))
    checked = tuple(check_identity(identity, page) for identity in identities)
    breaks = [one for one in checked if one.verdict is Verdict.BREAK]
    found = tuple(one for broken in breaks for one in explanations(broken, checked, page))
    return Reconciliation(
        page,
        checked,
        tuple((one, _amount(one, page)) for one in page.worked_out),
        found,
        mending_nothing(found, checked, page),
        loose_shares(page),
    )


def _amount(quantity: WorkedOut, page: Page) -> Amount | None:
    try:
        return amount(expanded(quantity.formula, page), page)
    except NotCheckableError:
        return None
