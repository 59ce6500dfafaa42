"""Tenders for machines: neither bids nor the estimate."""

from __future__ import annotations

from jalons.foundation.register.api import endpoints_of
from jalons.procurement.web.scopes import READ, WRITE, endpoints
from jalons.procurement.web.tenders.register import tenders

endpoints_of(
    endpoints, tenders, "tenders",
    "name", "state", "basis", "uniform_rate", "vat_reason", "launched_on", "closing_on",
    read=READ, write=WRITE, delete=WRITE,
)  # fmt: skip
