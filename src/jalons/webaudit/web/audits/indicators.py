"""The EcoIndex of the pages audited, and the share of services audited within three years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Change
from jalons.kernel import Interval, Observation, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import publish as publish_observation
from jalons.webaudit.store import ecoindex_method
from jalons.webaudit.web.audits import queries
from jalons.webaudit.web.services.models import WebService

VALID = timedelta(days=3 * 365)


def publish(authority: Authority, _changes: Sequence[Change] = ()) -> None:
    """Publish what is known today, and withdraw what is not known any more."""
    now = timezone.now()
    rows = [each for each in queries.latest(authority) if each.measured_at > now - VALID]
    mean = queries.whole(rows)
    services = living(WebService, authority).exclude(state=WebService.State.CLOSED)
    audited = {each.audit.service_id for each in rows if each.score is not None and each.audit.service_id}
    count = services.count()
    share = 100 * services.filter(pk__in=audited).count() / (count or 1)
    year = max((each.measured_at.year for each in rows), default=now.year)
    for name, value, unit, period, text in (
        ("ecoindex", mean.score, "point", year,
         ngettext("%(count)s page", "%(count)s pages", mean.scored) % {"count": mean.scored}),
        ("sites_audited", Interval.exact(share) if count else None, "%", now.year,
         ngettext("%(count)s service", "%(count)s services", count) % {"count": count}),
    ):  # fmt: skip
        origin = Urn(f"web_audit_{name}", f"{authority.store_name}.{period}")
        publish_observation(origin, None if value is None else Observation(
            f"webaudit.{name}", value, Unit.parse(unit), Period.year(period),
            Perimeter(authority.urn, (text,)), (ecoindex_method().source,),
            f"webaudit.{name}/1", Status.MEASURED, origin,
        ))  # fmt: skip
