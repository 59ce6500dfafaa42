"""The pages of the sources: one source, its form, its tokens, preview of a message."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jalons.broker.engine.ingest.plan import Plan
from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register.pages import DONE
from jalons.twin.web.connection.roles import may
from jalons.twin.web.ingest import refusal_words
from jalons.twin.web.ingest.message_preview import preview_messages
from jalons.twin.web.ingest.plan_forms import column_errors

from . import actions, pages, queries
from .forms import NETWORKS, WAYS, SourceForm, initial_of, source_form
from .queries import SourceLine

UNPROCESSABLE = 422
MOST_TRIED = 65_536


def source_or_404(authority: Authority, key: str) -> SourceLine:
    return or_404(queries.source_line(authority, key))


@within_authority(Role.READER)
def source(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    return _source(request, authority, source_or_404(authority, key), {})


def _source(
    request: HttpRequest, authority: Authority, line: SourceLine, more: dict[str, Any]
) -> HttpResponse:
    host = pages.host_of(line)
    address = f"/jumeau/{authority.slug}/ingest/{line.key}"
    context = {
        "line": line,
        "way": WAYS.get(line.way, ""),
        "network": NETWORKS.get(line.plan.envelope, line.plan.envelope),
        "why": refusal_words.refusal(str(line.state.get("why", ""))).what,
        "facts": pages.source_facts(line),
        "address": request.build_absolute_uri(address),
        "host": host,
        "host_refused": bool(host) and host not in settings.OPTIONS["TWIN_ALLOW_PULL"],
        "tokens": pages.token_lines(line),
        "may_bring": may(request, Role.CONTRIBUTOR),
        "may_edit": may(request, Role.LEAD),
        "preview": None,
        "typed": "",
        "token": "",
        "device": "",
        **more,
    }
    return render(request, "twin/ingest/source.html", context)


@within_authority(Role.LEAD)
def source_new(request: HttpRequest, authority: Authority) -> HttpResponse:
    return _edit(request, authority, None)


@within_authority(Role.LEAD)
def source_edit(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    line = source_or_404(authority, key)
    if line.way == "file":
        raise Http404
    return _edit(request, authority, line)


def _edit(request: HttpRequest, authority: Authority, line: SourceLine | None) -> HttpResponse:
    plan = line.plan if line is not None else Plan(envelope="things_stack")
    initial = {"network": plan.envelope, "items": plan.items}
    initial |= initial_of(line.document) if line is not None else {}
    reading = request.POST.get("do") == "read"
    form = source_form(request.POST or None, plan=plan, initial=initial, reading=reading)
    if request.method == "POST" and not reading and form.is_valid():
        try:
            return _saved(request, authority, form, line)
        except Problem as problem:
            form.add_error(None, refusal_words.sentence(problem))
    context = {
        "form": form,
        "line": line,
        "errors": column_errors(form),
        "read_error": getattr(form, "reading_error", ""),
        "allowed": ", ".join(settings.OPTIONS["TWIN_ALLOW_PULL"]),
    }
    status = UNPROCESSABLE if form.errors or context["read_error"] else 200
    return render(request, "twin/ingest/source_edit.html", context, status=status)


def _saved(
    request: HttpRequest, authority: Authority, form: SourceForm, line: SourceLine | None
) -> HttpResponse:
    key = actions.save_source(
        authority=authority,
        user=request.user,
        key=line.key if line is not None else "",
        name=form.cleaned_data["name"],
        settings=form.settings(),
        plan=form.written(),
    )
    messages.success(request, _("The source is saved; it is followed within seconds."))
    return redirect("twin_source", authority.slug, key)


@within_authority(Role.CONTRIBUTOR)
@require_POST
def source_try(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    line = source_or_404(authority, key)
    text = request.POST.get("message", "")[:MOST_TRIED]
    outcome = preview_messages(authority, line.key, [text.encode()])
    return _source(request, authority, line, {"preview": outcome, "typed": text})


@within_authority(Role.LEAD)
@require_POST
@never_cache
def token_new(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """Create a token, shown once: the page does not redirect."""
    line = source_or_404(authority, key)
    if line.way != "push":
        raise Http404
    device = request.POST.get("device", "").strip()[:100]
    token = actions.issue_token(
        authority=authority, user=request.user, key=key, device=device, now=timezone.now()
    )
    return _source(
        request, authority, source_or_404(authority, key), {"token": token, "device": device}
    )


@within_authority(Role.LEAD)
@require_POST
def token_drop(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    token = request.POST.get("token", "")
    if actions.revoke_token(authority=authority, user=request.user, key=key, token=token):
        messages.success(request, _("The token is revoked: it opens nothing any more."))
    return redirect("twin_source", authority.slug, key)


@within_authority(Role.LEAD)
@require_POST
def source_switch(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    source_or_404(authority, key)
    on = request.POST.get("on") == "1"
    actions.switch(authority=authority, user=request.user, key=key, on=on)
    return redirect("twin_source", authority.slug, key)


@within_authority(Role.LEAD)
@require_POST
def source_delete(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """Delete a source; the list offers to undo it."""
    actions.delete(authority=authority, user=request.user, key=key)
    return redirect(f"{reverse('twin_data', args=(authority.slug,))}?{DONE}={key}")


@within_authority(Role.LEAD)
@require_POST
def source_restore(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    if not actions.restore(authority=authority, user=request.user, key=key):
        raise Http404
    return redirect(reverse("twin_source", args=(authority.slug, key)))
