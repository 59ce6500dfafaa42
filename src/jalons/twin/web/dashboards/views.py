"""Dashboards for those who work at the authority: the list, a page, the editor, files."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.models import Verb
from jalons.twin.engine.dashboards import KINDS, MOST_TILES, Board
from jalons.twin.store.ready_boards import ready_boards
from jalons.twin.web import opening

from . import actions, editor, pages, queries
from .forms import BoardFileForm, NextTileForm, SettingsForm, TileForm, TitleForm
from .models import Dashboard

INTERNAL = "internal"


@within_authority(Role.READER)
def dashboards(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every dashboard of the authority, and the ready-made ones its sensors can fill."""
    kept = queries.every(authority)
    ready = _ready(request, authority, kept) if _may(request, Role.CONTRIBUTOR) else []
    return render(
        request,
        "twin/dashboards/list.html",
        {
            "kept": [(each, len(each.document.get("tiles", ()))) for each in kept],
            "ready": ready,
            "may_edit": _may(request, Role.CONTRIBUTOR),
        },
    )


def _ready(
    request: HttpRequest, authority: Authority, kept: list[Dashboard]
) -> list[tuple[str, str, str]]:
    asking = queries.asker(authority, audience=INTERNAL, user=request.user, now=timezone.now())
    types = [kind.iri for kind in asking.types]
    language = lang()
    names = {each.name for each in kept}
    return [
        (board.key, board.titles.get(language, board.titles["fr"]), board.about.get(language, ""))
        for board in ready_boards().values()
        if board.suits(types) and not names & set(board.titles.values())
    ]


