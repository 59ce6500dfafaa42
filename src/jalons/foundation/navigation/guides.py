"""The short guides of the rooms: what it is for, what to bring, three steps, what figures mean."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.rooms import Room, rooms

type _Written = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GuideStep:
    """What to do, and the page where it is done, for a role at least."""

    text: str
    page: str
    label: str
    needs: Role


@dataclass(frozen=True, slots=True)
class Trouble:
    """What often goes wrong, and the way out."""

    happens: str
    way_out: str


@dataclass(frozen=True, slots=True)
class Guide:
    """A page of help: it is read in a minute, and does not repeat the screens."""

    name: str
    title: str
    purpose: str
    bring: str
    time: str
    steps: tuple[GuideStep, ...]
    means: str
    means_not: str
    troubles: tuple[Trouble, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """All that it says."""
        steps = (text for step in self.steps for text in (step.text, step.label))
        troubles = (text for each in self.troubles for text in (each.happens, each.way_out))
        own = (self.title, self.purpose, self.bring, self.time, self.means, self.means_not)
        return (*own, *steps, *troubles)


@lru_cache(maxsize=2)
def guides(lang: str) -> Mapping[str, Guide]:
    """Every guide in a language, by its name, in the order of the rooms."""
    return {name: _read(room, name, lang) for room in rooms() for name in room.guides}


def _read(room: Room, name: str, lang: str) -> Guide:
    file = resources.files(room.package) / "data" / "guides" / f"{name}.toml"
    written: _Written = tomllib.loads(file.read_text(encoding="utf-8"))
    return Guide(
        name,
        title=written["title"][lang],
        purpose=written["purpose"][lang],
        bring=written["bring"][lang],
        time=written["time"][lang],
        steps=tuple(
            GuideStep(
                step["text"][lang],
                step["page"],
                step["label"][lang],
                Role(step.get("needs", Role.READER)),
            )
            for step in written["step"]
        ),
        means=written["means"][lang],
        means_not=written["means_not"][lang],
        troubles=tuple(
            Trouble(each["happens"][lang], each["way_out"][lang]) for each in written["trouble"]
        ),
    )
