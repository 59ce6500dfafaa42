"""The scenario workshop, with its levers in the address; the pages of stored scenarios."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.store import load_pack
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.web.scenarios import actions, tables
from jalons.footprint.web.scenarios.forms import LeverForm, NameForm
from jalons.footprint.web.scenarios.levers import fields_of
from jalons.footprint.web.scenarios.models import SavedScenario
from jalons.footprint.web.scenarios.queries import every_scenario
from jalons.footprint.web.scenarios.queries import scenarios as stored_for
from jalons.footprint.web.scenarios.register import levers, scenarios
from jalons.footprint.web.scenarios.simulation import Run, run, run_stored
from jalons.footprint.words.scenario import summarise_scenario
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.page_language import error_words
from jalons.foundation.register.views import in_trash, record_page, to_record
from jalons.kernel import Interval, JalonsError


@within_authority(Role.READER)
def workshop(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    assessed = find_assessed(authority, pk)
    form = LeverForm(request.GET or None, found=queries.assessment_of(assessed))
    stored = stored_for(assessed.inventory).select_related("authority")
    context: dict[str, Any] = {"inventory": assessed.inventory, "form": form, "stored": stored}
    context["name"] = request.GET.get("nom", "")
    if form.is_valid():
        try:
            context |= _shown(run(assessed, form.levers(), **form.aims()))
        except FootprintError as error:
            context["problem"] = error_words(error)
        else:
            context["query"] = request.GET.urlencode()
            context["name_form"] = NameForm(initial={"name": context["name"]})
    return render(request, "footprint/scenarios.html", context)


def _shown(found: Run) -> dict[str, Any]:
    """The effect of levers, for the templates."""
    lang = page_language.lang()
    scenario, way = found
    outcome: dict[str, Any] = {
        "summary": summarise_scenario(scenario, load_pack(), way=way, lang=lang),
        "stage_changes": tables.scenario_changes(scenario, lang),
        "moves_electricity": scenario.electricity_kwh != Interval.exact(0),
        "way": way,
    }
    if way:
        outcome["way_chart"], outcome["way_table"] = tables.way(way, lang)
    return outcome


@within_authority(Role.CONTRIBUTOR)
@require_POST
def store(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    assessed = find_assessed(authority, pk)
    query = QueryDict(request.POST.get("query", ""))
    form = LeverForm(query, found=queries.assessment_of(assessed))
    name = NameForm(request.POST)
    if name.is_valid() and form.is_valid():
        try:
            stored, batch = actions.store_scenario(
                assessed=assessed,
                user=request.user,
                name=name.cleaned_data["name"],
                levers=form.levers(),
                **form.aims(),
            )
        except JalonsError as error:
            messages.error(request, error_words(error), "bad")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages), "bad")
        else:
            return to_record(scenarios, stored, batch)
    elif not name.is_valid():
        messages.error(request, _("Give the scenario a name to keep it."))
    return redirect(_workshop(assessed.inventory, query.urlencode()))


@require_GET
@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Redirects to the workshop of the latest inventory."""
    del request
    latest = queries.inventories(authority).filter(state=InventoryFile.State.ASSESSED).first()
    if latest is None:
        return redirect("footprint_index", authority.slug)
    return redirect(_workshop(latest))


@require_GET
@within_authority(Role.READER)
def scenario(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """A stored scenario: its levers, what they change today, or why that is not known."""
    stored = every_scenario(authority).filter(pk=pk).first()
    if stored is None:
        return in_trash(scenarios, request, pk)
    assessed = queries.latest_assessment(stored.inventory)
    context: dict[str, Any] = {"levers": levers(stored), "workshop": _workshop_of(stored)}
    if assessed is not None:
        try:
            context |= _shown(run_stored(stored, assessed))
        except FootprintError as error:
            context["problem"] = error_words(error)
    return record_page(scenarios, request, stored, **context)


def _workshop_of(stored: SavedScenario) -> str:
    """The workshop with the levers of a stored scenario, which storing again replaces."""
    fields = fields_of(stored.levers, target=stored.target_year, objective=stored.percent_less)
    return _workshop(stored.inventory, urlencode({**fields, "nom": stored.name}))


def _workshop(inventory: InventoryFile, query: str = "") -> str:
    page = reverse("footprint_scenarios", args=[inventory.authority.slug, inventory.pk])
    return f"{page}?{query}" if query else page
