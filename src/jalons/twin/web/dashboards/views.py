"""Dashboards for the authority: a page, the editor, files."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.models import Verb
from jalons.foundation.register import views as kit
from jalons.foundation.register.pages import (
    UNPROCESSABLE,
    last_act,
    offered,
    open_moves,
    record_or_404,
    render,
    url_of,
)
from jalons.kernel import JalonsError
from jalons.twin.engine.dashboards import KINDS, LONGEST_TITLE, MOST_TILES, Board
from jalons.twin.store.ready_boards import ready_boards
from jalons.twin.web.connection import twin_store

from . import actions, editor, pages, queries
from .forms import BoardFileForm, NextTileForm, TileForm
from .models import Dashboard
from .register import TitleForm, boards

INTERNAL = "internal"


def twin_reader(request: HttpRequest, authority: Authority) -> queries.TwinReader:
    return queries.twin_reader(authority, audience=INTERNAL, user=request.user, now=timezone.now())


@within_authority(Role.READER)
def dashboard(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    found = boards.of(authority).filter(pk=pk).first()
    if found is None:
        return kit.in_trash(boards, request, pk)
    reader = twin_reader(request, authority)
    sheets = twin_store.policies().of(reader.tenant)

    def url(identifier: str) -> str:
        return reverse("twin_entity", args=(authority.slug, identifier))

    alone = request.GET.get("tuile", "")
    return kit.record_page(
        boards,
        request,
        found,
        blocks=pages.blocks(found.board, reader, sheets, alone=alone, url=url),
        now=pages.moment_of(reader.now),
        alone=alone,
        moves={},
    )


@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A new dashboard: empty with a title, or a ready-made one."""
    ready = ready_boards().get(request.POST.get("ready", ""))
    if ready is not None:
        types = [kind.iri for kind in twin_reader(request, authority).types]
        return _created(request, authority, ready.board(types, lang()), Verb.CREATED)
    form, _batch = kit.saved(TitleForm, request, partial(queries.fresh, authority))
    if form.is_bound and not form.errors:
        return redirect(url_of(boards, form.instance, "edit"))
    trail = (_("New dashboard"),)
    return kit.form_page(boards, request, form, trail, ready=_ready(request, authority))


def _created(request: HttpRequest, authority: Authority, board: Board, verb: Verb) -> HttpResponse:
    try:
        made = actions.create(authority=authority, user=request.user, board=board, verb=verb)
    except (JalonsError, ValidationError) as error:
        text = error.messages[0] if isinstance(error, ValidationError) else str(error)
        messages.error(request, text, "bad")
        return redirect("twin_dashboard_list", authority.slug)
    return kit.to_record(boards, made, last_act(made))


def _ready(request: HttpRequest, authority: Authority) -> list[tuple[str, str, str]]:
    """The ready-made dashboards that sensors can fill, not used yet: key, title, purpose."""
    types = [kind.iri for kind in twin_reader(request, authority).types]
    language = lang()
    names = {each.name for each in boards.of(authority)}
    return [
        (key, board.title.get(language, board.title["fr"]), board.about.get(language, ""))
        for key, board in ready_boards().items()
        if board.suits(types) and not names & set(board.title.values())
    ]


@within_authority(Role.CONTRIBUTOR)
def import_file(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A dashboard from a file; each error is shown with its place."""
    form = BoardFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _created(request, authority, form.cleaned_data["file"], Verb.IMPORTED)
    status = UNPROCESSABLE if form.errors else 200
    trail = (_("A dashboard in a file"),)
    return render(boards, request, "import", status, form=form, trail=trail)


@within_authority(Role.READER)
def file(_request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """The document of a dashboard as a file."""
    found = record_or_404(boards, authority, pk)
    text = json.dumps(found.document, ensure_ascii=False, indent=1) + "\n"
    name = slugify(found.name)[:60] or "tableau"
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


@within_authority(Role.CONTRIBUTOR)
def edit(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    read = partial(record_or_404, boards, authority, pk)
    form, batch = kit.saved(TitleForm, request, read)
    if form.is_bound and not form.errors:
        return kit.to_record(boards, form.instance, batch)
    found: Dashboard = read()
    reader = twin_reader(request, authority)
    return kit.form_page(
        boards,
        request,
        form,
        (found.name, url_of(boards, found), _("Change the dashboard")),
        tiles=editor.tiles(found.board, reader),
        adding=NextTileForm(types=editor.types(reader)),
        full=len(found.tiles) >= MOST_TILES,
        moves=open_moves(boards, request, found),
        done=offered(boards, request, last_act(found)),
    )


@within_authority(Role.CONTRIBUTOR)
def tile(request: HttpRequest, authority: Authority, pk: int, tile: str = "") -> HttpResponse:
    """A tile to add (its kind and type are query parameters) or to change."""
    found = record_or_404(boards, authority, pk)
    editing = url_of(boards, found, "edit")
    reader = twin_reader(request, authority)
    current = found.board.tile(tile) if tile else editor.new_tile(reader, request.GET)
    if current is None:  # nothing chosen, or somebody removed the tile meanwhile
        messages.error(request, _("Choose a kind of tile, and the type it is about."))
        return redirect(editing)
    form = TileForm(
        request.POST or None,
        tile=current,
        attributes=editor.attributes(reader, current),
        entities=editor.entities(reader, current) if "entity" in KINDS[current.kind].may else [],
    )
    if request.method == "POST" and form.is_valid():
        act = actions.put_tile if tile else actions.add_tile
        act(dashboard=found, user=request.user, tile=form.written())
        return redirect(editing)
    kind, about = editor.words_of(reader, current)
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "tile": current, "kind": kind, "about": about, "record": found}
    trail = (found.name, editing, kind)
    return render(boards, request, "tile", status, back=editing, trail=trail, **context)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def change(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """Move or remove a tile, move or copy the dashboard."""
    found = record_or_404(boards, authority, pk)
    wanted, name = request.POST.get("do", ""), request.POST.get("tile", "")
    who: dict[str, Any] = {"dashboard": found, "user": request.user}
    if wanted in ("up", "down"):
        actions.move_tile(**who, tile=name, by=-1 if wanted == "up" else 1)
    elif wanted == "remove":
        actions.remove_tile(**who, tile=name)
    elif wanted in ("first", "last"):
        batch = actions.move(**who, by=-1 if wanted == "first" else 1)
        return kit.to_list(boards, authority, batch)
    elif wanted == "copy":
        title = _("%(name)s (copy)") % {"name": found.name}
        copy = Board(title[:LONGEST_TITLE], found.board.tiles)
        return _created(request, authority, copy, Verb.CREATED)
    return redirect(url_of(boards, found, "edit"))
