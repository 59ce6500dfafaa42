"""A study of access: its sentence, its map, each municipality, which place serves whom."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.page_language import lang
from jalons.foundation.listing import export as files
from jalons.foundation.listing.declaration import Column as FileColumn
from jalons.foundation.places.maps import Map
from jalons.foundation.register.pages import record_or_404
from jalons.foundation.register.views import in_trash, record_page
from jalons.foundation.territories.queries import communes_of
from jalons.inclusion.web.access import actions
from jalons.inclusion.web.access.models import AccessStudy
from jalons.inclusion.web.access.register import studies
from jalons.inclusion.web.commune_map import classes, commune_map
from jalons.inclusion.web.computing import computing
from jalons.inclusion.web.studies import is_stale
from jalons.inclusion.words import studies as words
from jalons.wording import with_unit

PER_PAGE = 30
SORTS = {
    "nom": lambda each: each["name"],
    "distance": lambda each: -(each["near"][0][1] if each["near"] else -1),
    "heures": lambda each: each["access"][1] if each["access"][1] is not None else -1,
}


@require_safe
@within_authority(Role.READER)
def record(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The study as it was computed; before, how to compute it."""
    found = studies.of(authority).filter(pk=pk).select_related("authority__territory").first()
    if found is None:
        return in_trash(studies, request, pk)
    if not found.result:
        return record_page(studies, request, found)
    result, spoken = found.result, lang()
    rows = sorted(result["areas"], key=SORTS.get(request.GET.get("tri", ""), SORTS["distance"]))
    if sought := request.GET.get("commune", "").strip().casefold():
        rows = [
            each for each in rows if sought in (each["code"].casefold(), each["name"].casefold())
        ]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return record_page(
        studies, request, found, sentence=words.beyond(result, spoken), result=result,
        remarks=words.remarks(result, spoken), page=page, map=_map(found), sought=sought,
        table=_table(page.object_list) if rows else None,
        others=[(words.number(each["km"], spoken), words.share(each, spoken))
                for each in result["others"]],
        stale=is_stale(found, found.places),
    )  # fmt: skip


def _table(rows: Any) -> Table:
    spoken = lang()
    heads = (
        Column(_("Municipality"), sort="nom"), Column(_("People"), numeric=True),
        Column(_("Nearest place")), Column(_("Distance, in km"), numeric=True, sort="distance"),
        Column(_("Then")), Column(_("Hours for 1,000 people"), numeric=True, sort="heures"),
    )  # fmt: skip
    lines = []
    for each in rows:
        near = each["near"] or [["–", None]]
        then = "; ".join(f"{name}, {words.number(km, spoken, 1)} km" for name, km in near[1:])
        lines.append((each["name"], words.number(each["people"], spoken), near[0][0],
                      words.number(near[0][1], spoken, 1), then or "–",
                      words.interval(each["access"], spoken)))  # fmt: skip
    return Table(_("How far each municipality is"), heads, tuple(lines))


def _map(study: AccessStudy) -> Map | None:
    territory = study.authority.territory
    if territory is None:
        return None
    far = float(study.far_km)
    steps = (far / 2, far, 2 * far)
    km = {each["code"]: each["near"][0][1] if each["near"] else None
          for each in study.result["areas"]}  # fmt: skip
    numbers = [words.number(each, lang(), 1) for each in steps]
    between = (_("%(low)s to %(km)s km") % {"low": low, "km": high}
               for low, high in pairwise(numbers))  # fmt: skip
    first, last = {"km": numbers[0]}, {"km": numbers[-1]}
    legend = (_("up to %(km)s km") % first, *between, _("more than %(km)s km") % last)
    return commune_map(
        communes_of(territory),
        _("Distance to the nearest place"),
        classes(km, steps),
        legend=legend,
        unknown=_("not known"),
        values={code: with_unit(words.number(each, lang(), 1), "km", lang())
                for code, each in km.items() if each is not None},
    )  # fmt: skip


compute = computing(studies, actions.WORK)


def _near(rank: int, part: int) -> Callable[[Any], Any]:
    return lambda each: each["near"][rank][part] if len(each["near"]) > rank else None


def _hours(part: int) -> Callable[[Any], Any]:
    return lambda each: each["access"][part]


_COLUMNS: tuple[tuple[Any, Callable[[Any], Any], bool], ...] = (
    (gettext_lazy("INSEE code"), lambda each: each["code"], False),
    (gettext_lazy("Municipality"), lambda each: each["name"], False),
    (gettext_lazy("People"), lambda each: each["people"], True),
    (gettext_lazy("Nearest place"), _near(0, 0), False),
    (gettext_lazy("Distance, in km"), _near(0, 1), True),
    (gettext_lazy("Second place"), _near(1, 0), False),
    (gettext_lazy("Distance of the second, in km"), _near(1, 1), True),
    (gettext_lazy("Hours for 1,000 people, at least"), _hours(0), True),
    (gettext_lazy("Hours for 1,000 people"), _hours(1), True),
    (gettext_lazy("Hours for 1,000 people, at most"), _hours(2), True),
)


@require_safe
@within_authority(Role.READER)
def table(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponseBase:
    """The municipalities of a study, as a file."""
    del request
    found = record_or_404(studies, authority, pk)
    if kind not in files.FORMATS or not found.result:
        raise Http404
    columns = [FileColumn(str(label), read, numeric=number) for label, read, number in _COLUMNS]
    sheet = files.Sheet(str(found), columns, found.result["areas"])
    return files.export(kind, "acces", sheet)
