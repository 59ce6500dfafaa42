"""A service with what other topics say of it, its closing, its visits, services to close."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import error_words, lang
from jalons.foundation.register import pages
from jalons.foundation.register.pages import record_or_404, url_of
from jalons.foundation.register.views import form_or_record, in_trash, record_page, to_record
from jalons.kernel import JalonsError
from jalons.webaudit.capture.traffic import LIMITS, ReadTraffic, read_traffic
from jalons.webaudit.store import carbon_model
from jalons.webaudit.web.services import actions, queries
from jalons.webaudit.web.services.forms import ClosingForm, FewForm, TrafficFileForm
from jalons.webaudit.web.services.models import WebService
from jalons.webaudit.web.services.panels import panels_of
from jalons.webaudit.web.services.register import MARKS, services
from jalons.webaudit.words import services as words
from jalons.wording import format_amount

SHOWN = 10  # notices of a file


@require_safe
@within_authority(Role.READER)
def record(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A service: its facts, what other topics say of it, its visits."""
    found = queries.rows(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(services, request, pk)
    return record_page(
        services,
        request,
        found,
        panels=panels_of(found),
        mark=MARKS[WebService.State(found.state)],
        year=words.year_words(queries.year(found), lang()),
        served=queries.served(found),
        closing_url=url_of(services, found, "closing"),
        traffic_url=url_of(services, found, "traffic"),
    )


@within_authority(Role.CONTRIBUTOR)
def closing(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Decide that a service closes, that it is closed, or that it stays; with the reason."""

    def read() -> WebService:
        return record_or_404(services, authority, pk)  # type: ignore[no-any-return]

    found = read()
    trail = (str(found), url_of(services, found), _("Closing"))
    return form_or_record(services, request, read, trail, form_of=ClosingForm)


@within_authority(Role.CONTRIBUTOR)
def bring_traffic(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The months of an export of Matomo, stored in one act; what is left aside is explained."""
    found: WebService = record_or_404(services, authority, pk)
    sent = request.method == "POST"
    form = TrafficFileForm(request.POST if sent else None, request.FILES if sent else None)
    notices: tuple[str, ...] = ()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(LIMITS.bytes + 1)
            read = read_traffic(content, file.name, timezone.localdate(), lang())
        except JalonsError as error:
            form.add_error("file", error_words(error))
        else:
            if read.months:
                batch = actions.store_traffic(found, request.user, read, file.name[:120])
                _say(request, read)
                return to_record(services, found, batch)
            notices = read.notices
            form.add_error("file", _("No month of this file can be counted: see why below."))
    trail = (str(found), url_of(services, found), _("Bring visits"))
    context = {"form": form, "record": found, "trail": trail, "left_aside": notices[:SHOWN],
               "back": url_of(services, found)}  # fmt: skip
    return pages.render(services, request, "traffic", **context)


def _say(request: HttpRequest, read: ReadTraffic) -> None:
    for notice in read.notices[:SHOWN]:
        messages.warning(request, notice, "warn")


@require_safe
@within_authority(Role.READER)
def to_close(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Services to close: those decided, those hardly visited, those whose visits are unknown."""
    form = FewForm(request.GET)
    fewer = (form.cleaned_data["moins_de"] if form.is_valid() else None) or queries.FEW
    found = queries.to_close(authority, fewer)
    if not form.errors:
        form = FewForm(initial={"moins_de": fewer})
    unknown = [(str(each), url_of(services, each), words.year_words(year, lang()))
               for each, year in found.unknown]  # fmt: skip
    context = {
        "form": form,
        "fewer": fewer,
        "decided": _table(_("Their closing is decided"), found.decided),
        "unused": _table(_("Hardly visited"), found.unused),
        "count": len(found.unused),
        "unknown": unknown,
        "total": services.of(authority).count(),
        "model": carbon_model(),
    }
    return render(request, "webaudit/services/to_close.html", context)


def _table(title: str, found: Sequence[queries.Closing]) -> Table | None:
    if not found:
        return None
    labels = (_("Service"), _("Visits"), _("Emissions spared"), _("Hosting and upkeep a year"))
    rows = tuple(
        (
            Cell(each.service.name, url=url_of(services, each.service)),
            words.year_words(each.year, lang()),
            words.gain_words(each.gain, lang()),
            _euros(each.service),
        )
        for each in found
    )
    return Table(title, tuple(map(Column, labels)), rows)


def _euros(service: WebService) -> str:
    cost = service.yearly_cost
    return _("not declared") if cost is None else format_amount(cost, "EUR", lang())
