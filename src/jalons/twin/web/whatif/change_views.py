"""The pages where a change is typed, previewed, then stored."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.broker.engine.entities import Doc
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.register.pages import UNPROCESSABLE, record_or_404, render, url_of
from jalons.foundation.register.views import to_record
from jalons.kernel import JalonsError
from jalons.twin.engine.whatif.change import read_all
from jalons.twin.engine.whatif.entity_values import is_a

from . import actions, computation, pages, queries
from .forms import FORMS, NOW, ChangeForm, ScenarioForm
from .models import TwinSnapshot, WhatIf
from .register import whatifs
from .views import store_snapshot
from .wording import ABOUT, KINDS, kind_words

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
    """A scenario with its first change: previewed as often as needed, then stored."""
    if kind not in FORMS:
        raise Http404
    stored = queries.snapshots(authority)[:20]
    text = _("%(name)s (entities: %(count)s)")
    choices = [
        (str(each.pk), text % {"name": each.name, "count": each.entities}) for each in stored
    ]
    data = request.POST or None
    scenario = ScenarioForm(data, choices=choices, initial={"name": NAMES[kind]})
    wanted = request.POST.get("snapshot", NOW)
    chosen = next((each for each in stored if str(each.pk) == wanted), None)
    docs = _documents(request, authority, chosen)
    form = FORMS[kind](data, docs=docs)
    context = _context(kind, form, docs) | {"scenario": scenario, "record": None}
    # both forms are validated, so that every mistake shows at once
    if request.method == "POST" and all([scenario.is_valid(), form.is_valid()]):
        values = {name: scenario.cleaned_data[name] for name in ("name", "note")}
        try:
            change = form.change()
            if "keep" in request.POST:
                made = WhatIf(
                    authority=authority, snapshot=chosen or store_snapshot(request, authority)
                )
                made.author_role = str(request.role)  # type: ignore[attr-defined]
                batch = actions.make(made, user=request.user, changes=[change], **values)
                return to_record(whatifs, made, batch)
            when = chosen.taken_at if chosen else timezone.now()
            run = computation.trial_run(authority, docs, [change], when)
            context["summary"] = pages.summary(values["name"], run)
        except (JalonsError, ValidationError) as error:
            _refuse(form, error)
    status = UNPROCESSABLE if scenario.errors or form.errors else 200
    kinds, back = (
        reverse(f"twin_whatif_{page}", args=[authority.slug]) for page in ("new", "list")
    )
    trail = (_("New scenario"), kinds, KINDS[kind])
    return render(whatifs, request, "try", status, trail=trail, back=back, **context)


@within_authority(Role.CONTRIBUTOR)
def add(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    """One more change of a scenario, previewed with those before it, then stored."""
    found = record_or_404(whatifs, authority, pk)
    if kind not in FORMS:
        raise Http404
    docs = computation.documents(found.snapshot)
    form = FORMS[kind](request.POST or None, docs=docs)
    context = _context(kind, form, docs) | {"scenario": None, "record": found}
    if request.method == "POST" and form.is_valid():
        try:
            change = form.change()
            if "keep" in request.POST:
                batch = actions.add_change(found, user=request.user, change=change)
                return to_record(whatifs, found, batch)
            changes = [*read_all(found.changes), change]
            run = computation.trial_run(authority, docs, changes, found.snapshot.taken_at)
            context["summary"] = pages.summary(found.name, run)
        except (JalonsError, ValidationError) as error:
            _refuse(form, error)
    status = UNPROCESSABLE if form.errors else 200
    back = url_of(whatifs, found)
    trail = (found.name, back, KINDS[kind])
    return render(whatifs, request, "try", status, trail=trail, back=back, **context)


def _documents(
    request: HttpRequest, authority: Authority, chosen: TwinSnapshot | None
) -> tuple[Doc, ...]:
    if chosen is not None:
        return computation.documents(chosen)
    return computation.present(authority, user=request.user).docs


def _refuse(form: ChangeForm, error: JalonsError | ValidationError) -> None:
    """Show above the form why the scenario is not run or not stored."""
    form.add_error(None, error if isinstance(error, ValidationError) else str(error))


def _context(kind: str, form: ChangeForm, docs: Any) -> dict[str, Any]:
    lacking = [name for name in NEEDS.get(kind, ()) if not any(is_a(doc, name) for doc in docs)]
    return {
        "kind": kind,
        "title": KINDS[kind],
        "about": ABOUT[kind],
        "form": form,
        "summary": None,
        "lacking": [kind_words(name) for name in lacking],
    }
