"""What changes the visits of a service."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from jalons.foundation.journal.models import Verb
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import write
from jalons.webaudit.capture.traffic import ReadTraffic
from jalons.webaudit.web.services.models import Traffic, WebService


def store_traffic(service: WebService, user: Any, found: ReadTraffic, source: str) -> Batch | None:
    """Store the months of a file as one act; a month counted before takes the new count."""
    known = {each.month: each for each in service.traffic.all()}
    pairs = [
        (
            known.get(each.month) or Traffic(authority=service.authority, service=service),
            {"month": each.month, "visits": each.visits, "views": each.views, "source": source},
        )
        for each in found.months
    ]
    label = _("Visits of %(name)s") % {"name": service}
    return write(service.authority, user, pairs, label=label, verb=Verb.IMPORTED)
