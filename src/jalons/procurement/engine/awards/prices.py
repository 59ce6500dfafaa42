"""The amounts that are compared, with or without tax, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from jalons.procurement.engine.awards.tender import WHOLE, Bid, SimulatedTender, VatBasis
from jalons.procurement.engine.errors import ProcurementError

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ComparedAmount:
    """The amount of a bid as it is compared, in euros, and what it comes from.

    ``without`` and ``added`` are the rates in percent that were taken off and added, None if not.
    """

    amount: Decimal
    declared: Decimal
    without: Decimal | None = None
    added: Decimal | None = None


def compared(tender: SimulatedTender, bid: Bid) -> ComparedAmount:
    """The amount of a bid in euros on the basis of its tender, halves of a cent up.

    Raises ``ProcurementError`` (``awards_vat``) when a rate is needed and unknown.
    """
    wanted = {
        VatBasis.EXCLUDING: None,
        VatBasis.INCLUDING: bid.vat_rate,
        VatBasis.UNIFORM: tender.uniform_rate,
    }[tender.basis]
    if bid.includes_vat and tender.basis is VatBasis.INCLUDING:
        return ComparedAmount(bid.amount.quantize(CENT, ROUND_HALF_UP), bid.amount)
    if tender.basis is VatBasis.INCLUDING or bid.includes_vat:
        _check_rate(bid)
    off = bid.vat_rate if bid.includes_vat else None
    amount = bid.amount / _times(off) * _times(wanted)
    return ComparedAmount(amount.quantize(CENT, ROUND_HALF_UP), bid.amount, off, wanted)


def estimate_compared(tender: SimulatedTender) -> Decimal | None:
    """The estimate of the buyer in euros on the same basis; None when it cannot be.

    With the tax of each bid, no rate is that of the estimate: none is assumed.
    """
    if tender.estimate is None or tender.basis is VatBasis.INCLUDING:
        return None
    rate = tender.uniform_rate if tender.basis is VatBasis.UNIFORM else None
    return (tender.estimate * _times(rate)).quantize(CENT, ROUND_HALF_UP)


def _check_rate(bid: Bid) -> None:
    if bid.vat_rate is None or not bid.vat_rate.is_finite() or bid.vat_rate < 0:
        raise ProcurementError("awards_vat", name=bid.name)


def _times(rate: Decimal | None) -> Decimal:
    return 1 + (rate or Decimal(0)) / WHOLE
