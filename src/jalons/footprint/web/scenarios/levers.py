"""Levers between the workshop and the command line: the fields of one, the words of the other."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jalons.footprint.engine.analysis.lever_values import VALUES
from jalons.footprint.words.figures import named, number, percent, say
from jalons.kernel import JalonsError

ROWS = (1, 2)  # how many kinds of device one lever may concern at once
FIRST_STAGE = "manufacturing"


class LeverError(JalonsError):
    """A lever that the workshop cannot store."""

    package = "jalons.footprint"


def fields_of(
    levers: Sequence[str], *, target: int | None = None, objective: float | None = None
) -> dict[str, Any]:
    """The fields of the workshop that pull these levers, valid ones of the command line.

    ``objective`` is in percent less. Raises ``LeverError`` (``lever_without_place``) for what the
    workshop has no place for.
    """
    found: dict[str, Any] = {"target": target, "objective": objective}
    for lever in levers:
        try:
            found |= _lever_fields(lever, found)
        except (ValueError, IndexError) as error:
            raise LeverError("lever_unknown", lever=lever, known=", ".join(VALUES)) from error
    return {name: value for name, value in found.items() if value is not None}


def _lever_fields(lever: str, taken: Mapping[str, Any]) -> dict[str, Any]:
    kind, *parts = lever.strip().split(":")
    if kind in {"keep", "refurbished"}:
        row = next((row for row in ROWS if f"{kind}{row}" not in taken), None)
        if row is None:
            raise LeverError("lever_without_place", lever=lever)
        second, times = (f"years{row}", 1) if kind == "keep" else (f"share{row}", 100)
        return {f"{kind}{row}": parts[0], second: f"{_number(parts[1]) * times:g}"}
    if kind in taken or kind not in VALUES:
        raise LeverError("lever_without_place", lever=lever)
    if kind == "custom":
        return dict(zip(("custom", "stage", "times"), parts, strict=True))
    if kind == "print":
        return {kind: f"{_number(parts[0]) * 100:g}"}
    return {kind: parts[0] if parts else "on"}


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def levers_of(fields: Mapping[str, Any]) -> list[str]:
    """The levers pulled by the valid fields of the workshop, as the command line writes them."""
    found = [
        f"keep:{fields[f'keep{row}']}:{fields[f'years{row}']:g}"
        for row in ROWS
        if fields.get(f"keep{row}") and fields.get(f"years{row}")
    ]
    found += [
        f"refurbished:{fields[f'refurbished{row}']}:{fields[f'share{row}'] / 100:g}"
        for row in ROWS
        if fields.get(f"refurbished{row}") and fields.get(f"share{row}")
    ]
    found += [
        f"{name}:{fields[name]:g}"
        for name in ("screens", "virtualise", "pue")
        if fields.get(name) is not None
    ]
    if fields.get("host"):
        found.append(f"host:{fields['host']}")
    if fields.get("print"):
        found.append(f"print:{fields['print'] / 100:g}")
    if fields.get("custom") and fields.get("times") is not None:
        stage = fields.get("stage") or FIRST_STAGE
        found.append(f"custom:{fields['custom']}:{stage}:{fields['times']:g}")
    return [*found, "unused"] if fields.get("unused") else found


def lever_words(lever: str, lang: str | None = None) -> str:
    """A lever as people read it; as it is written when it cannot be read."""
    kind, *parts = lever.split(":")
    try:
        values = zip(VALUES[kind], parts, strict=True)
        shown = {name: _value_words(name, text, lang) for name, text in values}
    except (KeyError, ValueError):
        return lever
    return say(f"lever.{kind}", lang, **shown)


def _value_words(name: str, text: str, lang: str | None) -> str:
    if name == "device":
        plural = named(_table("devices")[text]["plural"], lang)
        return plural[:1].lower() + plural[1:]
    if name == "country":
        return named(dict(zip(("fr", "en"), _table("countries")[text], strict=False)), lang)
    if name == "stage":
        return say(f"stage.{text}", lang).lower()
    return percent(_number(text), lang) if name == "share" else number(_number(text), lang)


@cache
def _table(name: str) -> dict[str, Any]:
    """A small table of the room, read without the engine: the journal writes levers too."""
    data = resources.files("jalons.footprint") / "data" / f"{name}.toml"
    return tomllib.loads(data.read_text(encoding="utf-8"))
