"""The pages of devices that differ from those of the kit: a device, decisions, the plan."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column as ListColumn
from jalons.foundation.listing.pages import listed
from jalons.foundation.register import pages
from jalons.foundation.register.views import in_trash, record_page, to_list
from jalons.reuse.engine.leaving.proposals import Proposal
from jalons.reuse.engine.routes.rules import shipped_rules
from jalons.reuse.engine.routes.verdicts import Verdict
from jalons.reuse.web.devices import actions, queries
from jalons.reuse.web.devices.forms import DecisionForm
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.devices.register import MARKS, age, devices
from jalons.reuse.words import leaving as words
from jalons.reuse.words import routes as route_words
from jalons.wording import format_amount

PER_PAGE, MOST, SHOWN = 25, 500, 20


def _euros(amount: Decimal | None) -> str:
    return format_amount(amount, "EUR", lang())


FACTS = (
    "kind", "maker", "model", "serial", "tag", ListColumn(gettext_lazy("Bought on"), age),
    ListColumn(gettext_lazy("Price paid, before tax"), lambda each: _euros(each.price)),
    ListColumn(gettext_lazy("Present value"), lambda each: _euros(each.value)),
    "working", "supported_until", "media", "drives", "special", "retired_on",
    "used_again_on",
)  # fmt: skip


@require_GET
@within_authority(Role.READER)
def device(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """One device: what was decided and why, what remains, the routes by which it may leave."""
    found = queries.rows(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(devices, request, pk)
    today, impacts = timezone.localdate(), queries.Impacts()
    proposal = queries.proposal(found, today, impacts) if found.is_ours else None
    payback = impacts.payback(found) if found.is_ours else None
    verdicts = queries.routes(found, today) if found.is_ours else ()
    return record_page(
        devices,
        request,
        found,
        facts=pages.facts(devices, found, *FACTS),
        proposal=_shown(proposal) if proposal else None,
        payback=words.payback_words(payback, lang()) if payback else [],
        steps=queries.steps(found),
        routes=_routes(verdicts) if verdicts else None,
        texts=route_words.texts(verdicts, shipped_rules(), lang()),
    )


def _shown(found: Proposal) -> dict[str, Any]:
    return {
        "decision": words.decision_name(found.decision, lang()),
        "is_made": found.decision is not None,
        "reasons": [words.why_words(each, lang()) for each in found.reasons],
        "asks": words.asks_words(found, lang()),
    }


def _routes(found: tuple[Verdict, ...]) -> Table:
    """The open routes first; what is true of all of them stands once, under the table."""
    spoken, rules = lang(), shipped_rules()
    labels = (_("Route"), _("What the law says"), _("Why"), _("Texts"))
    order = list(MARKS)
    rows = [
        (
            capfirst(route_words.route_name(each.route, spoken)),
            Cell("", mark=route_words.outcome_name(each, spoken), mark_kind=MARKS[each.outcome]),
            route_words.main_reasons(each, spoken),
            route_words.articles_words(each, rules, spoken),
        )
        for each in sorted(found, key=lambda one: order.index(one.outcome))
    ]
    return Table(_("By which routes it may leave"), tuple(map(Column, labels)), tuple(rows))


@require_GET
@within_authority(Role.READER)
def decide(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What is proposed for the devices nobody decided on."""
    today, impacts = timezone.localdate(), queries.Impacts()
    found = queries.undecided(authority).order_by("label", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(each, _shown(queries.proposal(each, today, impacts))) for each in page],
        "total": page.paginator.count,
        "may_write": pages.allows(request, Role.CONTRIBUTOR),
    }
    return render(request, "reuse/devices/to_decide.html", context)


@within_authority(Role.CONTRIBUTOR)
def decision(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The decision of a person on one device or many: said, seen, then stored as one act."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = list(_named(sent, authority).order_by("label", "pk")[:MOST])
    step = request.POST.get("step", "")
    form = DecisionForm(request.POST if step else None)
    outcome = None
    if step and chosen and form.is_valid():
        seen = dict(each.split("=", 1) for each in request.POST.getlist("seen") if "=" in each)
        said = actions.Decided(**form.cleaned_data, on=timezone.localdate(), seen=seen)
        outcome = actions.decide(authority, request.user, chosen, said, rehearsal=step != "apply")
        if outcome.batch is not None:
            return to_list(devices, authority, outcome.batch)
    today, impacts = timezone.localdate(), queries.Impacts()
    context = {
        "form": form,
        "chosen": [
            (each, _shown(queries.proposal(each, today, impacts))) for each in chosen[:SHOWN]
        ],
        "others": max(0, len(chosen) - SHOWN),
        "keys": [(each.pk, each.decision) for each in chosen],
        "count": len(chosen),
        "outcome": outcome,
    }
    nothing = request.method == "POST" and not chosen
    status = 422 if form.errors or nothing else 200
    return render(request, "reuse/devices/decide.html", context, status=status)


def _named(sent: QueryDict, authority: Authority) -> QuerySet[Device]:
    """The devices a form names: all that wait, all those of a filtered list, or the ticked ones."""
    if "all" in sent:
        return queries.undecided(authority)
    rows = queries.open_rows(authority)
    if "tous" in sent:
        return listed(devices.list, rows, sent, authority=authority).rows
    return rows.filter(pk__in=_keys(sent))


def _keys(sent: QueryDict) -> list[UUID]:
    found = []
    for text in sent.getlist("pk")[:MOST]:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


@require_GET
@within_authority(Role.READER)
def plan(request: HttpRequest, authority: Authority) -> HttpResponse:
    """How many devices in use come to their end in each of the next years, by kind."""
    today = timezone.localdate()
    found = queries.plan(authority, today)
    years = list(range(today.year + 1, today.year + 1 + queries.YEARS))
    columns = (
        Column(pgettext("device", "Kind")), *(Column(str(year), numeric=True) for year in years),
        Column(_("later"), numeric=True), Column(_("not known"), numeric=True),
    )  # fmt: skip
    rows = [
        (capfirst(words.kind_name(each.kind, lang())),
         *(str(each.by_year[year]) for year in years), str(each.later), str(each.unknown))
        for each in found
    ]  # fmt: skip
    context = {
        "table": Table(_("Devices that come to their end"), columns, tuple(rows)),
        "due": sum(each.by_year[years[0]] for each in found),
        "unknown": sum(each.unknown for each in found),
        "total": sum(each.total for each in found),
        "year": str(years[0]),
    }
    return render(request, "reuse/devices/plan.html", context)
