"""The register to a file, and from one: seen before anything is written."""

from __future__ import annotations

import base64
import binascii

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.page_language import error_words
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.web.actors import exchange, undo
from jalons.strategy.web.actors.forms import MOST_BYTES, RegisterFileForm
from jalons.strategy.web.roadmap.exchange_views import XLSX

SHOWN = 60  # lines listed one by one before they are only counted


@heavy
@within_authority(Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A file to bring, what it would do, then what it did.

    The page of the preview carries the file: nothing is stored before somebody says yes.
    """
    if request.method == "POST" and "content" in request.POST:
        return _keep(request, authority)
    sent = request.method == "POST"
    form = RegisterFileForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return _preview(request, authority, file.read(), file.name)
        except StrategyError as error:
            form.add_error("file", error_words(error))
    status = 422 if form.errors else 200
    return render(request, "strategy/actors/import.html", {"form": form}, status=status)


def _preview(request: HttpRequest, authority: Authority, content: bytes, name: str) -> HttpResponse:
    register = exchange.read(content, name)
    found = exchange.settle(authority, register)
    lang = page_language.lang()
    lost = [(each.told.name, " ; ".join(each.lost)) for each in found if each.lost]
    return render(
        request,
        "strategy/actors/import_check.html",
        {
            "name": name,
            "content": base64.b64encode(content).decode(),
            "rows": found[:SHOWN],
            "more": max(0, len(found) - SHOWN),
            "new": sum(each.new for each in found),
            "changed": sum(each.kind == "changed" for each in found),
            "same": sum(each.kind == "same" for each in found),
            "persons": [each for each in found if each.new and each.told.persons],
            "problems": [each.message(lang) for each in register.problems],
            "noted": register.noted,
            "lost": lost,
        },
    )


def _keep(request: HttpRequest, authority: Authority) -> HttpResponse:
    name = request.POST.get("name", "")[:200]
    try:
        content = base64.b64decode(request.POST["content"], validate=True)[: MOST_BYTES + 1]
        done = exchange.bring(
            authority=authority,
            user=request.user,
            register=exchange.read(content, name),
            name=name,
            persons="persons" in request.POST,
        )
    except (StrategyError, binascii.Error) as error:
        text = (
            error_words(error) if isinstance(error, StrategyError) else _("Choose the file again.")
        )
        messages.error(request, text, "bad")
        return redirect("actors_import", authority.slug)
    count = len(done["created"]) + len(done["changed"])
    words = ngettext("%(count)s actor was brought or completed from “%(name)s”.",
                     "%(count)s actors were brought or completed from “%(name)s”.",
                     count) % {"count": count, "name": name}  # fmt: skip
    undo.remember(request, authority, words, done)
    if done["left"]:
        left = ngettext(
            "%(count)s line was left out: its name looks like a person.",
            "%(count)s lines were left out: their names look like persons.",
            done["left"],
        )
        messages.warning(request, left % {"count": done["left"]})
    return redirect("actors", authority.slug)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def take_back(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Undo the last import of this session."""
    done = undo.pop(request, authority)
    if done is None:
        messages.info(request, _("There is nothing to undo."))
        return redirect("actors", authority.slug)
    back, left = exchange.take_back(authority=authority, user=request.user, done=done)
    text = ngettext("%(count)s actor is as it was.", "%(count)s actors are as they were.",
                    back) % {"count": back}  # fmt: skip
    if left:
        text += " " + ngettext(
            "%(count)s was changed since, and is left alone.",
            "%(count)s were changed since, and are left alone.",
            left,
        ) % {"count": left}
    messages.success(request, text)
    return redirect("actors", authority.slug)


@require_GET
@within_authority(Role.READER)
def export(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The register as XLSX, or as CSV (``format=csv``); contacts for those who may write only."""
    inside: bool = request.role.allows(Role.CONTRIBUTOR)  # type: ignore[attr-defined]
    if request.GET.get("format") == "csv":
        kind, extension = "text/csv; charset=utf-8", "csv"
        content = exchange.register_csv(authority, with_contact=inside)
    else:
        kind, extension = XLSX, "xlsx"
        content = exchange.register_workbook(authority, with_contact=inside)
    # Not the slug: that of a trial is the secret of its session.
    name = f'attachment; filename="acteurs.{extension}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": name})
