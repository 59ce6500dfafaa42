"""The fleet line by line: filtered, sorted, exported, corrected, with its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.footprint.engine.inventory.corrections import Correction, effect, ranges_of
from jalons.footprint.engine.inventory.line import Inventory
from jalons.footprint.web.fleet import actions as corrections
from jalons.footprint.web.fleet import queries as fleet_queries
from jalons.footprint.web.fleet import tables as fleet_tables
from jalons.footprint.web.fleet.forms import CorrectionForm, FilterForm
from jalons.footprint.web.fleet.queries import ALL, COMPUTED, NAMES, TICKED, FoundLines
from jalons.footprint.web.inventories import journal_words, queries
from jalons.footprint.web.inventories.lookups import find, find_assessed
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.footprint.web.labels import XLSX
from jalons.footprint.words.export import as_csv, as_xlsx, line_table
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.ticks import shows_all
from jalons.foundation.journal.queries import history
from jalons.foundation.tasks.views import follow

PER_PAGE = 15
CHANGES_PER_PAGE = 20
EVENTS = 15  # lines of the journal shown under the corrections
UNPROCESSABLE, CONFLICT = 422, 409
MINE, THEIRS = "mine", "theirs"


@within_authority(Role.READER)
def lines(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    assessed = find_assessed(authority, pk)
    query, sort = request.GET, request.GET.get("sort", "")
    facets = fleet_queries.facets(assessed)
    wanted = fleet_queries.filter_of(query)
    found = Paginator(FoundLines(assessed, wanted, sort), PER_PAGE)
    page = found.get_page(query.get("page"))
    filters = {name: query[name] for name in (*NAMES.values(), "sort") if query.get(name)}
    ticked = fleet_queries.ticked(assessed, query, shown=page)
    if shows_all(query):
        return redirect(f"{request.path}?{ticked.query}&{COMPUTED}={assessed.pk}")
    context = {
        "ticks": ticked,
        "inventory": assessed.inventory,
        "assessed": assessed,
        "form": FilterForm(query, facets=facets, lang=page_language.lang()),
        "page": page,
        "total": facets.lines,
        "corrected": facets.corrected,
        "headings": fleet_tables.headings(query, sort),
        "rows": fleet_tables.lines(page, page_language.lang()),
        "filtered": any(name in filters for name in NAMES.values()),
        "filters": filters,
        "query": _encoded(filters),
        "sort": sort,
    }
    return render(request, "footprint/fleet.html", context)


def _encoded(filters: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(filters)
    return query.urlencode()


@within_authority(Role.READER)
def export(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    if kind not in {"csv", "xlsx"}:
        raise Http404
    assessed = find_assessed(authority, pk)
    wanted = fleet_queries.filter_of(request.GET)
    found = FoundLines(assessed, wanted, request.GET.get("sort", "")).lines()
    lang = page_language.lang()
    inventory = Inventory(found, (), assessed.extracted_on, found.height)
    heads, rows = line_table(inventory, found, queries.pack_of(assessed), lang)
    heads.append(_("Corrected by a person"))
    for row, said in zip(rows, found["corrected"].fill_null(""), strict=True):
        fields = [fleet_tables.field_name(each, lang) for each in said.split(",") if each]
        row.append(", ".join(fields))
    content = as_csv(heads, rows) if kind == "csv" else as_xlsx(_("Fleet"), heads, rows)
    media = "text/csv; charset=utf-8" if kind == "csv" else XLSX
    response = HttpResponse(content, content_type=media)
    stem = slugify(assessed.inventory.name.rsplit(".", 1)[0]) or "inventaire"
    response["Content-Disposition"] = f'attachment; filename="{stem}-parc.{kind}"'
    return response


@within_authority(Role.CONTRIBUTOR)
def correct(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Correct the lines chosen: a form, a preview, then the job that applies it."""
    inventory = find(authority, pk)
    selection = QueryDict(request.POST.get("selection", "")) if request.POST else request.GET
    assessed = fleet_queries.assessment_seen(inventory, selection)
    if assessed is None:
        return redirect("footprint_columns", authority.slug, pk)
    chosen = fleet_queries.chosen_lines(assessed, selection)
    if not chosen.height:
        messages.error(request, _("Tick at least one line, or take all that the filter finds."))
        return redirect("footprint_fleet", authority.slug, pk)
    query = selection.copy()
    query[COMPUTED] = str(assessed.pk)
    context: dict[str, Any] = {
        "inventory": inventory,
        "count": chosen.height,
        "selection": query.urlencode(),
        "back": _address(inventory, selection),
    }
    form = CorrectionForm(
        request.POST or None, lang=page_language.lang(), today=timezone.localdate()
    )
    context["form"] = form
    if request.method != "POST" or "edit" in request.POST:
        return render(request, "footprint/correct.html", context)
    if not form.is_valid():
        return render(request, "footprint/correct.html", context, status=UNPROCESSABLE)
    wanted = form.corrections(ranges_of(chosen))
    return _preview_or_apply(request, assessed, wanted, context)


