"""The pages of the policies: the list, one policy, its form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from jalons.broker.engine.policies.policy import TypePolicy
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.twin.web.connection import twin_store
from jalons.twin.web.connection.roles import may
from jalons.twin.web.labels.values import moment, short
from jalons.twin.web.observations import queries
from jalons.twin.web.policies.wording import AUDIENCES, FIELDS, REASONS, precision

from . import actions, wording
from .forms import NewTypeForm, PolicyForm

PER_PAGE = 12
INTERNAL = "internal"


@within_authority(Role.READER)
def policy_list(request: HttpRequest, authority: Authority) -> HttpResponse:
    types = queries.types(authority)
    page = Paginator(types, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "line": line,
            "missing": [FIELDS[fault.field] for fault in line.faults],
            "audience": AUDIENCES[line.policy.audience] if line.policy is not None else "",
        }
        for line in page
    ]
    lacking = sum(not line.ready for line in types)
    return render(
        request,
        "twin/sheets.html",
        {
            "page": page,
            "rows": rows,
            "lacking": lacking,
            "total": len(types),
            "may_edit": may(request, Role.LEAD),
        },
    )


@within_authority(Role.READER)
def policy_page(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    line = or_404(queries.type_named(authority, key))
    policy = line.policy or TypePolicy(type=line.iri)
    context: dict[str, Any] = {
        "line": line,
        "sheet": policy,
        "words": wording.in_words(policy),
        "precision": precision(policy.position_metres, policy.time_seconds),
        "faults": [(FIELDS[fault.field], REASONS[fault.reason]) for fault in line.faults],
        "tidied": wording.retention(policy, queries.retention_applied(authority, line.iri)),
        "past": [(moment(era.until), AUDIENCES[era.audience]) for era in policy.past],
        "may_edit": may(request, Role.LEAD),
    }
    return render(request, "twin/sheet.html", context)


@within_authority(Role.LEAD)
def policy_new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Choose the type of a new policy; the next page writes it."""
    form = NewTypeForm(request.POST or None, initial={"type": request.GET.get("type", "")})
    if request.method == "POST" and form.is_valid():
        iri = actions.expanded(form.cleaned_data["type"])
        if iri not in twin_store.policies().of(twin_store.tenant_of(authority)):
            blank = TypePolicy(type=iri, name=short(iri))
            actions.save_policy(authority=authority, user=request.user, policy=blank)
        edit = reverse("twin_sheet_edit", args=(authority.slug, queries.key_of(iri)))
        back = _back(request)
        return redirect(f"{edit}?{urlencode({'suite': back})}" if back else edit)
    status = 422 if form.errors else 200
    return render(request, "twin/sheet_new.html", {"form": form}, status=status)


@within_authority(Role.LEAD)
def policy_edit(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """Write or change a policy; a concurrent change of another field is merged."""
    line = or_404(queries.type_named(authority, key))
    form = PolicyForm(request.POST or None, policy=line.policy or TypePolicy(type=line.iri))
    if request.method == "POST" and form.is_valid():
        actions.save_policy(
            authority=authority,
            user=request.user,
            policy=form.written(),
            past_too=form.cleaned_data["past_too"],
        )
        messages.success(request, _("The sheet is saved: the twin follows it from now on."))
        back = _back(request)
        return redirect(back) if back else redirect("twin_sheet", authority.slug, key)
    status = 422 if form.errors else 200
    return render(request, "twin/sheet_edit.html", {"form": form, "line": line}, status=status)


def _back(request: HttpRequest) -> str:
    """The page to return to, when the address names one of this site."""
    back = request.GET.get("suite", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return back if safe else ""
