"""The twin for those who work at the authority: what is there, the map, an entity, the sheets."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from jalons.broker.engine.policies.policy import TypePolicy
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table

from . import actions, maps, opening, pages, queries
from .alerts import queries as alerts
from .forms import NewTypeForm, SheetForm
from .ingest.queries import letter_counts
from .saying import AUDIENCES, FIELDS, REASONS, moment, precision, short
from .topics import topics

PER_PAGE = 12
INTERNAL = "internal"


@within_authority(Role.READER)
def home(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What is there, when it last spoke, and the next best step."""
    town = queries.town(authority, audience=INTERNAL, user=request.user)
    live = queries.live(town.docs, now=timezone.now())
    lacking = [line for line in town.types if not line.ready]
    return render(
        request,
        "twin/home.html",
        {
            "town": town,
            "live": live,
            "count": len(town.docs),
            "last": moment(town.last),
            "lacking": lacking,
            "table": _types(town, authority) if town.types else None,
            "may_edit": _may_edit(request),
            "cost": opening.cost(),
            "alerts": alerts.current_count(authority),
            "letters": sum(letter_counts(authority).values()),
            "topics": topics(authority),
        },
    )


def _types(town: queries.Town, authority: Authority) -> Table:
    rows = tuple(
        (
            Cell(line.name, url=reverse("twin_sheet", args=(authority.slug, line.key))),
            Cell(
                str(line.entities),
                url=reverse("twin_entities", args=(authority.slug, line.key))
                if line.entities
                else "",
            ),
            moment(line.last),
            str(AUDIENCES[line.sheet.audience]) if line.sheet is not None else "–",
            Cell(
                "", mark=_("complete") if line.ready else _("to complete"),
                mark_kind="ok" if line.ready else "late",
            ),
        )
        for line in town.types[:PER_PAGE]
    )  # fmt: skip
    columns = (
        Column(_("Type")),
        Column(_("Entities"), numeric=True),
        Column(_("Last observation")),
        Column(str(FIELDS["audience"])),
        Column(_("Sheet")),
    )
    return Table(_("What is in the twin, by type"), columns, rows)


@within_authority(Role.READER)
def town_map(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The map, and the table of what it shows."""
    town = queries.town(authority, audience=INTERNAL, user=request.user)

    def url(identifier: str) -> str:
        return reverse("twin_entity", args=(authority.slug, identifier))

    drawn = maps.drawn(authority, town, request.GET.dict(), url=url)
    return render(request, "twin/map.html", {"drawn": drawn, "town": town})


@within_authority(Role.READER)
def sheets(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every sheet, and the types that have none."""
    town = queries.town(authority, audience=INTERNAL, user=request.user)
    page = Paginator(town.types, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "line": line,
            "missing": [FIELDS[fault.field] for fault in line.faults],
            "audience": AUDIENCES[line.sheet.audience] if line.sheet is not None else "",
        }
        for line in page
    ]
    lacking = sum(not line.ready for line in town.types)
    return render(
        request,
        "twin/sheets.html",
        {
            "page": page,
            "rows": rows,
            "lacking": lacking,
            "total": len(town.types),
            "may_edit": _may_edit(request),
        },
    )


@within_authority(Role.READER)
def sheet(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """One sheet in plain words, and what is missing from it."""
    line = queries.type_named(authority, key)
    if line is None:
        raise Http404
    held = line.sheet or TypePolicy(type=line.iri)
    context: dict[str, Any] = {
        "line": line,
        "sheet": held,
        "words": pages.in_words(held),
        "precision": precision(held.position_metres, held.time_seconds),
        "faults": [(FIELDS[fault.field], REASONS[fault.reason]) for fault in line.faults],
        "tidied": pages.retention(held, queries.retention_applied(authority, line.iri)),
        "past": [(moment(era.until), AUDIENCES[era.audience]) for era in held.past],
        "may_edit": _may_edit(request),
    }
    return render(request, "twin/sheet.html", context)


@within_authority(Role.LEAD)
def sheet_new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Which type the new sheet is about; the next page writes it."""
    form = NewTypeForm(request.POST or None, initial={"type": request.GET.get("type", "")})
    if request.method == "POST" and form.is_valid():
        iri = actions.expanded(form.cleaned_data["type"])
        if iri not in opening.sheets().of(opening.tenant_of(authority)):
            blank = TypePolicy(type=iri, name=short(iri))
            actions.keep_sheet(authority=authority, user=request.user, sheet=blank)
        edit = reverse("twin_sheet_edit", args=(authority.slug, queries.key_of(iri)))
        back = _back(request)
        return redirect(f"{edit}?{urlencode({'suite': back})}" if back else edit)
    status = 422 if form.errors else 200
    return render(request, "twin/sheet_new.html", {"form": form}, status=status)


@within_authority(Role.LEAD)
def sheet_edit(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """Write or change a sheet; what another person changed meanwhile is kept."""
    line = queries.type_named(authority, key)
    if line is None:
        raise Http404
    form = SheetForm(request.POST or None, sheet=line.sheet or TypePolicy(type=line.iri))
    if request.method == "POST" and form.is_valid():
        actions.keep_sheet(
            authority=authority,
            user=request.user,
            sheet=form.written(),
            past_too=form.cleaned_data["past_too"],
        )
        messages.success(request, _("The sheet is saved: the twin follows it from now on."))
        back = _back(request)
        return redirect(back) if back else redirect("twin_sheet", authority.slug, key)
    status = 422 if form.errors else 200
    return render(request, "twin/sheet_edit.html", {"form": form, "line": line}, status=status)


def _back(request: HttpRequest) -> str:
    """The page to come back to, when the address names one of this site."""
    asked = request.GET.get("suite", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if safe else ""


def _may_edit(request: HttpRequest) -> bool:
    return bool(request.role.allows(Role.LEAD))  # type: ignore[attr-defined]
