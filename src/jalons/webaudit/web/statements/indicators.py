"""Valid statements, complaints answered within a week, a scheme in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.register.models import Change
from jalons.foundation.tasks import rounds
from jalons.webaudit.web.grids import queries as grids
from jalons.webaudit.web.grids.indicators import publish as publish_grids
from jalons.webaudit.web.grids.indicators import publish_share, publish_value
from jalons.webaudit.web.services.models import WebService
from jalons.webaudit.web.statements import queries


def publish(authority: Authority, _changes: Sequence[Change] = ()) -> None:
    """Publish what is known of this year; without any complaint or any plan there is no figure."""
    services = set(grids.services(authority).values_list("pk", flat=True))
    valid = {each.service_id for each in queries.rows(authority) if queries.is_valid(each)}
    publish_share(authority, "valid_statements", len(valid & services), len(services))
    today = timezone.localdate()
    received = queries.complaints(authority).filter(received_on__year=today.year)
    known = [each.in_time for each in received if each.in_time is not None]
    words = ngettext(
        "%(count)s complaint received in the year, answered or late",
        "%(count)s complaints received in the year, answered or late",
        len(known),
    ) % {"count": len(known)}
    share = 100 * known.count(True) / len(known) if known else None
    publish_value(authority, "complaints_in_time", share, words)
    schemes = queries.plans(authority).filter(kind="scheme")
    in_force = float(any(each.covers(today) for each in schemes)) if schemes else None
    words = _("multi-year schemes listed here")
    publish_value(authority, "accessibility_scheme", in_force, words, unit="1")


def publish_all(*, now: datetime) -> None:
    """Once a day: assessments and statements expire, complaints get late."""
    served = owns(WebService, ~Q(state=WebService.State.CLOSED))
    rounds.each("webaudit.access", _publish_both, now=now, due=served)


def _publish_both(authority: Authority) -> None:
    publish_grids(authority)
    publish(authority)
