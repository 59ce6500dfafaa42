"""Texts and ideas read by a person before anybody else, and the log of what was decided."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words, number_words, short_moment_words
from jalons.foundation.listing.declaration import Column as FileColumn
from jalons.foundation.listing.export import Sheet, export
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.consultations.models import Consultation, Moderation
from jalons.participation.web.moderation import actions, queries

PER_PAGE, LINES = 25, 50
UNPROCESSABLE = 422
STATES = {
    queries.WAITING: pgettext_lazy("texts", "To read"),
    queries.READ: pgettext_lazy("texts", "Read"),
    queries.HIDDEN: pgettext_lazy("texts", "Not shown"),
}


@require_safe
@within_authority(Role.READER)
def index(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The consultations, and how many of their texts and ideas wait."""
    rows = queries.left(authority).order_by("state", "-closes_on")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    columns = (Column(_("Consultation")), Column(_("Texts to read"), numeric=True),
               Column(_("Ideas to read"), numeric=True))  # fmt: skip
    lines = tuple(
        (Cell(each.title, url=reverse("moderation_waiting", args=[authority.slug, each.pk])),
         number_words(each.texts_left), number_words(each.ideas_left))
        for each in page
    )  # fmt: skip
    table = Table(_("What waits to be read"), columns, lines) if lines else None
    context = {"table": table, "page": page, "figure": queries.figure(authority)}
    return render(request, "participation/moderation/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@within_authority(Role.CONTRIBUTOR)
def waiting(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The texts and ideas of a consultation in a state; those ticked are decided together."""
    found = _consultation(authority, pk)
    state = request.GET.get("etat", queries.WAITING)
    state = state if state in STATES else queries.WAITING
    why, ticked = "", request.POST.getlist("target")
    if request.method == "POST":
        try:
            act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
            count = actions.judge_all(found, ticked, act, reason, request.user)
            messages.success(request, ngettext("%(count)s text is decided.",
                                               "%(count)s texts are decided.", count)
                             % {"count": count})  # fmt: skip
            return redirect(request.get_full_path())
        except ParticipationError as error:
            why = error_words(error)
    targets = queries.grouped(found, state)
    page = Paginator(targets, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found, "state": state, "states": STATES.items(), "why": why, "ticked": ticked,
        "page": page, "rows": queries.shown(found, list(page)),
        "count": sum(count for _target, count in targets), "reasons": queries.reasons(),
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "participation/moderation/waiting.html", context,
                  status=UNPROCESSABLE if why else 200)  # fmt: skip


@require_safe
@within_authority(Role.CONTRIBUTOR)
def log(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What was decided, when and why, the latest first."""
    found = _consultation(authority, pk)
    page = Paginator(queries.log(found), LINES).get_page(request.GET.get("page"))
    rows = [(line, [column.value(line) for column in _columns()]) for line in page]
    context = {"found": found, "page": page, "rows": rows,
               "headings": [column.label for column in _columns()]}  # fmt: skip
    return render(request, "participation/moderation/log.html", context)


@require_safe
@within_authority(Role.CONTRIBUTOR)
def log_file(_request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
    """The log as a file."""
    found = _consultation(authority, pk)
    name = _("Log of moderation")
    return export("csv", "journal-moderation", Sheet(name, _columns(), queries.log(found)))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def take_back(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """A decision undone by a new line."""
    lines = Moderation.objects.of(authority).filter(pk=pk, consultation__deleted_at=None)
    line = or_404(lines.select_related("consultation__authority").first())
    try:
        actions.take_back(line, request.user)
        messages.success(request, _("The text is among those to read again."))
    except ParticipationError as error:
        messages.error(request, error_words(error))
    return redirect("moderation_log", authority.slug, line.consultation_id)


def _columns() -> list[FileColumn]:
    acts = {
        actions.READ: pgettext("moderation", "read, may be quoted or shown"),
        actions.CLEAR: pgettext("moderation", "read, nothing personal in it"),
        actions.HIDE: pgettext("moderation", "not shown"),
        actions.BACK: pgettext("moderation", "put back among those to read"),
    }
    roles = dict(Role.choices)
    return [
        FileColumn(_("When"), lambda line: short_moment_words(line.at)),
        FileColumn(_("What"), lambda line: acts.get(line.act, line.act)),
        FileColumn(pgettext("moderation", "Of"), lambda line: _("an idea")
                   if line.target.startswith(queries.IDEA) else _("a text")),
        FileColumn(_("Why"), lambda line: queries.reasons().get(line.reason, line.reason)),
        FileColumn(_("By"), lambda line: str(roles.get(line.by, ""))),
    ]  # fmt: skip


def _consultation(authority: Authority, pk: UUID) -> Consultation:
    rows = living(Consultation, authority).select_related("authority")
    return or_404(rows.filter(pk=pk).first())
