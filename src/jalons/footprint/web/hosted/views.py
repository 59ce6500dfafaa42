"""The page of cloud and hosting: each service with its interval, and whether the total has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalons import wording
from jalons.footprint.store import load_host, load_pack
from jalons.footprint.web.hosted import queries
from jalons.footprint.web.hosted.models import StoredHostedService
from jalons.footprint.web.intake import actions
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.footprint.web.labels import KG, bare, country_name, value_columns
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.tasks.views import follow
from jalons.kernel import Interval

type Weighed = tuple[StoredHostedService, Interval]  # yearly climate impact, in kg CO2 eq


@within_authority(Role.READER)
def show(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    assessed = find_assessed(authority, pk)
    stored, lang = queries.services_of(authority), page_language.lang()
    services = tuple(map(queries.as_service, stored))
    values, total = queries.weighed(assessed, services)
    found = sorted(zip(stored, values, strict=True), key=lambda pair: -pair[1].mid)
    counted = Choices.from_json(assessed.inventory.choices).hosted
    changed = bool(counted) and counted != services
    context: dict[str, Any] = {
        "inventory": assessed.inventory,
        "total": total,
        "host": load_host(),
        "unit": KG,
        "counted": len(counted),
        "changed": changed,
        "asks": bool(total) and (changed or not counted),
        "table": _table(found, lang) if found else None,
        "declared": _declared(found, lang),
    }
    return render(request, "footprint/hosting.html", context)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def count(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Count the hosted services in the total of an inventory, or take them out of it."""
    inventory = find_assessed(authority, pk).inventory
    stored = queries.services_of(authority) if "compter" in request.POST else []
    choices = replace(
        Choices.from_json(inventory.choices), hosted=tuple(map(queries.as_service, stored))
    )
    return follow(actions.change_choices(inventory=inventory, user=request.user, choices=choices))


def _table(found: Sequence[Weighed], lang: str) -> Table:
    columns = (
        Column(_("Service")),
        Column(_("What it is, where")),
        Column(_("Size")),
        *value_columns(),
    )
    top, places = found[0][1].mid or 1.0, load_pack().places
    rows = tuple(
        (
            Cell(stored.name, share=value.mid / top),
            Cell(
                f"{stored.get_kind_display()}, {country_name(stored.country, lang)}",
                mark="" if stored.country in places else _("unknown country: world electricity"),
            ),
            _size(stored, lang),
            *bare(value, lang),
        )
        for stored, value in found
    )
    return Table(_("Hosted services, kg CO₂e a year"), columns, rows)


def _size(stored: StoredHostedService, lang: str) -> str:
    """What a service is made of, how many alike, and for which part of the year and of its use."""
    number = wording.format_number
    parts = []
    if stored.vcpu:
        whole = stored.kind == stored.Kind.SERVER
        cores = ngettext("%(count)s core", "%(count)s cores", round(stored.vcpu))
        words = cores if whole else _("%(count)s vCPU")
        parts.append(words % {"count": number(stored.vcpu, lang)})
    sizes = (stored.memory_gb, stored.storage_gb)
    parts += [wording.format_quantity(each, "GB", lang) for each in sizes if each]
    if stored.hours < 8760:
        parts.append(wording.format_quantity(stored.hours, "h", lang))
    if stored.share < 100:
        parts.append(wording.format_percent(stored.share / 100, lang))
    alike = f"{number(stored.count, lang)} × " if stored.count > 1 else ""
    return alike + ", ".join(parts)


def _declared(found: Sequence[Weighed], lang: str) -> Table | None:
    """What providers declare, beside what is computed here; never added to it."""
    known = [each for each in found if each[0].declared_kg is not None]
    if not known:
        return None
    columns = (
        Column(_("Service")),
        Column(_("Declared by the provider"), numeric=True),
        Column(_("Year")),
        Column(_("Where it is written")),
        Column(_("Computed here"), numeric=True),
    )
    rows = tuple(
        (
            stored.name,
            wording.format_number(stored.declared_kg or 0, lang),
            str(stored.declared_year or ""),
            stored.declared_source,
            bare(value, lang)[1],
        )
        for stored, value in known
    )
    return Table(_("What providers declare, kg CO₂e"), columns, rows)
