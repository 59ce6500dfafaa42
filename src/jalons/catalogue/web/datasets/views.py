"""A dataset: its panels, its files and their versions, its area, its publication."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jalons.catalogue.web.datasets import actions, queries
from jalons.catalogue.web.datasets.models import Dataset, Distribution, FileVersion
from jalons.catalogue.web.datasets.panels import blockers_of, panels
from jalons.catalogue.web.datasets.register import FIELDS, UploadForm, audience, datasets, state
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import moment_words, number_words
from jalons.foundation.places.maps import BACKDROP, Area, Map
from jalons.foundation.publishing.models import Published
from jalons.foundation.register import pages
from jalons.foundation.register.models import as_validation
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.pages import url_of
from jalons.foundation.register.views import move, record, to_record
from jalons.foundation.territories import queries as territories
from jalons.kernel import JalonsError

_step = move(datasets)
SIDES, SHOWN = 4, 50  # of an area; versions on a page


def _more(request: HttpRequest, found: Dataset) -> dict[str, Any]:
    """What the page of a dataset adds: marks, panels, reasons not to publish, its area."""
    known = [name for name in FIELDS[2:] if getattr(found, name) not in {"", None}]
    shown = Published.objects.of(found.authority).filter(urn=str(found.urn)).exists()
    return {
        "facts": pages.facts(datasets, found, *known),
        "marks": (audience(found), state(found), queries.freshness_cell(found)),
        "panels": panels.of(found),
        "blockers": blockers_of(found),
        "upload_url": url_of(datasets, found, "upload"),
        "is_shown": shown,
        "may_show": not shown and pages.allows(request, Role.ADMINISTRATOR)
        and found.authority.may_publish,
        "choose_url": reverse("publication_choose", args=[found.authority.slug, queries.SHELF]),
        "area_url": url_of(datasets, found, "area"),
        "has_territory": found.authority.territory_id is not None,
        **_area(found),
    }  # fmt: skip


dataset = record(datasets, _more)


def _area(found: Dataset) -> dict[str, Any]:
    """The map of the area of a dataset, and its table."""
    if not found.area or len(found.area) != SIDES:
        return {}
    west, south, east, north = found.area
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    title = _("Area of the data")
    territory = found.authority.territory
    behind = territories.areas(territory, level=BACKDROP) if territory else ()
    labels = (_("West"), _("South"), _("East"), _("North"))
    limits = tuple((label, number_words(value, 4)) for label, value in
                   zip(labels, found.area, strict=True))  # fmt: skip
    columns = (Column(_("Side")), Column(_("Degrees"), numeric=True))
    areas = (*behind, Area(str(found), (ring,), 1))
    drawn = Map(_("On the map"), areas, legend=(title,)) if behind else None
    return {"drawn": drawn, "limits": Table(_("Its limits"), columns, limits)}


@within_authority(Role.CONTRIBUTOR)
def step(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
    """A step taken with a dataset; an administrator may show it to everybody at once."""
    answer = _step(request, authority.slug, pk=pk)
    if "show" in request.POST and pages.allows(request, Role.ADMINISTRATOR):
        found = queries.published(authority).filter(pk=pk).first()
        if found is not None:
            actions.show(request.user, found)
    return answer


# Files --------------------------------------------------------------------------------------------


def _distribution(dataset: Dataset, pk: UUID) -> Distribution:
    found: Distribution = or_404(queries.distributions(dataset).filter(pk=pk).first())
    return found


def _uploaded(
    request: HttpRequest, found: Dataset, line: Distribution | None
) -> tuple[UploadForm, Distribution | None]:
    """The form of a file, and the distribution that has it when it was stored."""
    if request.method != "POST":
        return UploadForm(is_new=line is None), None
    form = UploadForm(request.POST, request.FILES, is_new=line is None)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            return form, actions.store_file(
                request.user, found, sent["file"], name=sent.get("name", ""), distribution=line,
                updated_on=sent["updated_on"],
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error.messages)
        except JalonsError as error:
            form.add_error("file", as_validation(error, found).messages)
    return form, None


@within_authority(Role.CONTRIBUTOR)
def upload(
    request: HttpRequest, authority: Authority, pk: UUID, part_pk: UUID | None = None
) -> HttpResponse:
    """A file of data, stored as a new distribution or as the next version of one."""
    found = pages.record_or_404(datasets, authority, pk)
    line = _distribution(found, part_pk) if part_pk else None
    form, stored = _uploaded(request, found, line)
    if stored is not None:
        return to_record(datasets, found, None)
    back = url_of(datasets, found)
    trail = (str(found), back, _("Bring the next version") if line else _("Bring a file"))
    return pages.render(datasets, request, "upload", form=form, record=found, line=line,
                        back=back, trail=trail)  # fmt: skip


@require_safe
@within_authority(Role.READER)
def versions(request: HttpRequest, authority: Authority, pk: UUID, part_pk: UUID) -> HttpResponse:
    """The present file of a distribution and its earlier ones."""
    found = pages.record_or_404(datasets, authority, pk)
    line = _distribution(found, part_pk)
    earlier = [(each, queries.size_words(each.size), moment_words(each.dropped_at))
               for each in queries.versions(line)[:SHOWN]]  # fmt: skip
    trail = (str(found), url_of(datasets, found), str(line))
    return pages.render(datasets, request, "versions", record=found, line=line, trail=trail,
                        size=queries.size_words(line.size or 0), earlier=earlier,
                        stored=line.stored_at and moment_words(line.stored_at))  # fmt: skip


def _version(authority: Authority, pk: UUID, version: UUID) -> FileVersion:
    found = pages.record_or_404(datasets, authority, pk)
    rows = FileVersion.objects.of(authority).select_related("distribution__dataset__authority")
    rows = rows.filter(distribution__dataset=found, distribution__deleted_at=None)
    known: FileVersion = or_404(rows.filter(pk=version).first())
    return known


@require_safe
@within_authority(Role.READER)
def file(_request: HttpRequest, authority: Authority, pk: UUID, **of: UUID) -> FileResponse:
    """The present file of a distribution, or an earlier one."""
    if "version" in of:
        earlier = _version(authority, pk, of["version"])
        return sent_file(earlier.file, earlier.name)
    line = _distribution(pages.record_or_404(datasets, authority, pk), of["part_pk"])
    return sent_file(line.file, line.file_name)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def erase_version(
    request: HttpRequest, authority: Authority, pk: UUID, version: UUID
) -> HttpResponse:
    """An earlier file, erased for good."""
    found = _version(authority, pk, version)
    actions.erase_version(request.user, found)
    messages.success(request, _("“%(name)s” is erased for good.") % {"name": found.name}, "good")
    return redirect("dataset_versions", authority.slug, pk, found.distribution_id)


def sent_file(stored: Any, name: str) -> FileResponse:
    """A stored file, sent piece by piece under its own name; 404 when it is no longer there.

    A browser saves it and never shows it: a file may be a page made to harm.
    """
    try:
        stream = stored.open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    answer = FileResponse(stream, as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@within_authority(Role.CONTRIBUTOR)
def area(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The data cover the whole territory."""
    found = pages.record_or_404(datasets, authority, pk)
    try:
        batch = actions.cover_territory(request.user, found)
    except (JalonsError, ValidationError) as error:
        messages.error(request, refusal_words(error), "bad")
        batch = None
    return to_record(datasets, found, batch)
