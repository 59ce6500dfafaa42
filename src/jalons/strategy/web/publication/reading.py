"""What must be read by a person before it goes out: texts of a file, words that look like somebody.

Every public output is written from what ``cleared`` lets through. A yes is for one text: when the
text changes, it is asked again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from jalons.foundation.accounts.models import Authority
from jalons.kernel import Urn
from jalons.strategy.engine.persons import PersonLike, PersonSign, persons_in
from jalons.strategy.engine.publication import (
    PublicAction,
    PublicActor,
    PublicDocument,
    PublicIndicator,
    PublicTerritory,
    Shelf,
)
from jalons.strategy.web.actors import queries as register
from jalons.strategy.web.publication.models import TextReading
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.statutory.models import StatutoryDocument

_PLAIN = frozenset({Shelf.ACTIONS, Shelf.ACTORS})  # their texts are sentences
_SHORTEST = 4  # characters of a title that tells a document prints its action


@dataclass(frozen=True, slots=True)
class Waiting:
    """An object chosen for the public that a person must read first, and why.

    ``found`` are its words that look like a person; ``imported``: its text, or that of an action
    it prints, came from a file and was not read since; ``withdrawn`` are organisations it names
    that no longer agree to be.
    """

    urn: Urn
    shelf: Shelf
    label: str
    text: str
    digest: str
    found: tuple[PersonLike, ...]
    imported: bool
    withdrawn: tuple[str, ...] = ()


def cleared(authority: Authority, shown: PublicTerritory) -> PublicTerritory:
    """What an authority shows, without what waits for a reading."""
    held = {str(each.urn) for each in waiting(authority, shown)}
    if not held:
        return shown
    actors = tuple(each for each in shown.actors if str(each.urn) not in held)
    return replace(
        shown,
        actions=tuple(each for each in shown.actions if str(each.urn) not in held),
        indicators=tuple(each for each in shown.indicators if str(each.urn) not in held),
        documents=tuple(each for each in shown.documents if str(each.urn) not in held),
        actors=actors,
        other_actors=shown.other_actors + len(shown.actors) - len(actors) if actors else 0,
        changes=tuple(each for each in shown.changes if str(each.about) not in held),
    )


def waiting(authority: Authority, shown: PublicTerritory) -> list[Waiting]:
    """What a person must read before it goes out, among all that the authority chose to show."""
    read = dict(TextReading.objects.of(authority).values_list("urn", "digest"))
    rows = roadmap.actions(authority).filter(unread=True).values_list("pk", "title")
    unread = {str(pk): title for pk, title in rows}
    found = [_action(each, unread) for each in shown.actions]
    found += [_indicator(each) for each in shown.indicators]
    found += [_actor(each) for each in shown.actors]
    found += _documents(authority, shown.documents, unread.values())
    return [each for each in found if _waits(each, read)]


def _waits(each: Waiting, read: Mapping[str, str]) -> bool:
    if each.imported and each.shelf == Shelf.ACTIONS:
        return True
    return (
        bool(each.found or each.imported or each.withdrawn)
        and read.get(str(each.urn)) != each.digest
    )


def _made(
    each: PublicAction | PublicActor | PublicIndicator | PublicDocument,
    label: str,
    parts: Iterable[str],
) -> Waiting:
    """An object with its text and what was found in it.

    In sources and documents, full of capitals, a pair of them counts only when it stands alone.
    """
    shelf = Shelf(each.urn.kind)
    text = "\n".join(part for part in parts if part)
    alone = {item.strip() for item in re.split(r"[\n;,:]", text)}
    found = tuple(
        one
        for one in persons_in(text)
        if shelf in _PLAIN or one.sign != PersonSign.PAIR or one.words in alone
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Waiting(each.urn, shelf, label, text, digest, found, imported=False)


def _action(each: PublicAction, unread: Collection[str]) -> Waiting:
    parts = (each.number, each.title, each.description, *each.departments)
    return replace(_made(each, each.title, parts), imported=each.urn.id in unread)


def _actor(each: PublicActor) -> Waiting:
    return _made(each, each.name, (each.name, each.role, each.brings))


def _indicator(each: PublicIndicator) -> Waiting:
    """Its own words: names and units are those of the catalogue."""
    parts = [
        part for value in each.values for part in (*value.included, *value.excluded, *value.sources)
    ]
    return _made(each, each.name, dict.fromkeys(parts))


def _documents(
    authority: Authority, shown: Iterable[PublicDocument], unread: Iterable[str]
) -> list[Waiting]:
    """Their frozen texts; ``unread`` are the titles whose text nobody read since it came."""
    by_id = {each.id: each for each in shown}
    rows = StatutoryDocument.objects.of(authority).filter(pk__in=list(by_id)) if by_id else ()
    titles = [title for title in unread if len(title) >= _SHORTEST]
    agreed = {str(pk) for pk in register.agreed(authority).values_list("pk", flat=True)}
    found = []
    for row in rows:
        one = _made(by_id[str(row.pk)], by_id[str(row.pk)].title, _texts(row.frozen))
        imported = any(title in one.text for title in titles)
        named = (row.kept or {}).get("named", {}).items()
        gone = [name for pk, name in named if pk not in agreed and name in one.text]
        found.append(_without(replace(one, imported=imported), gone))
    return found


def _without(one: Waiting, gone: list[str]) -> Waiting:
    """A document that names actors which no longer agree: what was read of it is asked again."""
    if not gone:
        return one
    digest = hashlib.sha256("\n".join([one.digest, *gone]).encode()).hexdigest()
    return replace(one, digest=digest, withdrawn=tuple(gone))


def _texts(tree: object) -> list[str]:
    """The texts of a document tree, whatever its shape."""
    if isinstance(tree, str):
        return [tree]
    if isinstance(tree, dict):
        return [text for value in tree.values() for text in _texts(value)]
    if isinstance(tree, list):
        return [text for value in tree for text in _texts(value)]
    return []
