"""The scenario workshop: levers in the address, so that a scenario can be shared as a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jalons.footprint.engine.inventory import FootprintError
from jalons.footprint.engine.levers import LIFE_STAGES, parse_lever
from jalons.footprint.engine.results import Assessment
from jalons.footprint.engine.scenario_summary import summarise_scenario
from jalons.footprint.engine.wording import say
from jalons.footprint.store import load_pack
from jalons.footprint.web.inventories import actions, queries
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.inventories.views import find, find_assessed
from jalons.footprint.web.scenarios import tables
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.fields import NumberField
from jalons.foundation.design.page_language import error_words
from jalons.kernel import Interval

ROWS = (1, 2)  # how many kinds of device one lever may concern at once
PULLED = frozenset({"unused", "screens", "virtualise", "pue", "host", "print", "custom"})


class LeverForm(forms.Form):
    """The levers, each left empty when it is not pulled."""

    screens = forms.FloatField(
        label=gettext_lazy("Screens per desk, at most"), min_value=0, max_value=10, required=False
    )
    unused = forms.BooleanField(
        label=gettext_lazy("Let go of what nobody uses (counted in stock or missing)"),
        required=False,
    )
    virtualise = forms.FloatField(
        label=gettext_lazy("Physical servers gathered on one host"),
        min_value=1,
        max_value=100,
        required=False,
    )
    pue = forms.FloatField(
        label=gettext_lazy("PUE of the server rooms, after works or with a provider"),
        min_value=1,
        max_value=5,
        required=False,
    )
    host = forms.CharField(
        label=gettext_lazy("Country the server rooms move to"),
        help_text=gettext_lazy("Its name or its two-letter code: Sweden, SE."),
        max_length=60,
        required=False,
    )
    print = forms.FloatField(
        label=gettext_lazy("Print less, in % of the paper"),
        help_text=gettext_lazy("Computed when the inventory tells the paper bought in a year."),
        min_value=0,
        max_value=100,
        required=False,
    )
    target = forms.IntegerField(
        label=gettext_lazy("Target year, to see the way there"),
        min_value=2020,
        max_value=2100,
        required=False,
    )
    objective = forms.FloatField(
        label=gettext_lazy("Your own objective by that year, in % less"),
        help_text=gettext_lazy("Yours, if you have one: nothing is imposed."),
        min_value=0,
        max_value=100,
        required=False,
    )

    def __init__(self, *args: Any, found: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang, pack = page_language.lang(), load_pack()
        held = sorted(
            (pack.devices[name].plural.get(lang, name), name)
            for name in {each.device for each in found.devices}
        )
        devices = [("", _("— none —")), *((name, label) for label, name in held)]
        pulled: dict[str, forms.Field] = {}
        for row in ROWS:
            pulled[f"keep{row}"] = forms.ChoiceField(
                label=_("Keep longer"), choices=devices, required=False
            )
            pulled[f"years{row}"] = forms.FloatField(
                label=_("… by how many years"), min_value=0, max_value=20, required=False
            )
            pulled[f"refurbished{row}"] = forms.ChoiceField(
                label=_("Buy refurbished"), choices=devices, required=False
            )
            pulled[f"share{row}"] = forms.FloatField(
                label=_("… for which share of purchases, in %"),
                min_value=0,
                max_value=100,
                required=False,
            )
        free: dict[str, forms.Field] = {
            "custom": forms.ChoiceField(label=_("Your own lever"), choices=devices, required=False),
            "stage": forms.ChoiceField(
                label=_("… on which stage of life"),
                choices=[(each.value, say(f"stage.{each.value}", lang)) for each in LIFE_STAGES],
                required=False,
            ),
            "times": NumberField(
                label=_("… multiplied by"),
                help_text=_("0.8: a fifth less; 1.1: a tenth more."),
                min_value=0,
                max_value=10,
                required=False,
            ),
        }
        last = {name: self.fields.pop(name) for name in ("target", "objective")}
        self.fields = pulled | self.fields | free | last

    def levers(self) -> list[str]:
        """The levers pulled, as the command line writes them."""
        given = self.cleaned_data
        pulled = [
            f"keep:{given[f'keep{row}']}:{given[f'years{row}']:g}"
            for row in ROWS
            if given[f"keep{row}"] and given[f"years{row}"]
        ]
        pulled += [
            f"refurbished:{given[f'refurbished{row}']}:{given[f'share{row}'] / 100:g}"
            for row in ROWS
            if given[f"refurbished{row}"] and given[f"share{row}"]
        ]
        pulled += [
            f"{name}:{given[name]:g}"
            for name in ("screens", "virtualise", "pue")
            if given[name] is not None
        ]
        if given["host"]:
            pulled.append(f"host:{_country(given['host'])}")
        if given["print"]:
            pulled.append(f"print:{given['print'] / 100:g}")
        if given["custom"] and given["times"] is not None:
            stage = given["stage"] or LIFE_STAGES[0].value
            pulled.append(f"custom:{given['custom']}:{stage}:{given['times']:g}")
        return [*pulled, "unused"] if given["unused"] else pulled


def _country(written: str) -> str:
    """The code of a country written by its name or its code; as written when none is known."""
    asked = written.strip().casefold()
    for code, names in load_pack().places.items():
        if asked in {code.casefold(), *(name.casefold() for name in names.values())}:
            return code
    return written.strip()


def query_of(levers: Sequence[str], *, target: int | None, objective: float | None) -> str:
    """The query of the workshop that pulls these levers, valid ones of the command line.

    ``objective`` is in percent less. Raises ``FootprintError`` (``lever_not_kept``) for what the
    workshop has no place for.
    """
    given: dict[str, Any] = {"target": target, "objective": objective}
    for lever in levers:
        kind, *parts = lever.strip().split(":")
        if kind in {"keep", "refurbished"}:
            row = next((row for row in ROWS if f"{kind}{row}" not in given), None)
            if row is None:
                raise FootprintError("lever_not_kept", lever=lever)
            value = float(parts[1].replace(",", "."))
            given[f"{kind}{row}"] = parts[0]
            second = f"years{row}" if kind == "keep" else f"share{row}"
            given[second] = f"{value if kind == 'keep' else value * 100:g}"
        elif kind in given or kind not in PULLED:
            raise FootprintError("lever_not_kept", lever=lever)
        elif kind == "custom":
            given |= dict(zip(("custom", "stage", "times"), parts, strict=True))
        elif kind == "print":
            given[kind] = f"{float(parts[0].replace(',', '.')) * 100:g}"
        else:
            given[kind] = parts[0] if parts else "on"
    return urlencode({name: value for name, value in given.items() if value is not None})


class KeepForm(forms.Form):
    """A name for a scenario."""

    name = forms.CharField(label=gettext_lazy("Name of this scenario"), max_length=100)
    query = forms.CharField(widget=forms.HiddenInput, max_length=2000)


@within_authority(Role.READER)
def workshop(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Levers and what they would change."""
    assessed = find_assessed(authority, pk)
    found = queries.assessment_of(assessed)
    form = LeverForm(request.GET or None, found=found)
    context: dict[str, Any] = {
        "inventory": assessed.inventory,
        "form": form,
        "kept": [
            (each, _address(assessed, each.levers))
            for each in queries.scenarios(assessed.inventory)
        ],
    }
    if form.is_valid():
        try:
            context |= _outcome(assessed, form)
        except FootprintError as error:
            context["problem"] = error_words(error)
        else:
            context["query"] = request.GET.urlencode()
            context["keep_form"] = KeepForm()
    return render(request, "footprint/scenarios.html", context)


