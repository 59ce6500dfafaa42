"""Writing dashboards, each change in the journal; the last change of each can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Max

from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.twin.engine import dashboards as engine
from jalons.twin.engine.dashboards import Board, Tile

from .models import Dashboard

MOST_DASHBOARDS = 50


class TooManyDashboardsError(ValueError):
    """An authority has as many dashboards as it may."""


def create(
    *, authority: Authority, user: Any, board: Board, verb: Verb = Verb.CREATED
) -> Dashboard:
    """A new dashboard at the end of the list; raises ``TooManyDashboardsError`` beyond fifty."""
    kept, board = Dashboard.objects.of(authority), engine.read(board.document())
    with transaction.atomic():
        if kept.count() >= MOST_DASHBOARDS:
            raise TooManyDashboardsError
        last = kept.aggregate(last=Max("position"))["last"]
        made = Dashboard.objects.create(
            authority=authority,
            name=board.title,
            document=board.document(),
            position=(last or 0) + 1,
        )
        _tell(made, user, verb, after={"tiles": len(board.tiles)})
    return made


def change(
    *, dashboard: Dashboard, user: Any, what: Callable[[Board], Board], undone: bool = False
) -> Dashboard:
    """Change the document as it is now, whoever changed it meanwhile; what it was is kept."""
    with transaction.atomic():
        kept = Dashboard.objects.of(dashboard.authority).select_for_update().get(pk=dashboard.pk)
        before = kept.board
        after = engine.read(what(before).document())
        if after != before:
            kept.former = None if undone else before.document()
            kept.document, kept.name = after.document(), after.title
            kept.save()
            _tell(
                kept, user, Verb.RESTORED if undone else Verb.CHANGED,
                before={"tiles": len(before.tiles), "title": before.title},
                after={"tiles": len(after.tiles), "title": after.title},
            )  # fmt: skip
    return kept


def add_tile(*, dashboard: Dashboard, user: Any, tile: Tile) -> Dashboard:
    """Add a tile at the end."""
    return change(dashboard=dashboard, user=user, what=lambda board: engine.added(board, tile))


def put_tile(*, dashboard: Dashboard, user: Any, tile: Tile) -> Dashboard:
    """Put a tile in the place of the one that has its id."""
    return change(dashboard=dashboard, user=user, what=lambda board: engine.replaced(board, tile))


def move_tile(*, dashboard: Dashboard, user: Any, tile: str, by: int) -> Dashboard:
    """Move a tile by some places."""
    return change(dashboard=dashboard, user=user, what=lambda board: engine.moved(board, tile, by))


def remove_tile(*, dashboard: Dashboard, user: Any, tile: str) -> Dashboard:
    """Take a tile away; ``undo`` brings it back."""
    return change(dashboard=dashboard, user=user, what=lambda board: engine.removed(board, tile))


def undo(*, dashboard: Dashboard, user: Any) -> Dashboard:
    """Bring back the document before the last change; nothing when there is none."""
    former = dashboard.former
    if former is None:
        return dashboard
    return change(
        dashboard=dashboard, user=user, what=lambda _board: engine.read(former), undone=True
    )


def settle(*, dashboard: Dashboard, user: Any, title: str, audience: str) -> Dashboard:
    """Name a dashboard and say who reads it; opening it to everybody is told as a publication."""
    kept = change(dashboard=dashboard, user=user, what=lambda board: replace(board, title=title))
    if kept.audience != audience:
        before, kept.audience = kept.audience, audience
        with transaction.atomic():
            kept.save(update_fields=["audience"])
            verb = Verb.PUBLISHED if audience == Dashboard.Audience.OPEN else Verb.WITHDRAWN
            _tell(kept, user, verb, before={"audience": before}, after={"audience": audience})
    return kept


def duplicate(*, dashboard: Dashboard, user: Any, title: str) -> Dashboard:
    """A copy for the authority alone, at the end of the list."""
    board = replace(dashboard.board, title=title[: engine.LONGEST_TITLE])
    return create(authority=dashboard.authority, user=user, board=board)


def move(*, dashboard: Dashboard, by: int) -> None:
    """Move a dashboard in the list of its authority."""
    with transaction.atomic():
        every = list(Dashboard.objects.of(dashboard.authority).select_for_update())
        place = next(n for n, each in enumerate(every) if each.pk == dashboard.pk)
        moved = every.pop(place)
        every.insert(min(max(place + by, 0), len(every)), moved)
        for rank, each in enumerate(every, start=1):
            if each.position != rank:
                each.position = rank
                each.save(update_fields=["position"])


def delete(*, dashboard: Dashboard, user: Any) -> None:
    """Erase a dashboard; its document stays in the journal, to be brought back by a file."""
    with transaction.atomic():
        _tell(dashboard, user, Verb.DELETED, before={"document": dashboard.document})
        dashboard.delete()


def _tell(dashboard: Dashboard, user: Any, verb: Verb, **told: Any) -> None:
    record(
        request_user=user,
        authority=dashboard.authority,
        verb=verb,
        urn=dashboard.urn,
        label=dashboard.name,
        **told,
    )
