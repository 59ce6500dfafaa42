"""The pages of devices that differ from those of the kit: a device, decisions, the plan, a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports import actions as imports
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.imports.views import file_or_404, start, trail_of
from jalons.foundation.listing.declaration import Column as ListColumn
from jalons.foundation.register import pages
from jalons.foundation.register.views import in_trash, record_page, to_list
from jalons.kernel import JalonsError
from jalons.reuse.engine.leaving import Proposal
from jalons.reuse.engine.routes import Verdict, shipped_rules
from jalons.reuse.web.devices import actions, queries
from jalons.reuse.web.devices.forms import DecisionForm, DeviceColumnsForm
from jalons.reuse.web.devices.imports import devices_file
from jalons.reuse.web.devices.register import age, devices
from jalons.reuse.words import leaving as words
from jalons.reuse.words import routes as route_words

PER_PAGE, MOST, SHOWN = 25, 500, 20
FACTS = (
    "kind", "maker", "model", "serial", "tag", ListColumn(gettext_lazy("Bought on"), age), "price",
    "value", "working", "supported_until", "media", "special", "retired_on",
)  # fmt: skip
_MARKS = {"allowed": "ok", "refused": "late", "missing": "walk"}


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
    return record_page(
        devices,
        request,
        found,
        facts=pages.facts(devices, found, *FACTS),
        proposal=_shown(proposal) if proposal else None,
        payback=words.payback_words(payback, lang()) if payback else [],
        steps=queries.steps(found),
        routes=_routes(queries.routes(found, today)) if found.is_ours else None,
    )


def _shown(found: Proposal) -> dict[str, Any]:
    return {
        "decision": words.decision_name(found.decision, lang()),
        "is_made": found.decision is not None,
        "reasons": [words.why_words(each, lang()) for each in found.reasons],
        "asks": words.asks_words(found, lang()),
    }


def _routes(found: tuple[Verdict, ...]) -> Table:
    spoken, rules = lang(), shipped_rules()
    columns = (
        Column(_("Route")), Column(_("What the law says")), Column(_("Why")), Column(_("Texts")),
    )  # fmt: skip
    order = {"allowed": 0, "missing": 1, "refused": 2}
    rows = [
        (
            route_words.route_name(each.route, spoken).capitalize(),
            Cell("", mark=route_words.outcome_name(each, spoken),
                 mark_kind=_MARKS[each.outcome.value]),
            " ".join([route_words.reason_words(one, spoken) for one in each.reasons]
                     + ([route_words.counts_words(each, spoken)] if each.counts is None else [])),
            route_words.articles_words(each, rules, spoken),
        )
        for each in sorted(found, key=lambda one: order[one.outcome.value])
    ]  # fmt: skip
    return Table(_("By which routes it may leave"), columns, tuple(rows))


@within_authority(Role.CONTRIBUTOR)
def decide(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What is proposed for the devices nobody decided on; a person confirms one or many."""
    sent = request.POST if request.method == "POST" else request.GET
    wanted = sent.getlist("pk")
    if wanted or "all" in sent:
        return _decision(request, authority, wanted)
    today, impacts = timezone.localdate(), queries.Impacts()
    found = queries.undecided(authority).order_by("label", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, _shown(queries.proposal(each, today, impacts))) for each in page]
    context = {"page": page, "rows": rows, "total": page.paginator.count, "most": MOST}
    return render(request, "reuse/devices/to_decide.html", context)


def _decision(request: HttpRequest, authority: Authority, wanted: list[str]) -> HttpResponse:
    """The decision on the chosen devices: said, seen, then stored as one act."""
    rows = queries.open_rows(authority)
    known = rows.filter(pk__in=_uuids(wanted)) if wanted else queries.undecided(authority)
    chosen = list(known.order_by("label", "pk")[:MOST])
    step = request.POST.get("step", "")
    form = DecisionForm(request.POST if step else None)
    outcome = None
    if step and chosen and form.is_valid():
        said = actions.Decided(**form.cleaned_data, on=timezone.localdate())
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
        "keys": [each.pk for each in chosen],
        "count": len(chosen),
        "outcome": outcome,
    }
    status = 422 if form.errors or not chosen else 200
    return render(request, "reuse/devices/decide.html", context, status=status)


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
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
        (words.kind_name(each.kind, lang()).capitalize(),
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


@within_authority(Role.CONTRIBUTOR)
def check_file(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The columns of a list of devices and the order of its dates, and what storing it does."""
    file = file_or_404(devices_file, authority, pk)
    if file.applied_at:
        return redirect("device_import_done", authority.slug, pk)
    form = DeviceColumnsForm(request.POST or None, devices_file.read(file))
    if request.method == "POST" and form.is_valid():
        seen = devices_file.read(file).decided
        imports.decide(file, form.cleaned_data)
        same = devices_file.read(file).decided == seen
        if same and request.POST.get("step") == "apply":
            return start(request, file)
        return redirect(request.path)
    return _file_seen(request, file, form)


def _file_seen(request: HttpRequest, file: ImportFile, form: DeviceColumnsForm) -> HttpResponse:
    found, trouble = devices_file.read(file), ""
    outcome: dict[str, Any] = {}
    try:
        outcome = imports.preview(devices_file, file, request.user)
    except JalonsError as error:
        trouble = str(error)
    return pages.render(
        devices,
        request,
        "import_check",
        file=file,
        form=form,
        remarks=[each.message(lang()) for each in found.remarks],
        unread=found.proposal.unread,
        outcome=outcome,
        refused=outcome.get("refused", [])[:SHOWN],
        trouble=trouble,
        trail=trail_of(devices_file, file),
    )