def _outcome(assessed: AssessedInventory, form: LeverForm) -> dict[str, Any]:
    pack, lang = load_pack(), page_language.lang()
    levers = [parse_lever(text, pack) for text in form.levers()]
    study = queries.study_of(assessed)
    scenario = study.run(levers)
    target, less = form.cleaned_data["target"], form.cleaned_data["objective"]
    way = study.way(
        levers,
        start=assessed.extracted_on.year,
        target=target,
        change=None if less is None else -less / 100,
    )
    outcome: dict[str, Any] = {
        "told": summarise_scenario(scenario, pack, way=way, lang=lang),
        "stage_changes": tables.scenario_changes(scenario, lang),
        "moves_electricity": scenario.electricity_kwh != Interval.exact(0),
        "way": way,
    }
    if way:
        outcome["way_chart"], outcome["way_table"] = tables.way(way, lang)
    return outcome


def _address(assessed: AssessedInventory, query: str) -> str:
    page = reverse("footprint_scenarios", args=[assessed.authority.slug, assessed.inventory_id])
    return f"{page}?{query}"


@within_authority(Role.CONTRIBUTOR)
@require_POST
def keep(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Keep the levers of an address under a name."""
    assessed = find_assessed(authority, pk)
    form = KeepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the scenario a name to keep it."))
        return redirect("footprint_scenarios", authority.slug, pk)
    query = urlencode(parse_qsl(form.cleaned_data["query"]))
    levers = LeverForm(QueryDict(query), found=queries.assessment_of(assessed))
    if levers.is_valid():
        actions.keep_scenario(
            inventory=assessed.inventory,
            user=request.user,
            name=form.cleaned_data["name"],
            query=query,
        )
        messages.success(request, _("The scenario is kept."))
    return redirect(_address(assessed, query))


@within_authority(Role.CONTRIBUTOR)
@require_POST
def delete(request: HttpRequest, authority: Authority, pk: UUID, scenario: int) -> HttpResponse:
    """Forget a scenario; its levers stay in the journal."""
    inventory = find(authority, pk)
    kept = get_object_or_404(queries.scenarios(inventory), pk=scenario)
    actions.delete_scenario(scenario=kept, user=request.user)
    return redirect("footprint_scenarios", authority.slug, pk)
