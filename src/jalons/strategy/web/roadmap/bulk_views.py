"""Several sheets changed at once: chosen in the list, told, confirmed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import error_words
from jalons.foundation.register.views import to_list
from jalons.kernel import JalonsError
from jalons.strategy.web.roadmap import bulk, queries, wording
from jalons.strategy.web.roadmap.forms import BulkForm
from jalons.strategy.web.roadmap.models import Action
from jalons.strategy.web.roadmap.register import sheets

SHOWN = 20  # titles told before the change


@require_POST
@within_authority(Role.CONTRIBUTOR)
def choose(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Say what the chosen sheets are to become, see what it does, then do it."""
    chosen = list(queries.actions(authority).filter(pk__in=_ids(request)))
    step = request.POST.get("step", "")
    form = BulkForm(request.POST if step else None, authority=authority)
    if not step or not chosen or not form.is_valid():
        return _page(request, chosen, form)
    ids, values = [each.pk for each in chosen], form.values()
    try:
        if step != "apply":
            return _page(
                request, chosen, form, bulk.preview(authority=authority, ids=ids, values=values)
            )
        batch = bulk.change_many(authority=authority, user=request.user, ids=ids, values=values)
    except JalonsError as error:
        form.add_error(None, error_words(error))
        return _page(request, chosen, form)
    return to_list(sheets, authority, batch)


def _ids(request: HttpRequest) -> list[UUID]:
    """The sheets ticked, or all those the filter found."""
    given = request.POST.getlist("action")
    if "every" in request.POST:
        given = request.POST["all"].split(",") if request.POST.get("all") else []
    elif "ids" in request.POST:
        given = request.POST["ids"].split(",")
    found = []
    for each in given:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found


def _page(
    request: HttpRequest, chosen: list[Action], form: BulkForm, outcome: bulk.Outcome | None = None
) -> HttpResponse:
    return render(
        request,
        "strategy/roadmap/bulk.html",
        {
            "chosen": chosen[:SHOWN],
            "others": max(0, len(chosen) - SHOWN),
            "count": len(chosen),
            "ids": ",".join(str(each.pk) for each in chosen),
            "form": form,
            "outcome": outcome,
            "fields": [
                (wording.label(name), _words(form, name), count)
                for name, count in outcome.fields.items()
            ]
            if outcome
            else [],
        },
        status=422 if form.errors or not chosen else 200,
    )


def _words(form: BulkForm, name: str) -> str:
    """A value asked for, in words."""
    value = form.values()[name]
    choices = dict(getattr(form.fields[name], "choices", ()))
    if value is None or value == "":
        return _("none")
    return str(choices.get(str(value)) or wording.words(name, value))
