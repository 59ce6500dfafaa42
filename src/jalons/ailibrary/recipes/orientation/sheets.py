"""The sheets and the questions of service-public.fr that the recipe ships."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

SHIPPED = "orientation.zip"  # the bundle that Jalons ships
_DATA = resources.files("jalons.ailibrary.recipes.orientation").joinpath("data")


class Labelled(msgspec.Struct, frozen=True):
    """A text and the theme under which the State files it; ``id`` is that of its page."""

    id: str
    text: str
    label: str


@cache
def sheets() -> tuple[Labelled, ...]:
    """The first words of the practical sheets: what the recipe knows before any label of ours."""
    return _labelled("sheets.jsonl")


@cache
def questions() -> tuple[Labelled, ...]:
    """The questions that citizens ask, as the State words them."""
    return _labelled("questions.jsonl")


@cache
def menus() -> dict[str, tuple[str, ...]]:
    """The headings under each theme, as a visitor of the site reads them."""
    return msgspec.json.decode(content("menus.json"), type=dict[str, tuple[str, ...]])


def content(name: str) -> bytes:
    """A file of the data folder."""
    return _DATA.joinpath(name).read_bytes()


def _labelled(name: str) -> tuple[Labelled, ...]:
    return tuple(msgspec.json.Decoder(Labelled).decode_lines(content(name)))
