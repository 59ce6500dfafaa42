"""The builder of scenarios, with what was chosen in its address; the pages of stored scenarios."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jalons.footprint.engine.analysis.cards import EXPERT, PLAIN
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.store import load_pack
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.footprint.web.scenarios import actions, tables
from jalons.footprint.web.scenarios.builder import Builder, proposed_name
from jalons.footprint.web.scenarios.cart import ADDED, OPENED, Cart
from jalons.footprint.web.scenarios.forms import AimForm, NameForm
from jalons.footprint.web.scenarios.levers import problem_words
from jalons.footprint.web.scenarios.models import SavedScenario
from jalons.footprint.web.scenarios.proposals import Effect, RoadmapLink, link_to, made_from
from jalons.footprint.web.scenarios.queries import every_scenario
from jalons.footprint.web.scenarios.queries import scenarios as stored_for
from jalons.footprint.web.scenarios.register import levers, scenarios
from jalons.footprint.web.scenarios.simulation import Run, run, run_stored
from jalons.footprint.words.scenario import summarise_scenario
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.register.pages import url_of
from jalons.foundation.register.views import in_trash, list_page, record_page, to_record
from jalons.kernel import Interval, JalonsError


@require_GET
@within_authority(Role.READER)
def workshop(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    assessed = find_assessed(authority, pk)
    cart, may_write = Cart.of(request.GET), _may_write(request)
    builder = Builder(assessed, cart, request.GET, made_from(authority) if may_write else None)
    if address := builder.added():
        return redirect(f"{address}#choix")
    stored = list(stored_for(assessed.inventory).select_related("authority"))
    removed, back = builder.removed()
    context: dict[str, Any] = {
        "inventory": assessed.inventory, "builder": builder, "cart": cart, "stored": stored,
        "lines": builder.lines(), "cards": builder.cards(PLAIN), "lacking": builder.lacking(),
        "expert": builder.cards(EXPERT), "removed": removed, "back": back, "way": None,
        "aims": AimForm(request.GET if cart.year or cart.objective else None),
    }  # fmt: skip
    context["expert_opened"] = request.GET.get(ADDED, request.GET.get(OPENED)) in EXPERT
    if cart.levers:
        context |= _tried(assessed, cart, context["aims"])
        names = () if cart.name else [each.name for each in stored]
        name = cart.name or proposed_name(cart, names)
        context["name_form"] = NameForm(initial={"name": name})
    return render(request, "footprint/scenarios.html", context)


def _may_write(request: HttpRequest) -> bool:
    return bool(request.role.allows(Role.CONTRIBUTOR))  # type: ignore[attr-defined]


def _tried(assessed: AssessedInventory, cart: Cart, aims: AimForm) -> dict[str, Any]:
    """The effect of a cart together, or why it cannot be known."""
    wanted = aims.aims() if aims.is_valid() else {}
    try:
        return _shown(run(assessed, cart.levers, **wanted))
    except FootprintError as error:
        return {"problem": problem_words(error)}


def _shown(found: Run) -> dict[str, Any]:
    """The effect of levers, for the templates."""
    lang = page_language.lang()
    scenario, way = found
    summary = summarise_scenario(scenario, load_pack(), way=way, lang=lang)
    outcome: dict[str, Any] = {
        "summary": summary,
        "fall": tables.Fall.of(scenario, summary, lang),
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
    """Store what was chosen, under a name; nothing was stored until then."""
    assessed = find_assessed(authority, pk)
    cart, name, aims = Cart.of(request.POST), NameForm(request.POST), AimForm(request.POST)
    cart = replace(cart, name=request.POST.get("name", "")[:100])
    if not (name.is_valid() and aims.is_valid()):
        for error in chain(*name.errors.values(), *aims.errors.values()):
            messages.error(request, str(error))
    else:
        try:
            stored, batch = actions.store_scenario(
                assessed=assessed,
                user=request.user,
                name=name.cleaned_data["name"],
                levers=cart.levers,
                **aims.aims(),
            )
        except JalonsError as error:
            messages.error(request, problem_words(error), "bad")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages), "bad")
        else:
            return to_record(scenarios, stored, batch)
    return redirect(cart.url(assessed.inventory))


@require_GET
@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Redirects to the builder of the latest inventory."""
    del request
    latest = _latest(authority)
    if latest is None:
        return redirect("footprint_index", authority.slug)
    return redirect(Cart().url(latest))


def _latest(authority: Authority) -> InventoryFile | None:
    """The latest inventory whose footprint is known."""
    known = queries.inventories(authority).filter(state=InventoryFile.State.ASSESSED)
    return known.first()


@require_GET
@within_authority(Role.READER)
def listed(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The stored scenarios; without an inventory, what to bring first."""
    return list_page(scenarios, request, inventory=_latest(authority))  # type: ignore[return-value]


@require_GET
@within_authority(Role.READER)
def scenario(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """A stored scenario: its levers, what they change today, or why that is not known."""
    stored = every_scenario(authority).filter(pk=pk).first()
    if stored is None:
        return in_trash(scenarios, request, pk)
    assessed = queries.latest_assessment(stored.inventory)
    workshop_url = Cart.of_stored(stored).url(stored.inventory)
    context: dict[str, Any] = {"levers": levers(stored), "workshop": workshop_url}
    if assessed is not None:
        try:
            found = run_stored(stored, assessed)
        except FootprintError as error:
            context["problem"] = problem_words(error)
        else:
            context |= _shown(found)
            if _may_write(request):
                context["action"] = _action(stored, assessed, found)
    return record_page(scenarios, request, stored, **context)


def _action(stored: SavedScenario, assessed: AssessedInventory, found: Run) -> RoadmapLink | None:
    """The action of the roadmap that stands for a stored scenario, or where to make it."""
    change = found.scenario.change(CLIMATE)
    effect = Effect(assessed, change.difference, change.subject.unit, found.scenario.steps)
    return link_to(made_from(stored.authority), stored.name, url_of(scenarios, stored), effect)
