"""The sheet beside a total: what it counts, what it does not, when, and from which file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.inventory.line import DeviceStatus
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.labels import KG
from jalons.footprint.words.figures import count, say
from jalons.footprint.words.perimeter import (
    PerimeterLine,
    counted_lines,
    left_out_lines,
    perimeter_sentence,
)
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language


@within_authority(Role.READER)
def perimeter(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What a total covers, on one page that prints."""
    assessed = find_assessed(authority, pk)
    found, lang = queries.assessment_of(assessed), page_language.lang()
    pack = queries.pack_of(assessed)
    chosen = Choices.from_json(assessed.inventory.choices).counted
    inside, outside = (
        [say(f"status.{each}", lang) for each in DeviceStatus if (each in chosen) is wanted]
        for wanted in (True, False)
    )
    context = {
        "inventory": assessed.inventory,
        "assessed": assessed,
        "sentence": perimeter_sentence(found, lang),
        "total": found.impact(CLIMATE).value,
        "unit": KG,
        "counted": counted_lines(found, pack, lang, statuses=inside),
        "left_out": left_out_lines(found, pack, lang, statuses=outside),
        "origin": _origin(assessed, lang),
    }
    return render(request, "footprint/perimeter.html", context)


def _origin(assessed: AssessedInventory, lang: str) -> list[PerimeterLine]:
    """The authority, the file or the inventories, the corrections and the factors of a total."""
    inventory, day = assessed.inventory, page_language.day_words
    parts = queries.combined_inventories(inventory)
    brought = {"name": inventory.name, "day": day(inventory.created_at)}
    corrections = sum(queries.corrections(each).count() for each in (inventory, *parts))
    factors = [assessed.versions, *([str(assessed.own_factors)] if assessed.own_factors else [])]
    if assessed.makers:
        factors.append(_("manufacture after the makers’ declarations"))
    lines = {
        _("Authority"): inventory.authority.name,
        _("Inventories put together"): ", ".join(each.name for each in parts),
        _("File"): "" if parts else _("%(name)s, brought on %(day)s") % brought,
        _("State of the fleet"): day(assessed.extracted_on),
        _("Corrections by people"): count(corrections, lang) if corrections else _("none"),
        _("Computed on"): day(assessed.made_at),
        _("Factors"): ", ".join(factors),
    }
    return [PerimeterLine(term, text) for term, text in lines.items() if text]
