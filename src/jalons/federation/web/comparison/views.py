"""Figures of a group, who solved the same near us, needs and offers."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jalons.federation.engine.releases import LEAST
from jalons.federation.web.comparison import actions, nearby, pages, queries
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.tasks.views import follow

PER_PAGE, NOTICES = 5, 25


@require_safe
@within_authority(Role.READER)
def figures(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The groups of an indicator, by type and population band, one's own value beside."""
    sheets = queries.sheets(lang())
    names, looks = queries.choices(authority)
    indicator = queries.pick(names, request.GET.get("indicateur", ""))
    known = [f"{kind}:{band}" for kind, band in looks]
    own = queries.band_for(authority.territory)
    mine = f"{authority.territory.kind}:{own.id}" if authority.territory and own else ""
    look = queries.pick(known, request.GET.get("groupe", "") or queries.pick(known, mine))
    kind, _colon, band = look.partition(":")
    found = (
        queries.groups(authority, timezone.localdate(), indicator=indicator, kind=kind, band=band)
        if indicator and look
        else []
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    beside = look == mine
    rows = [
        pages.section(
            each,
            queries.own_value(authority, each.group, sheets.get(indicator)) if beside else None,
        )
        for each in page
    ]
    shown = len(queries.released_indicators(authority))
    return render(request, "federation/comparison/groups.html", {
        "indicators": [(name, pages.name_of(name, sheets)) for name in names],
        "looks": [(value, pages.look_words(*value.split(":"))) for value in known],
        "indicator": indicator, "look": look, "page": page, "rows": rows, "least": LEAST,
        "name": pages.name_of(indicator, sheets) if indicator else "", "beside": beside,
        "sentence": pages.headline(shown), "left": pages.left_table(queries.left_out(authority)),
        "may_write": request.role.allows(Role.CONTRIBUTOR),  # type: ignore[attr-defined]
    })  # fmt: skip


@require_POST
@within_authority(Role.CONTRIBUTOR)
def compute(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Compute the groups again."""
    return follow(actions.refresh(authority, request.user))


@require_safe
@within_authority(Role.READER)
def near_us(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The actions other territories share, the nearest and most alike first."""
    words = request.GET.get("q", "")[:100]
    found = nearby.solved(authority, words)
    page = Paginator(found, NOTICES).get_page(request.GET.get("page"))
    return render(request, "federation/comparison/near_us.html", {
        "words": words, "page": page,
        "table": nearby.solved_table(list(page), nearby.place_note(authority)),
        "sentence": nearby.solved_words(len(found), words),
        "placed": authority.territory is not None,
    })  # fmt: skip


@require_safe
@within_authority(Role.READER)
def board(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What other territories need and offer, the nearest first."""
    kind = request.GET.get("sorte", "")
    subject = request.GET.get("objet", "")
    found = nearby.notices(authority, timezone.localdate(), kind, subject)
    page = Paginator(found, NOTICES).get_page(request.GET.get("page"))
    return render(request, "federation/comparison/board.html", {
        "page": page, "kind": kind, "subject": subject,
        "table": nearby.notice_table(list(page), nearby.place_note(authority)),
        "sentence": nearby.notice_words(found), "kinds": nearby.kind_choices(),
        "subjects": nearby.subject_choices(),
    })  # fmt: skip
