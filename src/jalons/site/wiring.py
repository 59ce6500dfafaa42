"""The plugs between the foundation and what rooms declare (``room.py`` of each)."""

from __future__ import annotations

from importlib import import_module

from jalons.foundation.rooms import loaded, rooms
from jalons.kernel.contracts import (
    action_drafts,
    device_impacts,
    fleet_reader,
    live_datasets,
    observation_store,
)

_without_heavy = False


def leave_heavy_out() -> None:
    """Before Django loads: this process passes heavy pages, and the API, to another one."""
    global _without_heavy  # noqa: PLW0603  a choice of the process, made once
    _without_heavy = True


def connect() -> None:
    """Plug the contracts of the kernel and the API; called once, when Django is ready."""
    from jalons.foundation.accounts.files.quotas import dropped_files  # models are loaded only now
    from jalons.foundation.administration.archive.parts import parts
    from jalons.foundation.api.endpoints import mount
    from jalons.foundation.search.finders import searched
    from jalons.site.stored import FilesOfRooms

    for store in loaded(lambda room: room.web.observations):
        observation_store.connect(store)
    for impacts in loaded(lambda room: room.web.impacts):
        device_impacts.connect(impacts)
    for reader in loaded(lambda room: room.web.fleet):
        fleet_reader.connect(reader)
    for live in loaded(lambda room: room.web.live):
        live_datasets.connect(live)
    for drafts in loaded(lambda room: room.web.drafts):
        action_drafts.connect(drafts)
    searched.connect(
        (
            *(f"{room.package}.{room.web.finders}" for room in rooms() if room.web.finders),
            "jalons.foundation.search.own",
        )
    )
    files = loaded(lambda room: room.web.files)
    dropped_files.connect(
        FilesOfRooms((import_module("jalons.foundation.imports.quota_files"), *files))
    )
    parts.connect(tuple(loaded(lambda room: room.web.leaving)))
    own = import_module("jalons.foundation.api.api").endpoints
    mount(
        own,
        *loaded(lambda room: (_without_heavy and room.web.scopes) or room.web.api),
    )
