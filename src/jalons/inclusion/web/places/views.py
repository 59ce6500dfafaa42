"""The pages of places that differ from those of the kit: map, hours, fixes, likely duplicates."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import lang
from jalons.foundation.places.maps import BACKDROP, Map, Marker, corners
from jalons.foundation.places.windows import window
from jalons.foundation.register import pages
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.views import in_trash, list_page, record_page
from jalons.foundation.register.writer import write
from jalons.foundation.territories import queries as territories
from jalons.inclusion.capture.places import communes, schema_file
from jalons.inclusion.engine.hours import read
from jalons.inclusion.engine.places import check
from jalons.inclusion.engine.places.duplicates import astray, pairs, stops
from jalons.inclusion.web.places.models import values_of
from jalons.inclusion.web.places.register import judged, places, records_of
from jalons.inclusion.words.hours import hours_words
from jalons.inclusion.words.places import finding_words, label
from jalons.inclusion.words.sentences import say
from jalons.kernel import JalonsError
from jalons.wording import format_hour

FAR_KM = 300.0  # from the middle of the others, a position is not drawn
MOST = 20  # places named for a kind of fault


@require_safe
@within_authority(Role.READER)
def listing(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The list, after the map of the places and the stops of those that move."""
    records = [(one, one.place, pages.url_of(places, one)) for one in records_of(authority, "open")]
    away = astray([place for _one, place, _url in records], FAR_KM)
    spots = [(one, place.position, url) for rank, (one, place, url) in enumerate(records)
             if place.position and rank not in away]  # fmt: skip
    markers = tuple(Marker(str(one), (spot[1], spot[0]), url, str(one)) for one, spot, url in spots)
    areas = territories.areas(authority.territory, level=BACKDROP) if authority.territory else ()
    shown = window(corners(areas), [one.position for one in markers], request.GET)
    rows = []
    for day, start, end, rank in stops([place for _one, place, _url in records], read):
        one, _place, url = records[rank]
        span = " – ".join(format_hour(minutes, lang()) for minutes in (start, end))
        rows.append((str(WEEKDAYS[day]), span, Cell(str(one), url=url)))
    columns = (Column(_("Day")), Column(_("Hours")), Column(_("Place")))
    rounds = Table(_("Places that move, day by day"), columns, tuple(rows)) if rows else None
    title = _("Where the places are")
    return list_page(
        places, request, rounds=rounds, lost=len(records) - len(markers),
        drawn=Map(title, areas, markers, window=shown) if markers else None,
    )  # fmt: skip


@require_safe
@within_authority(Role.READER)
def place(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A place: its hours as they were read, what its record lacks, all its fields."""
    record = places.of(authority).filter(pk=pk).first()
    if record is None:
        return in_trash(places, request, pk)
    known = judged(record)
    facts = [(label(name, lang()), text) for name, text in record.row.items() if text]
    lacks = [say(f"places.parts.{name}", lang()) for name, one in known.parts.items() if one < 1]
    hours = hours_words(read(record.hours), lang()) if record.hours else []
    return record_page(
        places, request, record, facts=facts, quality=known, lacks=lacks, hours=hours
    )


@within_authority(Role.READER)
def checks(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """What the records have wrong, by kind; what is proposed is applied to one or to all."""
    records, groups = records_of(authority), defaultdict[str, list[Any]](list)
    found = check([one.row for one in records], communes=communes(), today=timezone.localdate(),
                  lines=range(len(records)))  # fmt: skip
    for one in found.findings:
        line = records[one.line], one.fault, finding_words(one, lang())
        groups[f"{one.name}.{one.fault.code}"].append(line)
    if request.method == "POST":
        pk, lines = request.POST.get("pk", ""), groups[request.POST.get("kind", "")]
        chosen = [(record, values_of(fault.fix)) for record, fault, _words in lines
                  if fault.fix and pk in {"", str(record.pk)}]  # fmt: skip
        return _applied(request, authority, chosen)
    shown = [(key, lines[0][1], lines[:MOST], len(lines)) for key, lines in groups.items()]
    shown.sort(key=lambda group: (not group[1].is_error, -group[3]))
    trail, total = (_("To fix"),), len(records)
    return pages.render(places, request, "checks", groups=shown, total=total, trail=trail)


@within_authority(Role.READER)
def doubles(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """Places that may be one: a person says that they are two, or which is put in the trash."""
    records, sent = records_of(authority), request.POST
    if request.method == "POST":
        keyed = {str(one.pk): one for one in records}
        here, there = (or_404(keyed.get(sent.get(name, ""))) for name in ("first", "second"))
        if "same" in sent:
            filled = {name: text for name, text in there.row.items() if not here.row[name]}
            both = [(here, values_of(filled)), (there, {"deleted_at": timezone.now()})]
            return _applied(request, authority, both, places.delete)
        return _applied(request, authority, [(here, {"apart": [*here.apart, str(there.pk)]})])
    found = [(records[one.first], records[one.second], one)
             for one in pairs([one.place for one in records])]  # fmt: skip
    shown = [(here, there, pair) for here, there, pair in found
             if {str(here.pk), str(there.pk)}.isdisjoint([*here.apart, *there.apart])]  # fmt: skip
    return pages.render(places, request, "doubles", pairs=shown[:MOST], total=len(shown),
                        trail=(_("Likely duplicates"),))  # fmt: skip


def _applied(
    request: HttpRequest, authority: Authority, changes: Any, role: Role = places.write
) -> HttpResponseBase:
    """Write what a person chose, then back to the page, which offers to undo it."""
    if changes and not pages.allows(request, role):
        raise PermissionDenied
    try:
        batch = write(authority, request.user, changes)
    except (ValidationError, JalonsError) as error:
        messages.error(request, refusal_words(error), "bad")
        return redirect(request.path)
    return redirect(f"{request.path}?{pages.DONE}={batch.pk}" if batch else request.path)


@require_safe
@within_authority(Role.READER)
def schema_csv(_request: HttpRequest, authority: Authority) -> HttpResponse:
    """The places as a file of the national schema."""
    headers = {"Content-Disposition": 'attachment; filename="lieux-mediation-numerique.csv"'}
    text = schema_file(one.row for one in records_of(authority))
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
