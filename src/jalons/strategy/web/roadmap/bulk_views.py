"""Several sheets changed at once: chosen in the list, previewed, confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import error_words
from jalons.foundation.register.outcomes import Outcome
from jalons.foundation.register.views import to_list
from jalons.foundation.register.writer import write_each
from jalons.kernel import JalonsError
from jalons.strategy.web.roadmap import queries, wording
from jalons.strategy.web.roadmap.actions import own_values
from jalons.strategy.web.roadmap.forms import BulkForm
from jalons.strategy.web.roadmap.models import Action
from jalons.strategy.web.roadmap.register import sheets

SHOWN = 20  # titles shown before the change


@require_POST
@within_authority(Role.CONTRIBUTOR)
def choose(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Choose the new values, preview the changes, then apply them."""
    sheets_of = queries.actions(authority).select_related("axis", "lead_user")
    chosen = list(sheets_of.filter(pk__in=_ids(request)))
    step = request.POST.get("step", "")
    form = BulkForm(request.POST if step else None, authority=authority)
    if not step or not chosen or not form.is_valid():
        return _page(request, chosen, form)
    try:
        values = own_values(authority, form.values())
    except JalonsError as error:
        form.add_error(None, error_words(error))
        return _page(request, chosen, form)
    pairs = [(each, _moved(each, values)) for each in chosen]
    done = write_each(authority, request.user, pairs, rehearsal=step != "apply")
    if step == "apply" and (done.batch or not done.refused):
        return to_list(sheets, authority, done.batch)
    return _page(request, chosen, form, _preview(form, pairs, done))


def _moved(action: Action, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that change a sheet; departments are added to the existing ones."""
    found = dict(values)
    if added := found.get("departments"):
        more = [each for each in added if each not in action.departments]
        found["departments"] = [*action.departments, *more]
    return {name: value for name, value in found.items() if getattr(action, name) != value}


def _preview(
    form: BulkForm, pairs: Sequence[tuple[Action, Mapping[str, Any]]], done: Outcome
) -> dict[str, Any]:
    """The preview: how many sheets change for each field, which are refused and why."""
    left = {id(record) for record, _why in done.refused}
    moved = Counter(name for each, values in pairs if id(each) not in left for name in values)
    return {
        "changed": len(done.changed),
        "same": len(pairs) - len(done.changed) - len(done.refused),
        "refused": done.refused[:SHOWN],
        "fields": [
            (wording.label(name), _words(form, name), count) for name, count in moved.items()
        ],
    }


def _ids(request: HttpRequest) -> list[UUID]:
    """The ticked sheets, or all the filtered ones."""
    texts = request.POST.getlist("action")
    if "every" in request.POST:
        texts = request.POST["all"].split(",") if request.POST.get("all") else []
    elif "ids" in request.POST:
        texts = request.POST["ids"].split(",")
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _page(
    request: HttpRequest,
    chosen: list[Action],
    form: BulkForm,
    outcome: Mapping[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "chosen": chosen[:SHOWN],
        "others": max(0, len(chosen) - SHOWN),
        "count": len(chosen),
        "ids": ",".join(str(each.pk) for each in chosen),
        "form": form,
        "outcome": outcome,
    }
    status = 422 if form.errors or not chosen else 200
    return render(request, "strategy/roadmap/bulk.html", context, status=status)


def _words(form: BulkForm, name: str) -> str:
    """A requested value, in words."""
    value = form.values().get(name)
    choices = dict(getattr(form.fields[name], "choices", ()))
    if value is None or value == "":
        return _("none")
    return str(choices.get(str(value)) or wording.words(name, value))
