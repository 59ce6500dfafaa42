"""The page of a diagnosis: sentence, map, table, why; and its files."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import components
from jalons.foundation.design.components import Cell, Table
from jalons.foundation.design.page_language import error_words, lang
from jalons.foundation.listing.declaration import PER_PAGE, Column
from jalons.foundation.listing.export import FORMATS, Sheet, export
from jalons.foundation.places.maps import Map
from jalons.foundation.register.pages import record_or_404
from jalons.foundation.register.views import in_trash, record_page
from jalons.foundation.tasks.models import StoredError
from jalons.foundation.tasks.views import follow
from jalons.foundation.territories.models import Territory
from jalons.inclusion.engine.index.values import AreaResult, Diagnosis
from jalons.inclusion.web.commune_map import commune_map
from jalons.inclusion.web.diagnosis import actions, queries
from jalons.inclusion.web.diagnosis.register import diagnoses
from jalons.inclusion.words import index as words
from jalons.inclusion.words.sentences import say
from jalons.wording import format_number

CLASSES = (0.05, 0.2, 0.5, 0.8)  # probabilities that part the classes of the map
SORTS = {"nom": "name", "rang": "low", "chance": "fifth"}


@require_safe
@within_authority(Role.READER)
def record(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A diagnosis: sentence first; the municipality of the address explained."""
    rows = diagnoses.of(authority).filter(pk=pk)
    found = rows.first()
    if found is None:
        return in_trash(diagnoses, request, pk)
    known = queries.result(found)
    page = record_page(
        diagnoses, request, found, known=known, sentence=queries.headline(rows), files=FORMATS,
        stale=known and found.stamp != queries.stamp(found),
        problem=found.problem and error_words(StoredError(**found.problem)),
        **(_shown(request, known) if known else {}),
    )  # fmt: skip
    if known is None and not found.problem:
        page["Refresh"] = "2"
    return page


def _columns(known: Diagnosis) -> list[Column]:
    """What is said of a municipality, on the page and in a file."""
    tongue = lang()
    heads = [say(f"index.head.{each}", tongue) for each in ("name", "rank", "fifth", "why")]
    return [
        Column(heads[0], lambda each: Cell(each.name, url=f"?commune={each.code}#pourquoi",
                                           mark=", ".join(words.marks(each, tongue))), "nom"),
        Column(heads[1], lambda each: words.rank_words(each, known, tongue), "rang"),
        Column(heads[2], lambda each: Cell(words.fifth_words(each, tongue), each.fifth), "chance"),
        Column(heads[3], lambda each: words.reasons(each, known, tongue)),
    ]  # fmt: skip


def _shown(request: HttpRequest, known: Diagnosis) -> dict[str, Any]:
    """What the page of a result shows under its sentence."""
    sort, columns = request.GET.get("sort", "-chance"), _columns(known)
    key = attrgetter(SORTS.get(sort.lstrip("-"), "fifth"))
    rows = sorted(known.areas, key=lambda each: key(each) or 0, reverse=sort.startswith("-"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    heads = tuple(components.Column(str(each.label), sort=each.sort) for each in columns)
    cells = tuple(tuple(column.of(each) for column in columns) for each in page)
    why = next((each for each in known.areas if each.code == request.GET.get("commune")), None)
    return {
        "page": page, "map": _map(known), "doubts": words.doubts(known, lang()),
        "table": Table(_("Municipalities"), heads, cells, sorted_by=sort),
        "why": why and _why(why, known), "method": words.method(known, lang()),
    }  # fmt: skip


def _why(area: AreaResult, known: Diagnosis) -> Table:
    """What each indicator adds to the score of a municipality."""
    heads = (_("Indicator"), _("Value"), _("Weight"), _("Points above the middle"))
    parts = zip(known.indicators, area.values, area.estimated, area.gaps, strict=True)
    rows = tuple(
        (words.label(each.id, lang()),
         Cell(words.value_words(each.id, value, lang()), mark=_("estimated") if guess else ""),
         str(each.weight), format_number(gap, lang(), 0)) for each, value, guess, gap in parts
    )  # fmt: skip
    columns = tuple(components.Column(each, numeric=each != heads[0]) for each in heads)
    return Table(_("Why %(name)s") % {"name": area.name}, columns, rows)


def _map(known: Diagnosis) -> Map | None:
    """The probabilities by class; None for one municipality or for too many."""
    level = {each.code: None if each.fifth is None else 1 + bisect_right(CLASSES, each.fifth)
             for each in known.areas}  # fmt: skip
    if len(level) < 2:
        return None
    shares = {each.code: words.fifth_words(each, lang()) for each in known.areas
              if each.fifth is not None}  # fmt: skip
    legend = (_("under 5 %"), _("5 to 20 %"), _("20 to 50 %"), _("50 to 80 %"), _("over 80 %"))
    title = _("Probability to be in the most fragile fifth")
    communes = Territory.objects.filter(kind=Territory.Kind.COMMUNE, code__in=level)
    return commune_map(communes, title, level, legend=legend, unknown=_("unknown"), values=shares)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def again(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Compute with the data of today."""
    return follow(actions.compute(record_or_404(diagnoses, authority, pk), request.user))


@require_safe
@within_authority(Role.READER)
def table(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponseBase:  # noqa: ARG001
    """Every municipality with its interval, as a file."""
    found = record_or_404(diagnoses, authority, pk)
    known = queries.result(found)
    if kind not in FORMATS or known is None:
        raise Http404
    names = {"code": _("Code"), "people": _("Residents"), "score": _("Score"),
             "low": _("Rank from"), "high": _("Rank to"), "fifth": _("Probability")}  # fmt: skip
    numbers = [Column(title, attrgetter(name)) for name, title in names.items()]
    columns = [*_columns(known), *numbers]
    return export(kind, f"fragilite-{found.code}", Sheet(found.name, columns, known.areas))
