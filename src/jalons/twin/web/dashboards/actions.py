"""Writes of dashboards: tiles and order; their register writes the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import write
from jalons.twin.engine import dashboards as engine
from jalons.twin.engine.dashboards import Board, Tile

from . import queries
from .models import Dashboard


def create(*, authority: Authority, user: Any, board: Board, verb: str = "") -> Dashboard:
    """A new dashboard at the end of the list; ``DashboardError`` beyond fifty."""
    made = queries.fresh(authority)
    write(authority, user, [(made, _values(board))], verb=verb)
    return made


def change(*, dashboard: Dashboard, user: Any, what: Callable[[Board], Board]) -> Batch | None:
    """Change the tiles as they are now, even if somebody changed them meanwhile."""
    with transaction.atomic():
        stored = dashboard.latest()
        return write(stored.authority, user, [(stored, _values(what(stored.board)))])


def add_tile(*, dashboard: Dashboard, user: Any, tile: Tile) -> Batch | None:
    return change(dashboard=dashboard, user=user, what=lambda board: engine.added(board, tile))


def put_tile(*, dashboard: Dashboard, user: Any, tile: Tile) -> Batch | None:
    """Replace the tile that has the same id."""
    return change(dashboard=dashboard, user=user, what=lambda board: engine.replaced(board, tile))


def move_tile(*, dashboard: Dashboard, user: Any, tile: str, by: int) -> Batch | None:
    return change(dashboard=dashboard, user=user, what=lambda board: engine.moved(board, tile, by))


def remove_tile(*, dashboard: Dashboard, user: Any, tile: str) -> Batch | None:
    return change(dashboard=dashboard, user=user, what=lambda board: engine.removed(board, tile))


def move(*, dashboard: Dashboard, user: Any, by: int) -> Batch | None:
    """Move a dashboard in the list of its authority."""
    with transaction.atomic():
        every = list(living(Dashboard, dashboard.authority).select_for_update())
        place = next(n for n, each in enumerate(every) if each.pk == dashboard.pk)
        moved = every.pop(place)
        every.insert(min(max(place + by, 0), len(every)), moved)
        changes = [(each, {"position": rank}) for rank, each in enumerate(every, start=1)]
        return write(dashboard.authority, user, changes, label=str(moved))


def _values(board: Board) -> dict[str, Any]:
    """The fields of a board, its tiles numbered."""
    document = engine.read(board.document()).document()
    return {"name": document["title"], "tiles": document["tiles"]}
