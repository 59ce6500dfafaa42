"""The pages of alerts: the list, one alert and its steps, the CSV file, the choice of mails."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import lang
from jalons.foundation.digests.actions import choose
from jalons.foundation.digests.models import Rhythm
from jalons.foundation.digests.queries import mails_leave, rhythm_of
from jalons.tabular.files.writing import csv_file
from jalons.twin.engine.alerts.course import AlertError
from jalons.twin.web.connection.roles import may
from jalons.twin.web.observations import queries as twin

from . import actions, pages, queries, wording
from .forms import CloseForm, NoteForm
from .mails import ALERTS
from .models import RaisedAlert, Severity

PER_PAGE = 12
MOST_EXPORTED = 10_000


@require_GET
@within_authority(Role.READER)
def alerts(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The alerts that are not closed, or those of the filter."""
    parameters = request.GET.dict()
    names = queries.type_names(authority)
    keys = {twin.key_of(iri): iri for iri in names}
    wanted = queries.filter_of({**parameters, "type": keys.get(parameters.get("type", ""), "")})
    found = queries.alerts(authority, wanted)
    page = Paginator(found, PER_PAGE).get_page(parameters.get("page"))
    rules = queries.rules(authority)
    member = _member(request, authority)
    context: dict[str, Any] = {
        "page": page,
        "count": page.paginator.count,
        "current": queries.current_count(authority),
        "table": pages.alert_table(authority, page, _("Alerts")) if page else None,
        "wanted": wanted,
        "chosen_type": parameters.get("type", ""),
        "rules": rules,
        "rule_count": rules.count(),
        "types": sorted((name, key) for key, iri in keys.items() for name in [names[iri]]),
        "states": RaisedAlert.State.choices,
        "severities": Severity.choices,
        "may_lead": may(request, Role.LEAD),
        "query": request.GET.urlencode(),
        "member": member,
        "stopped": member and rhythm_of(ALERTS, authority, member) == Rhythm.NEVER,
        "mail_leaves": mails_leave(authority),
    }
    return render(request, "twin/alerts/alerts.html", context)


def _member(request: HttpRequest, authority: Authority) -> User | None:
    user = request.user
    if not isinstance(user, User):
        return None
    return user if Membership.objects.filter(authority=authority, user=user).exists() else None


@require_GET
@within_authority(Role.READER)
def export(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The alerts of the filter as CSV, with the separator of the language."""
    keys = {twin.key_of(iri): iri for iri in queries.type_names(authority)}
    parameters = request.GET.dict()
    wanted = queries.filter_of({**parameters, "type": keys.get(parameters.get("type", ""), "")})
    rows = [
        [_("Opened"), _("Severity"), _("Rule"), _("Condition"), _("Entity"), _("Name"),
         _("Alert"), _("State"), _("Back to normal"), _("Closed"), _("Not known because")]
    ]  # fmt: skip
    for each in queries.alerts(authority, wanted)[:MOST_EXPORTED]:
        doubt = str(wording.DOUBTS[each.doubt]) if each.doubt else ""
        rows.append([
            each.opened_at.isoformat(timespec="seconds"), each.get_severity_display(),
            each.rule.name, wording.condition(each.values), each.entity, each.entity_name,
            wording.sentence(each), each.get_state_display(), _iso(each.normal_at),
            _iso(each.closed_at), doubt,
        ])  # fmt: skip
    content = csv_file(rows, delimiter=";" if lang() == "fr" else ",")
    headers = {"Content-Disposition": 'attachment; filename="alertes.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _iso(moment: Any) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


@require_GET
@within_authority(Role.READER)
def alert(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    return _shown(request, _alert(authority, pk))


def _alert(authority: Authority, pk: UUID) -> RaisedAlert:
    return or_404(queries.alert(authority, pk))


def _shown(request: HttpRequest, found: RaisedAlert, **forms: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "alert": found,
        "sentence": wording.sentence(found),
        "situation": wording.situation(found),
        "statistic": wording.statistic(found.values),
        "condition": wording.condition(found.values),
        "drawn": pages.drawn(found, user=request.user, now=timezone.now()),
        "steps": pages.step_table(found.steps.all()),
        "may_act": may(request, Role.CONTRIBUTOR),
        "state_mark": pages.STATE_MARKS[RaisedAlert.State(found.state)],
        "close_form": CloseForm(auto_id="close_%s"),
        "note_form": NoteForm(auto_id="note_%s"),
        "trouble": "",
    }
    status = 422 if forms else 200
    return render(request, "twin/alerts/alert.html", context | forms, status=status)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def act(request: HttpRequest, authority: Authority, pk: UUID, what: str) -> HttpResponse:
    found = _alert(authority, pk)
    forms: dict[str, Any] = {}
    try:
        if what == "fermer":
            forms = _close(request, found)
        elif what == "note":
            forms = _note(request, found)
        elif what == "prendre":
            actions.acknowledge(alert=found, user=request.user)
            messages.success(request, _("You take care of this alert: the others see it."))
        elif what == "rouvrir":
            actions.reopen(alert=found, user=request.user)
            messages.success(request, _("The alert is open again."))
        else:
            raise Http404
    except AlertError as error:
        forms = {"trouble": str(error)}
    if forms:
        return _shown(request, _alert(authority, pk), **forms)
    return redirect("twin_alert", authority.slug, pk)


def _close(request: HttpRequest, found: RaisedAlert) -> dict[str, Any]:
    form = CloseForm(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return {"close_form": form}
    try:
        actions.close(alert=found, user=request.user, note=form.cleaned_data["note"])
    except AlertError as error:
        return {"close_form": form, "trouble": str(error)}
    messages.success(request, _("The alert is closed."))
    return {}


def _note(request: HttpRequest, found: RaisedAlert) -> dict[str, Any]:
    form = NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return {"note_form": form}
    actions.add_note(alert=found, user=request.user, note=form.cleaned_data["note"])
    messages.success(request, _("The note is saved."))
    return {}


@require_POST
@within_authority(Role.READER)
def mail_choice(request: HttpRequest, authority: Authority) -> HttpResponse:
    member = or_404(_member(request, authority))
    stopped = request.POST.get("choice") == "stop"
    rhythm = Rhythm.NEVER if stopped else Rhythm.AT_ONCE
    choose(ALERTS, authority=authority, user=member, rhythm=rhythm)
    message = (
        _("No more e-mail of alerts.") if stopped else _("Alerts will be sent to you by e-mail.")
    )
    messages.success(request, message)
    return redirect("twin_alerts", authority.slug)
