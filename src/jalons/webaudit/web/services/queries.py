"""What is read of services."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.declaration import model_of, register_of
from jalons.foundation.register.models import Registered
from jalons.foundation.register.pages import url_of
from jalons.webaudit.engine.carbon import page_view_g
from jalons.webaudit.engine.closing import ClosingGain, YearTraffic, gain, year_of
from jalons.webaudit.store import carbon_model
from jalons.webaudit.web.services.models import PROCEDURE, ServedProcedure, Traffic, WebService
from jalons.webaudit.web.services.panels import measures_of

FEW = 1_200  # visits a year: a hundred a month; the page shows it, and people change it
State = WebService.State


def rows(authority: Authority) -> QuerySet[WebService]:
    """The services with their months of visits."""
    months = Prefetch("traffic", living(Traffic, authority).order_by("-month"))
    return living(WebService, authority).select_related("authority").prefetch_related(months)


def headline(found: QuerySet[WebService]) -> str:
    """How many services are listed, and to close."""
    count, closing = found.count(), found.filter(state=State.CLOSING).count()
    if not count:
        return _("No service listed")
    listed = ngettext("%(count)s service", "%(count)s services", count) % {"count": count}
    return f"{listed}, {_('%(count)s to close') % {'count': closing}}" if closing else listed


def figure(authority: Authority) -> str:
    """The same for the hub."""
    return headline(living(WebService, authority))


def year(service: WebService) -> YearTraffic:
    """The last twelve months of a service, as far as they are known."""
    return year_of((each.counted for each in service.traffic.all()), timezone.localdate())


def gain_of(service: WebService, known: YearTraffic) -> ClosingGain | None:
    """What closing a service spares, by the latest measures of its pages, on the French grid."""
    model = carbon_model()
    measured = [each.transferred_kb * 1000 for each in measures_of(service) if each.scorable]
    grams = [page_view_g(model, each, grid_g_per_kwh=model.french_g_per_kwh) for each in measured]
    return gain(known, grams)


@dataclass(frozen=True, slots=True)
class Closing:
    """A service to close, or hardly visited: its year and what closing it spares."""

    service: WebService
    year: YearTraffic
    gain: ClosingGain | None


@dataclass(frozen=True, slots=True)
class ToClose:
    """Services whose closing was decided, those hardly visited, those nobody can judge."""

    decided: tuple[Closing, ...]
    unused: tuple[Closing, ...]
    unknown: tuple[tuple[WebService, YearTraffic], ...]


def to_close(authority: Authority, fewer: int) -> ToClose:
    """The services to close, and those with fewer than ``fewer`` visits in twelve known months."""
    known = [(each, year(each)) for each in rows(authority).exclude(state=State.CLOSED)]
    decided = [pair for pair in known if pair[0].state == State.CLOSING]
    still = [pair for pair in known if pair[0].state == State.OPEN]
    unused = [pair for pair in still if pair[1].visits is not None and pair[1].visits < fewer]
    unused.sort(key=lambda pair: pair[1].visits or 0)
    return ToClose(
        tuple(Closing(one, found, gain_of(one, found)) for one, found in decided),
        tuple(Closing(one, found, gain_of(one, found)) for one, found in unused),
        tuple(pair for pair in still if pair[1].missing),
    )


def procedures(authority: Authority) -> dict[str, Registered]:
    """The procedures of the authority by URN, whichever room lists them; none when no room does."""
    try:
        model = model_of(PROCEDURE)
    except LookupError:
        return {}
    return {str(each.urn): each for each in living(model, authority).select_related("authority")}


def served(service: WebService) -> list[tuple[str, str, str]]:
    """The procedures of a service: their name today, their page, "" when gone, that of the link."""
    links = ServedProcedure.objects.of(service.authority).filter(service=service, deleted_at=None)
    known = procedures(service.authority) if links else {}
    return [
        (
            str(found or each.label),
            url_of(register_of(type(found)), found) if found else "",
            url_of(register_of(WebService), service, "demarches", each.pk),
        )
        for each in links
        for found in [known.get(each.procedure)]
    ]
