"""One sentence on small purchases today, for the hub (``room.py``)."""

from __future__ import annotations

from jalons.foundation.accounts.models import Authority
from jalons.procurement.web.purchases import queries
from jalons.procurement.web.purchases.register import headline


def waiting(authority: Authority) -> str:
    return headline(queries.purchases(authority))
