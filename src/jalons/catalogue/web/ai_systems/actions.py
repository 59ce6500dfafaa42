"""Cards started from a model or a file, months of use brought from a gateway."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

from jalons.catalogue.engine.ai.cards import read_cards
from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.web.ai_systems.models import AISystem, GenerativeUse
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import write

if TYPE_CHECKING:
    from jalons.catalogue.capture.gateway import MonthOfUse

type Started = tuple[Mapping[str, Any], Mapping[str, Any]]


@cache
def starters() -> Mapping[str, Mapping[str, Any]]:
    """The starter cards by name: title, what is usually true, what to ask, answers."""
    folder = resources.files("jalons.catalogue") / "data" / "ai_cards"
    files = {each.name.removesuffix(".toml"): each for each in folder.iterdir()}
    return {name: tomllib.loads(files[name].read_text("utf-8")) for name in sorted(files)}


def starter(name: str) -> Started:
    """The values and the answers of a starter card."""
    found = starters()[name]
    return {"name": found["title"]["fr"], "summary": found["summary"]}, found["answers"]


def read_file(content: bytes) -> list[Started]:
    """The cards of a JSON file. Raises ``CatalogueError`` (``ai_no_card``)."""
    try:
        return list(read_cards(msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CatalogueError("ai_no_card") from None


def start(authority: Authority, user: Any, cards: Iterable[Started]) -> list[AISystem]:
    """New systems from cards of others, in one act; every answer waits for a confirmation.

    A name taken already gets a number; what only the authority knows is left to fill.
    """
    taken, changes = set(living(AISystem, authority).values_list("name", flat=True)), []
    for values, answers in cards:
        rank, name = 1, str(values["name"])
        while name in taken:
            rank, name = rank + 1, f"{str(values['name'])[:114]} ({rank + 1})"
        taken.add(name)
        fresh = {**values, "name": name, "answers": dict(answers), "drafts": list(answers)}
        changes.append((AISystem(authority=authority), fresh))
    write(authority, user, changes)
    return [made for made, _values in changes]


def store_use(
    system: AISystem, user: Any, months: Iterable[MonthOfUse], *, host: str, source: str
) -> Batch | None:
    """Store months as one act; a month counted before takes the new count."""
    owner = system.authority
    known = {(each.month, each.model): each
             for each in living(GenerativeUse, owner).filter(system=system)}  # fmt: skip
    return write(owner, user, [
        (known.get((each.month, each.model)) or GenerativeUse(authority=owner, system=system),
         {"month": each.month, "model": each.model, "requests": each.requests, "host": host,
          "input_tokens": each.input_tokens, "output_tokens": each.output_tokens,
          "source": source[:120]})
        for each in months
    ], label=str(system))  # fmt: skip
