"""The pages on which a change is typed, tried, then kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import moment_words
from jalons.twin.engine.problems import Problem
from jalons.twin.engine.whatif.change import WhatIfError, read_all
from jalons.twin.engine.whatif.looking import is_a

from . import actions, pages, queries
from .forms import FORMS, NOW, ChangeForm, ScenarioForm
from .models import TwinSnapshot
from .saying import ABOUT, KINDS, kind_words
from .views import UNPROCESSABLE, find, find_snapshot, snapshot_name

NEEDS = {
    "eteindre": ("Streetlight",),
    "baisser": ("Streetlight",),
    "horaires": ("Streetlight",),
    "chaleur": ("ServerRoom", "HeatNeed"),
}
NAMES = {
    "eteindre": gettext_lazy("Switch off from 11 pm to 5 am"),
    "baisser": gettext_lazy("Halve the light at night"),
    "horaires": gettext_lazy("Other hours"),
    "chaleur": gettext_lazy("Heat to a neighbour"),
    "valeur": gettext_lazy("Another value"),
}


@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority, kind: str) -> HttpResponse:
    """A scenario with its first change: tried as often as one likes, then kept."""
    if kind not in FORMS:
        raise Http404
    held = [
        (str(each.pk), _("%(name)s (entities: %(count)s)")
         % {"name": each.name, "count": each.entities})
        for each in queries.snapshots(authority)[:20]
    ]  # fmt: skip
    data = request.POST or None
    scenario = ScenarioForm(data, choices=held, initial={"name": NAMES[kind]})
    asked = request.POST.get("snapshot", NOW)
    chosen = _snapshot(authority, asked) if asked in dict(held) else None
    docs = (
        queries.documents(chosen) if chosen else queries.present(authority, user=request.user).docs
    )
    form = FORMS[kind](data, docs=docs)
    context = _context(kind, form, docs) | {"scenario": scenario}
    # both forms are asked, so that every mistake shows at once
    valid = request.method == "POST" and all([scenario.is_valid(), form.is_valid()])
    if valid:
        name = scenario.cleaned_data["name"]
        try:
            change = form.change()
            if "keep" in request.POST:
                role = str(request.role)  # type: ignore[attr-defined]
                if chosen is None:
                    chosen = actions.take_snapshot(
                        authority=authority, user=request.user, role=role,
                        name=snapshot_name(), now=timezone.now(),
                    )  # fmt: skip
                made = actions.make(
                    snapshot=chosen, user=request.user, role=role, name=name,
                    note=scenario.cleaned_data["note"], changes=[change],
                )  # fmt: skip
                return redirect("twin_whatif", authority.slug, made.pk)
            when = chosen.taken_at if chosen else timezone.now()
            found = queries.tried(authority, docs, [change], when)
            context["summary"] = pages.summary(name, found)
        except (WhatIfError, Problem) as error:
            form.add_error(None, str(error))
    status = UNPROCESSABLE if scenario.errors or form.errors else 200
    return render(request, "twin/whatif/new.html", context, status=status)


@within_authority(Role.CONTRIBUTOR)
def add(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    """One more change at the end of a scenario, tried with those before it, then kept."""
    held = find(authority, pk)
    if kind not in FORMS:
        raise Http404
    docs = queries.documents(find_snapshot(authority, held.snapshot_id))
    form = FORMS[kind](request.POST or None, docs=docs)
    context = _context(kind, form, docs) | {
        "whatif": held,
        "taken": moment_words(held.snapshot.taken_at),
    }
    if request.method == "POST" and form.is_valid():
        try:
            change = form.change()
            if "keep" in request.POST:
                actions.add_change(whatif=held, user=request.user, change=change)
                return redirect("twin_whatif", authority.slug, pk)
            changes = [*read_all(held.changes), change]
            found = queries.tried(authority, docs, changes, held.snapshot.taken_at)
            context["summary"] = pages.summary(held.name, found)
        except (WhatIfError, Problem) as error:
            form.add_error(None, str(error))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "twin/whatif/add.html", context, status=status)


def _snapshot(authority: Authority, text: str) -> TwinSnapshot | None:
    try:
        return queries.snapshot(authority, UUID(text))
    except ValueError:
        return None


def _context(kind: str, form: ChangeForm, docs: Any) -> dict[str, Any]:
    lacking = [name for name in NEEDS.get(kind, ()) if not any(is_a(doc, name) for doc in docs)]
    return {
        "kind": kind,
        "title": KINDS[kind],
        "about": ABOUT[kind],
        "form": form,
        "lacking": [kind_words(name) for name in lacking],
    }
