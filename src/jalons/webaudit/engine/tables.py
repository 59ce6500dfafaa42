"""The reference tables of the room, read once and only when asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from jalons.kernel import Source


@cache
def table(name: str) -> Mapping[str, Any]:
    """The content of ``data/<name>.toml``."""
    path = resources.files("jalons.webaudit") / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def source_of(entry: Mapping[str, Any]) -> Source:
    """The kernel source described by a table's entry."""
    return Source(
        title=entry["title"],
        publisher=entry["publisher"],
        published=entry.get("published"),
        licence=entry["licence"],
        link=entry["link"],
        verified=entry["verified"],
    )
