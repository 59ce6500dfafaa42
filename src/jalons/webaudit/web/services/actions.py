"""What changes the visits of a service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import write
from jalons.webaudit.engine.closing import MonthTraffic
from jalons.webaudit.web.services.models import Traffic, WebService


def store_traffic(
    service: WebService, user: Any, months: Iterable[MonthTraffic], source: str
) -> Batch | None:
    """Store months as one act; a month counted before takes the new count."""
    owner, rows = service.authority, living(Traffic, service.authority).filter(service=service)
    known = {each.month: each for each in rows}
    return write(owner, user, [
        (known.get(each.month) or Traffic(authority=owner, service=service),
         {"month": each.month, "visits": each.visits, "views": each.views, "source": source})
        for each in months
    ], label=str(service))  # fmt: skip