@within_authority(Role.READER)
def dashboard(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """One dashboard: each tile a sentence, a figure, its source and its last observation."""
    kept = _one(authority, pk)
    asking = queries.asker(authority, audience=INTERNAL, user=request.user, now=timezone.now())
    sheets = opening.sheets().of(asking.tenant)

    def url(identifier: str) -> str:
        return reverse("twin_entity", args=(authority.slug, identifier))

    alone = request.GET.get("tuile", "")
    return render(
        request,
        "twin/dashboards/page.html",
        {
            "kept": kept,
            "blocks": pages.blocks(kept.board, asking, sheets, alone=alone, url=url),
            "now": pages.moment_of(asking.now),
            "alone": alone,
            "may_edit": _may(request, Role.CONTRIBUTOR),
        },
    )


@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A new dashboard: empty under a title, or one of the ready-made."""
    ready = ready_boards().get(request.POST.get("ready", ""))
    form = TitleForm(request.POST if request.method == "POST" and ready is None else None)
    board = None
    if ready is not None:
        asking = queries.asker(authority, audience=INTERNAL, user=request.user, now=timezone.now())
        board = ready.board([kind.iri for kind in asking.types], lang())
    elif form.is_bound and form.is_valid():
        board = Board(form.cleaned_data["title"].strip())
    if board is not None:
        made = _created(request, authority, board, Verb.CREATED)
        if made is not None:
            where = "twin_dashboard" if made.board.tiles else "twin_dashboard_edit"
            return redirect(where, authority.slug, made.pk)
    status = 422 if form.errors else 200
    return render(request, "twin/dashboards/new.html", {"form": form}, status=status)


def _created(
    request: HttpRequest, authority: Authority, board: Board, verb: Verb
) -> Dashboard | None:
    try:
        return actions.create(authority=authority, user=request.user, board=board, verb=verb)
    except actions.TooManyDashboardsError:
        messages.error(request, _("There are 50 dashboards already: erase one first."))
        return None


@within_authority(Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A dashboard brought in a file; what is wrong in it is told with its place."""
    form = BoardFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _created(request, authority, form.cleaned_data["file"], Verb.IMPORTED)
        if made is not None:
            return redirect("twin_dashboard", authority.slug, made.pk)
    status = 422 if form.errors else 200
    return render(request, "twin/dashboards/import.html", {"form": form}, status=status)


@within_authority(Role.READER)
def export(_request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """The document of a dashboard as a file, to bring to another territory."""
    kept = _one(authority, pk)
    text = json.dumps(kept.document, ensure_ascii=False, indent=1) + "\n"
    name = slugify(kept.name)[:60] or "tableau"
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


@within_authority(Role.CONTRIBUTOR)
def edit(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """The editor: the tiles in their order, a tile to add, the title and the audience."""
    kept = _one(authority, pk)
    may_open = _may(request, Role.LEAD)
    held = {"title": kept.name, "audience": kept.audience}
    form = SettingsForm(request.POST or None, initial=held, may_open=may_open)
    if request.method == "POST" and form.is_valid():
        given = {**held, **form.cleaned_data}
        actions.settle(dashboard=kept, user=request.user, **given)
        messages.success(request, _("The dashboard is saved."))
        return redirect("twin_dashboard_edit", authority.slug, pk)
    asking = queries.asker(authority, audience=INTERNAL, user=request.user, now=timezone.now())
    return render(
        request,
        "twin/dashboards/edit.html",
        {
            "kept": kept,
            "form": form,
            "tiles": editor.tiles(kept.board, asking),
            "adding": NextTileForm(types=editor.types(asking)),
            "full": len(kept.board.tiles) >= MOST_TILES,
            "may_open": may_open,
        },
        status=422 if form.errors else 200,
    )


@within_authority(Role.CONTRIBUTOR)
def tile(request: HttpRequest, authority: Authority, pk: int, tile: str = "") -> HttpResponse:
    """A tile to add (its kind and its type are in the address) or to change."""
    kept = _one(authority, pk)
    asking = queries.asker(authority, audience=INTERNAL, user=request.user, now=timezone.now())
    asked = kept.board.tile(tile) if tile else editor.asked(asking, request.GET)
    if asked is None:  # nothing chosen, or somebody removed the tile meanwhile
        messages.error(request, _("Choose a kind of tile, and the type it is about."))
        return redirect("twin_dashboard_edit", authority.slug, pk)
    form = TileForm(
        request.POST or None,
        tile=asked,
        attributes=editor.attributes(asking, asked),
        entities=editor.entities(asking, asked) if "entity" in KINDS[asked.kind].may else [],
    )
    if request.method == "POST" and form.is_valid():
        act = actions.put_tile if tile else actions.add_tile
        act(dashboard=kept, user=request.user, tile=form.written())
        return redirect("twin_dashboard_edit", authority.slug, pk)
    context: dict[str, Any] = {"kept": kept, "form": form, "tile": asked}
    context["kind"], context["about"] = editor.words_of(asking, asked)
    return render(request, "twin/dashboards/tile.html", context, status=422 if form.errors else 200)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def change(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """Move or remove a tile, undo the last change, move or copy the dashboard."""
    kept = _one(authority, pk)
    wanted, name = request.POST.get("do", ""), request.POST.get("tile", "")
    who: dict[str, Any] = {"dashboard": kept, "user": request.user}
    if wanted in ("up", "down"):
        actions.move_tile(**who, tile=name, by=-1 if wanted == "up" else 1)
    elif wanted == "remove":
        actions.remove_tile(**who, tile=name)
    elif wanted == "undo":
        actions.undo(**who)
    elif wanted in ("first", "last"):
        actions.move(dashboard=kept, by=-1 if wanted == "first" else 1)
        return redirect("twin_dashboards", authority.slug)
    elif wanted == "copy":
        return _copied(request, authority, kept)
    return redirect("twin_dashboard_edit", authority.slug, pk)


def _copied(request: HttpRequest, authority: Authority, kept: Dashboard) -> HttpResponse:
    try:
        made = actions.duplicate(
            dashboard=kept, user=request.user, title=_("%(name)s (copy)") % {"name": kept.name}
        )
    except actions.TooManyDashboardsError:
        messages.error(request, _("There are 50 dashboards already: erase one first."))
        return redirect("twin_dashboards", authority.slug)
    return redirect("twin_dashboard_edit", authority.slug, made.pk)


@within_authority(Role.LEAD)
def delete(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """Erase a dashboard, once confirmed."""
    kept = _one(authority, pk)
    if request.method == "POST":
        actions.delete(dashboard=kept, user=request.user)
        messages.success(request, _("The dashboard is erased."))
        return redirect("twin_dashboards", authority.slug)
    return render(request, "twin/dashboards/delete.html", {"kept": kept})


def _one(authority: Authority, pk: int) -> Dashboard:
    kept = queries.one(authority, pk)
    if kept is None:
        raise Http404
    return kept


def _may(request: HttpRequest, role: Role) -> bool:
    return bool(request.role.allows(role))  # type: ignore[attr-defined]
