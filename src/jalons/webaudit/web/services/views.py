"""A service with what other topics say of it, its closing, its visits, services to close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import error_words, lang, number_words
from jalons.foundation.imports.forms import FileForm
from jalons.foundation.register import pages
from jalons.foundation.register.declaration import register_of
from jalons.foundation.register.pages import url_of
from jalons.foundation.register.views import record, to_record
from jalons.kernel import JalonsError
from jalons.webaudit.store import carbon_model
from jalons.webaudit.web.services import actions, queries
from jalons.webaudit.web.services.models import WebService
from jalons.webaudit.web.services.panels import panels
from jalons.webaudit.web.services.register import CONTRACT, WHAT, services
from jalons.webaudit.words.sentences import say
from jalons.wording import format_amount, format_interval, format_month

FEW, MOST = 1_200, 10**9  # visits a year: a hundred a month; people change it
SHOWN = 10  # rows left aside


def _more(_request: HttpRequest, found: WebService) -> dict[str, Any]:
    """What the page of a service adds: panels, visits of a year, the procedures it serves."""
    known = queries.procedures(found.authority) if found.procedures else {}
    served = [known[urn] for urn in found.procedures if urn in known]
    return {
        "facts": pages.facts(services, found, *WHAT, *CONTRACT),
        "panels": panels.of(found),
        "year": _year(found),
        "served": [(str(each), url_of(register_of(type(each)), each)) for each in served],
        "traffic_url": url_of(services, found, "traffic"),
    }


service = record(services, _more)


@within_authority(Role.CONTRIBUTOR)
def bring_traffic(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The months of an export of Matomo, in one act; the rows left aside are explained."""
    from jalons.webaudit.capture.traffic import read_traffic  # the browser stays out of other pages

    found: WebService = pages.record_or_404(services, authority, pk)
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            months, notices = read_traffic(file.read(), file.name, timezone.localdate(), lang())
        except JalonsError as error:
            form.add_error("file", error_words(error))
        else:
            for notice in notices[:SHOWN]:
                messages.warning(request, notice, "warn")
            batch = actions.store_traffic(found, request.user, months, file.name[:120])
            return to_record(services, found, batch)
    back = url_of(services, found)
    trail = (str(found), back, _("Bring visits"))
    return pages.render(services, request, "traffic", form=form, record=found, back=back,
                        trail=trail)  # fmt: skip


@require_safe
@within_authority(Role.READER)
def to_close(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Services to close: those decided, those hardly visited, those whose visits are unknown."""
    typed = request.GET.get("moins_de", "")
    fewer = int(typed) if typed.isdecimal() and len(typed) < len(str(MOST)) else FEW
    every = list(queries.rows(authority))
    still = [each for each in every if each.state == WebService.State.OPEN]
    visits = {each: queries.year(each).visits for each in still}
    unused = [each for each in still if (count := visits[each]) is not None and count < fewer]
    unused.sort(key=lambda each: visits[each] or 0)
    decided = [each for each in every if each.state == WebService.State.CLOSING]
    unknown = [each for each in still if visits[each] is None]
    context = {
        "fewer": fewer,
        "count": len(unused),
        "unused": _table(_("Hardly visited"), unused),
        "decided": _table(_("Their closing is decided"), decided),
        "unknown": [(each, url_of(services, each), _year(each)) for each in unknown],
        "total": len(every),
        "model": carbon_model(),
    }
    return render(request, "webaudit/services/to_close.html", context)


def _year(found: WebService) -> str:
    """The visits of twelve months and their last one, or how many months are missing."""
    year = queries.year(found)
    if year.visits is None:
        return say("services.months_missing", lang(), count=year.missing)
    last = format_month(year.last.year, year.last.month, lang())
    return say("services.year", lang(), visits=number_words(year.visits), last=last)


def _gain(found: WebService) -> str:
    """What closing spares a year, by the measured pages; or that it is unknown."""
    gain, views = queries.gain_of(found), queries.year(found).views
    key = "gain_missing" if gain is None else "gain_least" if views is None else "gain"
    return say(f"services.{key}", lang(), value=format_interval(gain, "kg CO2 eq", lang()))


def _cost(found: WebService) -> str:
    cost = found.yearly_cost
    return pgettext("cost", "not declared") if cost is None else format_amount(cost, "EUR", lang())


def _table(title: str, found: Sequence[WebService]) -> Table | None:
    labels = (_("Service"), _("Visits"), _("Emissions spared"), _("Hosting and upkeep a year"))
    rows = [(Cell(each.name, url=url_of(services, each)), _year(each), _gain(each), _cost(each))
            for each in found]  # fmt: skip
    return Table(title, tuple(map(Column, labels)), tuple(rows)) if rows else None
