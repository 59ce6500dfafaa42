"""The gaps whose filling would make a result more precise, and the quality of its data."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.results import Gap
from jalons.footprint.engine.components.columns import SERVER
from jalons.footprint.engine.inventory.filtering import COUNTED
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.lookups import find_assessed, page_of
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.labels import KG
from jalons.footprint.web.results import tables as result_tables
from jalons.footprint.words.figures import percent, say
from jalons.footprint.words.uncertainty import doubt_name, gap_sentence
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language


@dataclass(frozen=True, slots=True)
class Advice:
    """A gap in words: what to do, the gain, how, and the page where it is done."""

    action: str
    gain: str
    how: str
    url: str
    place: str


@within_authority(Role.READER)
def gaps(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The five gaps whose filling would narrow the interval most, and where to fill them."""
    assessed = find_assessed(authority, pk)
    found, pack, lang = (
        queries.assessment_of(assessed),
        queries.pack_of(assessed),
        page_language.lang(),
    )
    doubts = [(doubt_name(each, pack, lang), each.share) for each in found.tornado]
    chart, table = result_tables.doubts(doubts, lang) if doubts else (None, None)
    context = {
        "inventory": assessed.inventory,
        "advice": [_advice(assessed, gap, lang) for gap in found.gaps],
        "narrowing": percent(found.gaps[0].narrowing, lang) if found.gaps else "",
        "total": found.impact(CLIMATE).value,
        "unit": KG,
        "chart": chart,
        "table": table,
        **result_tables.quality(found, lang),
    }
    return render(request, "footprint/gaps.html", context)


def _advice(assessed: AssessedInventory, gap: Gap, lang: str) -> Advice:
    url, place = _where(assessed, gap)
    return Advice(
        action=gap_sentence(gap, queries.pack_of(assessed), lang),
        gain=percent(gap.narrowing, lang),
        how=say(f"gap.{gap.kind}.hint", lang, missing=""),
        url=url,
        place=place,
    )


def _where(assessed: AssessedInventory, gap: Gap) -> tuple[str, str]:
    if gap.kind in {"mix", "pue"}:
        return page_of(assessed, "footprint_choices"), _("Open the choices")
    if gap.kind == "factor":
        url = reverse("footprint_factor_file_list", args=[assessed.authority.slug])
        return url, _("Bring your own factors")
    device = SERVER if gap.kind == "component" else gap.subject
    query = urlencode({"type": device, "compte": COUNTED})
    return f"{page_of(assessed, 'footprint_fleet')}?{query}", _("See these devices")
