"""What is read of services."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.declaration import model_of
from jalons.foundation.register.models import Registered
from jalons.kernel import Interval
from jalons.webaudit.engine.carbon import page_view_g
from jalons.webaudit.engine.closing import MonthTraffic, YearTraffic, gain, year_of
from jalons.webaudit.store import carbon_model
from jalons.webaudit.web.services.models import Traffic, WebService
from jalons.webaudit.web.services.panels import latest_measures


def rows(authority: Authority) -> QuerySet[WebService]:
    """The services with their months of visits."""
    months = Prefetch("traffic", living(Traffic, authority), to_attr="months")
    return living(WebService, authority).select_related("authority").prefetch_related(months)


def headline(found: QuerySet[WebService]) -> str:
    """How many services are listed, and to close."""
    closing = Count("pk", filter=Q(state=WebService.State.CLOSING))
    read = found.aggregate(count=Count("pk"), closing=closing)
    if not read["count"]:
        return _("No service listed.")
    if read["closing"]:
        text = ngettext("%(count)s service, %(closing)s to close.",
                        "%(count)s services, %(closing)s to close.", read["count"])  # fmt: skip
    else:
        text = ngettext("%(count)s service.", "%(count)s services.", read["count"])
    return text % read


def year(service: WebService) -> YearTraffic:
    """The last twelve months of a service of ``rows``, as far as they are known."""
    months = service.months  # type: ignore[attr-defined]  # as ``rows`` reads them
    counted = (MonthTraffic(each.month, each.visits, each.views) for each in months)
    return year_of(counted, timezone.localdate())


def gain_of(service: WebService) -> Interval | None:
    """What closing a service spares, by the latest measures of its pages, on the French grid."""
    model = carbon_model()
    sizes = [each.transferred_kb * 1000 for each in latest_measures()(service) if each.scorable]
    grid = model.french_g_per_kwh
    return gain(year(service), [page_view_g(model, each, grid_g_per_kwh=grid) for each in sizes])


def procedures(authority: Authority) -> dict[str, Registered]:
    """The procedures of the authority by name across rooms; none when no room lists them."""
    try:
        found = living(model_of("procedure"), authority)
    except LookupError:
        return {}
    return {str(each.urn): each for each in found.select_related("authority")}
