"""Levers as people read them, from the words of the command line."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from jalons.footprint.engine.analysis.lever_values import FARTHEST, FORMS, VALUES
from jalons.footprint.words.figures import lowered, named, number, percent, say
from jalons.foundation.design import page_language
from jalons.kernel import JalonsError

MOST = 40  # levers of a scenario


class LeverError(JalonsError):
    """A lever that cannot be stored."""

    package = "jalons.footprint"


def check_levers(levers: Sequence[str]) -> None:
    """Refuse what is written like no lever: ``LeverError`` (``lever_unknown``)."""
    for lever in levers:
        kind, *values = lever.strip().split(":")
        if len(values) != len(VALUES.get(kind, [kind] * (len(values) + 1))):
            raise LeverError("lever_unknown", lever=lever, known=", ".join(FORMS))


def check_target(target: int, *, start: int) -> None:
    """Refuse a year that no trajectory from ``start`` leads to: ``LeverError``."""
    if not 1 <= target - start <= FARTHEST:
        raise LeverError("years_order", field="target_year", start=start, target=target)


def about(lever: str) -> tuple[str, ...]:
    """What a lever is about: of two about the same thing, a scenario has only one."""
    kind, *parts = lever.split(":")
    return (kind, *(parts[:-1] if kind in {"keep", "refurbished", "custom"} else ()))


def lever_words(lever: str, lang: str | None = None) -> str:
    """A lever as people read it; as it is written when it cannot be read."""
    kind, *parts = lever.split(":")
    try:
        values = zip(VALUES[kind], parts, strict=True)
        shown = {name: _value_words(name, text, lang) for name, text in values}
    except (KeyError, ValueError):
        return lever
    return say(f"lever.{kind}", lang, **shown)


def problem_words(error: JalonsError) -> str:
    """Why levers cannot be computed, and what to do; kinds of device have the names of pages."""
    kinds, spoken = _table("devices"), page_language.lang()
    words = {
        name: ", ".join(
            _value_words("device", each, spoken) if each in kinds else each
            for each in error.params[name].split(", ")
        )
        for name in error.params.keys() & {"device", "known"}
    }
    said = LeverError(error.code, **(error.params | words))
    if error.code == "lever_unknown":  # its hint is for the command line
        return said.message(spoken)
    return page_language.error_words(said)


def _value_words(name: str, text: str, lang: str | None) -> str:
    if name == "device":
        return lowered(named(_table("devices")[text]["plural"], lang))
    if name == "country":
        return named(dict(zip(("fr", "en"), _table("countries")[text.upper()], strict=False)), lang)
    if name == "stage":
        return say(f"stage.{text}", lang).lower()
    return percent(_number(text), lang) if name == "share" else number(_number(text), lang)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


@cache
def _table(name: str) -> dict[str, Any]:
    """A small table of the room, read without the engine: the journal writes levers too."""
    data = resources.files("jalons.footprint") / "data" / f"{name}.toml"
    return tomllib.loads(data.read_text(encoding="utf-8"))
