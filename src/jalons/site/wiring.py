"""The rooms of this instance, and the plugs between them. A new room is one line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from jalons.kernel.contracts import observation_store


@dataclass(frozen=True, slots=True)
class Room:
    """A domain of the product: its package, and where its pages live within an authority.

    ``path`` is None for a room that has commands but no page yet; ``api`` tells whether its
    ``web/api.py`` declares endpoints; ``heavy`` that it computes with libraries which the process
    that serves does not load: its scopes are then in ``web/scopes.py``; ``stored`` names the
    commands of its ``web/commands.py``, which read or write the database.
    """

    name: str
    path: str | None
    api: bool = False
    heavy: bool = False
    stored: tuple[str, ...] = ()

    @property
    def app(self) -> str:
        """The Django app of the room."""
        return f"jalons.{self.name}.web"


ROOMS: tuple[Room, ...] = (
    Room(
        "strategy",
        path="",
        api=True,
        stored=("authorities", "document", "publish", "plan", "territory", "actors"),
    ),
    Room("footprint", path="empreinte/", api=True, heavy=True),
    Room("webaudit", path=None),
    Room("twin", path="jumeau/", api=True),
)
# Where rooms say what they rest on, in the order of the page of sources.
SOURCED = (
    "jalons.foundation.territories.sourced",
    "jalons.strategy.web.sourced",
    "jalons.footprint.web.sourced",
    "jalons.twin.web.sourced",
)
# What can be found, in the order of the page of results.
SEARCHED = (
    "jalons.strategy.web.finders",
    "jalons.footprint.web.finders",
    "jalons.twin.web.finders",
    "jalons.foundation.search.own",
)
PAGES: tuple[Room, ...] = tuple(room for room in ROOMS if room.path is not None)


_without_heavy = False


def leave_heavy_out() -> None:
    """Before Django loads: this process passes heavy pages, and the API, to another one."""
    global _without_heavy  # noqa: PLW0603  a choice of the process, made once
    _without_heavy = True


def connect() -> None:
    """Plug the contracts of the kernel and the API; called once, when Django is ready."""
    from jalons.foundation.accounts.quotas import dropped_files  # models are loaded only now
    from jalons.foundation.administration.parts import parts
    from jalons.foundation.api.endpoints import mount
    from jalons.foundation.search.finding import searched
    from jalons.site.stored import FilesOfRooms

    strategy = import_module("jalons.strategy.web.actions")
    observation_store.connect(strategy.store)
    searched.connect(SEARCHED)
    dropped_files.connect(
        FilesOfRooms(
            (
                import_module("jalons.foundation.imports.dropped"),
                import_module("jalons.footprint.web.dropped"),
                import_module("jalons.strategy.web.dropped"),
                import_module("jalons.twin.web.ingest.dropped"),
            )
        )
    )
    parts.connect((import_module("jalons.twin.web.leaving"),))
    names = [
        f"{room.app}.{'scopes' if room.heavy and _without_heavy else 'api'}"
        for room in ROOMS
        if room.api
    ]
    mount(*(import_module(name).endpoints for name in ("jalons.foundation.api.api", *names)))
