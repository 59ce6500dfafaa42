"""What is decided as data: kinds of files, how long signatures last, what is read at most."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from jalons.federation.engine.contents import SharedKind

_DATA = resources.files("jalons.federation") / "data"


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What is read of one territory at most, and how often everything is verified again."""

    most_files: int
    most_bytes: int
    seconds: float
    source_seconds: float
    verify_every: timedelta
    clock: timedelta


@cache
def kinds() -> dict[str, SharedKind]:
    """The kinds of files by name."""
    return {
        name: SharedKind(
            name, tuple(each["endings"]), each["most_bytes"], _schema(each.get("schema", "")),
            each.get("parcel", ""), each.get("bundled", False), each.get("plain", False),
        )
        for name, each in _toml("kinds.toml").items()
    }  # fmt: skip


def kind_label(name: str, lang: str) -> str:
    """A kind in words; its name when it is not one of ours."""
    entry = _toml("kinds.toml").get(name, {})
    return str(entry.get(lang) or entry.get("fr") or name)


@cache
def limits() -> ReadingLimits:
    """What is read of one territory at most."""
    found = _toml("rules.toml")["limits"]
    return ReadingLimits(
        found["most_files"], found["most_bytes"], found["seconds"],
        found["source_seconds"],
        timedelta(days=found["verify_every_days"]), timedelta(hours=found["clock_hours"]),
    )  # fmt: skip


@cache
def lifetime(role: str) -> timedelta:
    """How long the signature of a role is good for."""
    return timedelta(days=_toml("rules.toml")["days"][role])


@cache
def warned_before() -> timedelta:
    """How long before the end of a signature people are warned that it was not renewed."""
    return timedelta(days=_toml("rules.toml")["warnings"]["ends_within_days"])


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


def _schema(name: str) -> dict[str, Any] | None:
    if not name:
        return None
    content = (_DATA / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(content)
    return found


def sdmx_structure() -> str:
    """The structure of the message of ``engine.sdmx``, in SDMX-ML 3.0."""
    return (_DATA / "groupes.structure.xml").read_text(encoding="utf-8")
