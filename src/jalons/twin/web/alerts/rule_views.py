"""The rules of alerts: the list, one rule, its form with what it would have opened."""

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
from jalons.foundation.accounts.models import Authority, Role
from jalons.twin.engine.alerts.rule import faults
from jalons.twin.engine.problems import Problem
from jalons.twin.web import queries as twin

from . import actions, attributes, pages, queries, wording
from .foreseeing import foresee
from .forms import FORMS, NewRuleForm, RuleForm
from .models import AlertRule

PER_PAGE = 12


@require_GET
@within_authority(Role.READER)
def rules(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What the authority wants to be told of."""
    page = Paginator(queries.rules(authority), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "count": page.paginator.count,
        "at_work": queries.rules(authority).filter(paused_at=None).count(),
        "table": pages.rule_table(authority, page) if page else None,
        "may_lead": _may_lead(request),
        "deleted": _deleted(request, authority),
    }
    return render(request, "twin/alerts/rules.html", context)


def _may_lead(request: HttpRequest) -> bool:
    return bool(request.role.allows(Role.LEAD))  # type: ignore[attr-defined]


def _deleted(request: HttpRequest, authority: Authority) -> AlertRule | None:
    """The rule just deleted, which the page offers to restore."""
    try:
        found = queries.rule(authority, UUID(request.GET.get("supprimee", "")))
    except ValueError:
        return None
    return found if found is not None and found.deleted_at and _may_lead(request) else None


@require_GET
@within_authority(Role.READER)
def rule(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """One rule in words, what it raised lately, and whether it works."""
    found = _rule(authority, pk)
    wanted = queries.AlertFilter(state="", rule=str(pk))
    raised = queries.alerts(authority, wanted).order_by("-opened_at")
    word, mark = pages.state_of(found)
    context = {
        "rule": found,
        "state": word,
        "mark": mark,
        "condition": wording.headline(found),
        "facts": pages.rule_facts(authority, found),
        "table": pages.alert_table(authority, raised[:10], _("Its last alerts"))
        if raised
        else None,
        "total": raised.count(),
        "may_lead": _may_lead(request),
    }
    return render(request, "twin/alerts/rule.html", context)


def _rule(authority: Authority, pk: UUID) -> AlertRule:
    found = queries.rule(authority, pk)
    if found is None:
        raise Http404
    return found


@within_authority(Role.LEAD)
def rule_new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What a new rule is about, then what it says."""
    choices = pages.type_choices(authority)
    asked = NewRuleForm(request.GET if "type" in request.GET else None, types=choices)
    if not asked.is_valid():
        context = {"form": asked, "types": choices}
        status = 422 if asked.errors else 200
        return render(request, "twin/alerts/rule_new.html", context, status=status)
    line = twin.type_named(authority, asked.cleaned_data["type"])
    if line is None:
        raise Http404
    kind = asked.cleaned_data["kind"]
    found = attributes.in_use(authority, line.iri, kind, user=request.user)
    held = AlertRule(authority=authority, kind=kind, type=line.iri)
    units = {each.iri: each.unit for each in found}
    form = FORMS[kind](
        request.POST if request.method == "POST" else None,
        authority=authority,
        held=held,
        attributes=[(each.iri, each.label) for each in found] or [("", _("no number yet"))],
    )
    context = {"name": line.name, "kind": AlertRule.Kind(kind).label, "rule": None}
    if form.is_bound and form.is_valid() and _sound(form, units):
        typed = form.typed(unit=units.get(form.cleaned_data["attribute"], ""))
        if request.POST.get("step") != "preview":
            return _created(request, authority, typed, form)
        context |= _foreseen(request, authority, typed, form)
    return _edited(request, form, context)


def _sound(form: RuleForm, units: dict[str, str]) -> bool:
    """Whether the engine can judge the rule as typed; each fault stands at its field."""
    attribute = form.cleaned_data.get("attribute", form.held.attribute)
    for fault in faults(form.typed(unit=units.get(attribute, "")).rule):
        form.add_error(fault.field if fault.field in form.fields else None, _("Give a value here."))
    return not form.errors


def _created(
    request: HttpRequest, authority: Authority, typed: AlertRule, form: RuleForm
) -> HttpResponse:
    values = form.values() | {"kind": typed.kind, "type": typed.type, "unit": typed.unit}
    made = actions.create_rule(
        authority=authority, user=request.user, values=values, told=form.told()
    )
    messages.success(request, _("The rule is kept: it is judged within a minute."))
    return redirect("twin_alert_rule", authority.slug, made.pk)


def _foreseen(
    request: HttpRequest, authority: Authority, typed: AlertRule, form: RuleForm
) -> dict[str, Any]:
    try:
        found = foresee(authority, typed.rule, user=request.user, now=timezone.now())
    except Problem as problem:
        form.add_error(None, problem.detail)
        return {}
    return {
        "foreseen": found,
        "foreseen_words": pages.foreseen_words(found),
        "foreseen_table": pages.foreseen_table(found, typed.unit),
    }


def _edited(request: HttpRequest, form: RuleForm, context: dict[str, Any]) -> HttpResponse:
    plain = {"form": form, "foreseen": None, "foreseen_words": "", "foreseen_table": None}
    status = 422 if form.errors else 200
    return render(request, "twin/alerts/rule_edit.html", plain | context, status=status)


@within_authority(Role.LEAD)
def rule_edit(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Tune a rule; what another person changed meanwhile is kept."""
    held = _rule(authority, pk)
    form = FORMS[held.kind](
        request.POST if request.method == "POST" else None,
        authority=authority,
        held=held,
        told=list(held.told_members.all()),
    )
    names = queries.type_names(authority)
    context = {
        "name": wording.type_label(held.type, names),
        "kind": held.get_kind_display(),
        "rule": held,
    }
    if form.is_bound and form.is_valid() and _sound(form, {held.attribute: held.unit}):
        if request.POST.get("step") == "preview":
            context |= _foreseen(request, authority, form.typed(unit=held.unit), form)
        else:
            actions.change_rule(
                rule=held, user=request.user, values=form.values(), told=form.told()
            )
            messages.success(request, _("The rule is saved: it is judged so from now on."))
            return redirect("twin_alert_rule", authority.slug, pk)
    return _edited(request, form, context)


@require_POST
@within_authority(Role.LEAD)
def rule_act(request: HttpRequest, authority: Authority, pk: UUID, what: str) -> HttpResponse:
    """Pause a rule, resume it, delete it or bring it back."""
    found = _rule(authority, pk)
    if what == "pause":
        actions.pause_rule(rule=found, user=request.user)
    elif what == "reprendre":
        actions.resume_rule(rule=found, user=request.user)
    elif what == "restaurer":
        actions.restore_rule(rule=found, user=request.user)
        messages.success(request, _("The rule is back, with its alerts."))
    elif what == "supprimer":
        actions.delete_rule(rule=found, user=request.user)
        answer = redirect("twin_alert_rules", authority.slug)
        answer["Location"] += f"?supprimee={found.pk}"
        return answer
    else:
        raise Http404
    return redirect("twin_alert_rule", authority.slug, pk)
