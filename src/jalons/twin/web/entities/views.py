"""The list of the entities of a type, and the page of an entity."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register.pages import allows, offered
from jalons.tabular.files.writing import csv_file
from jalons.twin.web.alerts import queries as alerts
from jalons.twin.web.connection import twin_store
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import short
from jalons.twin.web.observations import queries as twin
from jalons.twin.web.silences import queries as silent
from jalons.twin.web.silences.models import SensorSilence
from jalons.twin.web.silences.register import silences

from . import listing, pages, queries

INTERNAL = "internal"


@within_authority(Role.READER)
def entities(request: HttpRequest, authority: Authority, key: str) -> HttpResponseBase:
    """The entities of a type: searched, sorted, paged, or as CSV."""
    listed = or_404(queries.entities_of_type(authority, key, audience=INTERNAL, user=request.user))
    requested = queries.ListQuery.of(request.GET.dict())
    policies = twin_store.policies().of(listed.tenant)
    iri = listed.kind.iri
    name = words.type_name(iri, policies)
    if request.GET.get("format") == "csv":
        answer = StreamingHttpResponse(
            listed.export(requested), content_type="text/csv; charset=utf-8"
        )
        file = slugify(short(iri)) or "entites"
        answer["Content-Disposition"] = f'attachment; filename="{file}.csv"'
        return answer

    def url(identifier: str) -> str:
        return reverse("twin_entity", args=(authority.slug, identifier))

    shown = listing.listing(name, listed.page(requested), requested, url=url)
    context = {"shown": shown, "requested": requested, "every": listed.kind.entities}
    return render(request, "twin/entities/list.html", context)


@within_authority(Role.READER)
def entity(request: HttpRequest, authority: Authority, entity: str) -> HttpResponse:
    reads = twin.reads(audience=INTERNAL, user=request.user)
    doc = or_404(reads.read(twin_store.tenant_of(authority), [entity]).get(entity))
    parameters = request.GET.dict()
    shown = pages.entity(authority, doc, reads=reads, requested=parameters, now=timezone.now())
    if parameters.get("format") == "csv" and shown.drawing is not None:
        return _file(shown, shown.drawing.history)
    context = {"shown": shown, "alerts": alerts.current_of(authority, entity)}
    return render(request, "twin/entity.html", context | _silence(request, authority, shown))


def _silence(request: HttpRequest, authority: Authority, shown: pages.EntityPage) -> dict[str, Any]:
    """What is known of a silent sensor, else the form to say it; nothing of one that speaks."""
    done = offered(silences, request)
    if shown.silent_since is None:
        return {"done": done}
    found = silent.current(authority, {shown.id: shown.silent_since}).get(shown.id)
    if found is not None:
        return {"done": done, "silence": found, "why": silent.words(found)}
    form = silences.form(instance=SensorSilence(authority=authority))
    return {"done": done, "silence_form": form if allows(request, silences.write) else None}


def _file(shown: pages.EntityPage, history: pages.History) -> HttpResponse:
    head = [_("Since"), history.name]
    if not history.is_state:
        named = [_("Least"), _("Mean"), _("Most")]
        unit = f" ({history.unit})" if history.unit else ""
        head = [
            _("Period"), *(f"{history.name}, {each}{unit}" for each in named), _("Observations")
        ]  # fmt: skip
    content = csv_file([head, *history.rows])
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    file = slugify(f"{shown.title} {history.name}")[:80] or "historique"
    answer["Content-Disposition"] = f'attachment; filename="{file}.csv"'
    return answer
