"""Procedures and their gaps, usual ones to add, one way for several of them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.pages import url_of
from jalons.foundation.register.views import in_trash, list_page, record_page, to_list
from jalons.foundation.register.writer import write
from jalons.inclusion.engine.procedures import rules
from jalons.inclusion.web.procedures import forms, queries
from jalons.inclusion.web.procedures.models import Channel, Procedure
from jalons.inclusion.web.procedures.register import procedures
from jalons.inclusion.words import procedures as words
from jalons.inclusion.words.hours import hours_words
from jalons.wording import format_number


@require_safe
@within_authority(Role.READER)
def listing(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The register, after what the rules say of it as a whole."""
    found = queries.coverage(authority)
    shares = [
        (label, words.percent(share, lang()))
        for label, share in (
            (_("Procedures"), found.procedures),
            (_("People who do them"), found.people),
        )
        if share
    ]
    return list_page(procedures, request, shares=shares, counted=found.counted, known=found.total)


@require_safe
@within_authority(Role.READER)
def gaps(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What is missing, the procedures without a human way first, with what could fill it."""
    judged = [each for each in queries.judged(authority) if each.verdict.gaps]
    heads = (Column(_("Procedure")), Column(_("People a year"), numeric=True),
             Column(_("What is missing")), Column(_("What would help")))  # fmt: skip
    lines = tuple(
        (Cell(each.record.name, url=url_of(procedures, each.record)),
         "–" if each.record.people is None else format_number(each.record.people, lang()),
         " ".join(words.gap(rule, each.verdict, lang()) for rule in each.verdict.gaps),
         "" if each.verdict.is_covered else words.fix(each.fix, lang()))
        for each in judged
    )  # fmt: skip
    table = Table(_("What is missing"), heads, lines) if lines else None
    found = rules.coverage([each.verdict for each in queries.judged(authority)])
    context = {"table": table, "headline": words.headline(found, lang()), "total": found.total}
    return render(request, "inclusion/procedures/gaps.html", context)


@require_safe
@within_authority(Role.READER)
def record(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A procedure: what is missing, its ways with what was read of their hours."""
    stored = queries.rows(authority).filter(pk=pk).first()
    if stored is None:
        return in_trash(procedures, request, pk)
    known = {each.record.pk: each for each in queries.judged(authority)}
    judged = known[stored.pk]
    weeks = [(str(each), " ".join(hours_words(each.week, lang()))) for each in stored.channels.all()
             if each.hours]  # fmt: skip
    return record_page(
        procedures, request, stored, weeks=weeks,
        gaps=[words.gap(rule, judged.verdict, lang()) for rule in judged.verdict.gaps],
        covered=judged.verdict.is_covered, checked=judged.verdict.checked,
        fix="" if judged.verdict.is_covered else words.fix(judged.fix, lang()),
    )  # fmt: skip


@within_authority(Role.CONTRIBUTOR)
def usual(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Add usual procedures, those ticked in one act."""
    form = forms.UsualForm(request.POST if request.method == "POST" else None, authority)
    if form.is_valid():
        made = [(Procedure(authority=authority), values) for values in form.records]
        return to_list(procedures, authority, write(authority, request.user, made))
    context = {"form": form, "left": bool(form.left)}
    return render(request, "inclusion/procedures/usual.html", context)


@within_authority(Role.CONTRIBUTOR)
def shared(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Put one way on several procedures, in one act."""
    fresh = Channel(authority=authority)
    sent = request.POST if request.method == "POST" else None
    form = forms.SharedChannelForm(sent, instance=fresh)
    if form.is_valid():
        with transaction.atomic():
            return to_list(procedures, authority, write(authority, request.user, form.changes))
    context = {"form": form, "any": queries.rows(authority).exists(),
               "back": reverse("procedure_list", args=[authority.slug])}  # fmt: skip
    return render(request, "inclusion/procedures/shared.html", context)
