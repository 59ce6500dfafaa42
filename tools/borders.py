"""Contracts of import-linter that know the rooms: ``ROOM`` in an option stands for each of them.

A layer ``ROOM`` is every room side by side; ``jalons.ROOM.cli`` is that module of each room that
has one. So a new room is within every border without a line of ``pyproject.toml``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

from jalons.site.rooms import INSTALLED_ROOMS

type Options = dict[str, Any]
SOURCE = Path(__file__).parents[1] / "src"


def _exists(module: str) -> bool:
    path = SOURCE.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def _expanded(values: list[str]) -> list[str]:
    found: list[str] = []
    for value in values:
        if value == "ROOM":
            found.append(" | ".join(INSTALLED_ROOMS))
        elif "ROOM" in value:
            found += filter(_exists, (value.replace("ROOM", room) for room in INSTALLED_ROOMS))
        else:
            found.append(value)
    return found


def _with_rooms(options: Options) -> Options:
    return {
        key: _expanded(value) if isinstance(value, list) else value
        for key, value in options.items()
    }


class RoomLayers(LayersContract):
    """The layers of import-linter, with ``ROOM``."""

    def __init__(self, name: str, session_options: Options, contract_options: Options) -> None:
        super().__init__(name, session_options, _with_rooms(contract_options))


class RoomForbidden(ForbiddenContract):
    """The forbidden imports of import-linter, with ``ROOM``."""

    def __init__(self, name: str, session_options: Options, contract_options: Options) -> None:
        super().__init__(name, session_options, _with_rooms(contract_options))
