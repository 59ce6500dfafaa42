"""The pages of an alert rule: the rule, and its form with a preview."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register.pages import facts, record_or_404, render, url_of
from jalons.foundation.register.views import form_page, in_trash, record_page, saved, to_record
from jalons.twin.web.alerts import attributes, pages, queries, wording
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.alerts.register import FACTS, NewRuleForm, RuleForm, rules, state
from jalons.twin.web.alerts.rules import pages as rule_pages
from jalons.twin.web.alerts.rules.preview import preview_rule
from jalons.twin.web.observations import queries as twin


@require_GET
@within_authority(Role.READER)
def rule(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    found = rules.of(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(rules, request, pk)
    raised = queries.alerts(authority, queries.AlertFilter(state="", rule=str(pk)))
    last = raised.order_by("-opened_at")[:10]
    return record_page(
        rules,
        request,
        found,
        state=state(found),
        condition=wording.headline(found),
        facts=facts(rules, found, *FACTS),
        table=pages.alert_table(authority, last, _("Its last alerts")) if last else None,
        total=raised.count(),
    )


@within_authority(rules.write, in_trial=Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    trail = (_("New rule"),)
    types = rule_pages.type_choices(authority)
    chosen = NewRuleForm(request.GET if "type" in request.GET else None, types=types)
    if not chosen.is_valid():
        status = 422 if chosen.errors else 200
        return render(rules, request, "new", status, form=chosen, types=types, trail=trail)
    line = or_404(twin.type_named(authority, chosen.cleaned_data["type"]))
    about = {"authority": authority, "kind": chosen.cleaned_data["kind"], "type": line.iri}
    found = attributes.in_use(authority, line.iri, about["kind"], user=request.user)
    form_of = partial(RuleForm, attributes=found)
    return _answer(request, form_of, partial(AlertRule, **about), *trail)


@within_authority(rules.write, in_trial=Role.CONTRIBUTOR)
def edit(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    read = partial(record_or_404, rules, authority, pk)
    found = read()
    trail = (str(found), url_of(rules, found), pgettext("button", "Change"))
    return _answer(request, RuleForm, read, *trail)


def _answer(
    request: HttpRequest,
    form_of: Callable[..., RuleForm],
    read: Callable[[], AlertRule],
    *trail: str,
) -> HttpResponse:
    """The form, with a preview when it is requested; else the rule is stored."""
    seen = {"preview": None}
    if request.POST.get("step") == "preview":
        form = form_of(request.POST, instance=read())
        seen |= _preview(request, form) if form.is_valid() else {}
    else:
        form, batch = saved(form_of, request, read)
        if form.is_bound and not form.errors:
            return to_record(rules, form.instance, batch)
    return form_page(rules, request, form, trail, **seen)


def _preview(request: HttpRequest, form: RuleForm) -> dict[str, Any]:
    rule = form.instance
    try:
        found = preview_rule(rule.authority, rule.rule, user=request.user, now=timezone.now())
    except Problem as problem:
        form.add_error(None, problem.detail)
        return {}
    table = rule_pages.preview_table(found, rule.unit)
    return {"preview": found, "words": rule_pages.preview_words(found), "table": table}