def _preview_or_apply(
    request: HttpRequest,
    assessed: AssessedInventory,
    wanted: list[Correction],
    context: dict[str, Any],
) -> HttpResponse:
    """A preview with what others corrected meanwhile; or the job that applies the corrections."""
    inventory = assessed.inventory
    seen = _number(request.POST.get("seen"), assessed.revision)
    disputed = corrections.clashes(inventory, wanted, seen=seen)
    answer = request.POST.get("meanwhile", "")
    others = queries.revision(inventory) > assessed.revision
    if "apply" in request.POST and (not disputed or answer in {MINE, THEIRS}):
        applied = corrections.without_clashes(wanted, disputed) if answer == THEIRS else wanted
        # The corrections of others until ``known`` were read and answered; later ones ask again.
        known = _number(request.POST.get("known"), seen) if answer else seen
        found_by = request.POST.get("selection", "") if ALL in request.POST["selection"] else ""
        outcome = (
            corrections.correct(
                inventory=inventory,
                user=request.user,
                wanted=applied,
                seen=known,
                found_by=found_by,
            )
            if applied
            else ()
        )
        if not applied:
            messages.info(request, _("Nothing changes: what others said of these lines is kept."))
            return redirect("footprint_fleet", inventory.authority.slug, inventory.pk)
        if not isinstance(outcome, tuple):
            if others:
                messages.info(request, _("Others corrected this inventory meanwhile: both stand."))
            messages.success(request, _("Corrected. You can undo it in the history."))
            return follow(outcome)
        disputed = outcome
    latest = queries.latest_assessment(inventory) or assessed
    effects = [effect(queries.lines_of(latest), each) for each in wanted]
    context |= {
        "effects": fleet_tables.effects(effects, page_language.lang()),
        "changed": max((each.changed for each in effects), default=0),
        "clashes": [fleet_tables.clash_text(each, page_language.lang()) for each in disputed],
        "disputed": sum(each.count for each in disputed),
        "seen": seen,
        "known": queries.revision(inventory),
        "form_data": [
            (name, value)
            for name in context["form"].fields
            for value in request.POST.getlist(name)
            if value
        ],
        "late": "apply" in request.POST,
    }
    status = CONFLICT if disputed else 200
    return render(request, "footprint/correct_preview.html", context, status=status)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else default


def _address(inventory: InventoryFile, selection: QueryDict) -> str:
    """The address of the fleet page with the filters of a selection."""
    page = reverse("footprint_fleet", args=[inventory.authority.slug, inventory.pk])
    query = selection.copy()
    for name in (TICKED, ALL, COMPUTED):
        query.pop(name, None)
    return f"{page}?{query.urlencode()}" if query else page


@within_authority(Role.READER)
def changes(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The corrections of an inventory, and its last lines in the journal."""
    inventory = find(authority, pk)
    page = Paginator(fleet_queries.all_corrections(inventory), CHANGES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "inventory": inventory,
        "page": page,
        "corrections": fleet_tables.history(page, page_language.lang()),
        "events": journal_words.events(history(authority=authority, urn=inventory.urn)[:EVENTS]),
    }
    return render(request, "footprint/corrections.html", context)


@within_authority(Role.CONTRIBUTOR)
@require_POST
def undo(request: HttpRequest, authority: Authority, pk: UUID, correction: int) -> HttpResponse:
    inventory = find(authority, pk)
    stored = get_object_or_404(fleet_queries.all_corrections(inventory), pk=correction)
    if stored.undone_at is None:
        messages.success(request, _("The correction is undone."))
        return follow(corrections.undo(correction=stored, user=request.user))
    return redirect("footprint_corrections", authority.slug, pk)


@within_authority(Role.CONTRIBUTOR)
@require_POST
def again(request: HttpRequest, authority: Authority, pk: UUID, correction: int) -> HttpResponse:
    inventory = find(authority, pk)
    stored = get_object_or_404(fleet_queries.all_corrections(inventory), pk=correction)
    if stored.undone_at is not None:
        messages.success(request, _("The correction is made again."))
        return follow(corrections.redo(correction=stored, user=request.user))
    return redirect("footprint_corrections", authority.slug, pk)
