"""Contract files for machines."""

from __future__ import annotations

from jalons.foundation.register.api import endpoints_of
from jalons.procurement.web.clauses.register import selections
from jalons.procurement.web.scopes import READ, WRITE, endpoints

endpoints_of(
    endpoints, selections, "clause-selections",
    "name", "market", "tender", "notified_on", "months", "delivery_on", "clauses",
    read=READ, write=WRITE, delete=WRITE,
)  # fmt: skip
