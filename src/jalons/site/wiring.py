"""The plugs between the foundation and what rooms declare (``room.py`` of each)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from jalons.foundation.rooms import Room, loaded, rooms
from jalons.kernel import contracts

_PORTS: tuple[tuple[contracts.Port[Any], Callable[[Room], str]], ...] = (
    (contracts.observation_store, lambda room: room.web.observations),
    (contracts.device_impacts, lambda room: room.web.impacts),
    (contracts.fleet_reader, lambda room: room.web.fleet),
    (contracts.live_datasets, lambda room: room.web.live),
    (contracts.column_checks, lambda room: room.web.columns),
    (contracts.pair_finder, lambda room: room.web.pairs),
    (contracts.meter_reader, lambda room: room.web.meters),
    (contracts.ai_register, lambda room: room.web.ai_register),
    (contracts.theme_suggester, lambda room: room.web.themes),
    (contracts.indicator_figures, lambda room: room.web.figures),
    (contracts.roadmap, lambda room: room.web.roadmap),
    (contracts.action_drafts, lambda room: room.web.drafts),
)
_without_heavy = False


def leave_heavy_out() -> None:
    """Before Django loads: this process passes heavy pages, and the API, to another one."""
    global _without_heavy  # noqa: PLW0603  a choice of the process, made once
    _without_heavy = True


def connect() -> None:
    """Plug the contracts of the kernel and the API; called once, when Django is ready."""
    from jalons.foundation.accounts.files.quotas import dropped_files  # models are loaded only now
    from jalons.foundation.administration.archive.parts import instance_name, parts
    from jalons.foundation.api.endpoints import mount
    from jalons.foundation.search.finders import searched
    from jalons.site.stored import FilesOfRooms

    for port, declared in _PORTS:
        for implementation in loaded(declared):
            port.connect(implementation)
    contracts.sharings.connect(tuple(loaded(lambda room: room.web.shared)))
    searched.connect(
        (
            *(f"{room.package}.{room.web.finders}" for room in rooms() if room.web.finders),
            "jalons.foundation.search.own",
            "jalons.foundation.navigation.finders",
        )
    )
    files = loaded(lambda room: room.web.files)
    dropped_files.connect(
        FilesOfRooms((import_module("jalons.foundation.imports.quota_files"), *files))
    )
    parts.connect(tuple(loaded(lambda room: room.web.leaving)))
    instance_name.connect(import_module("jalons.site.storage.instance").name_of_base)
    own = import_module("jalons.foundation.api.api").endpoints
    mount(
        own,
        *loaded(lambda room: (_without_heavy and room.web.scopes) or room.web.api),
    )
