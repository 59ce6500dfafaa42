"""What a person must review before publication: imported texts, words that look like a name.

A yes is for one text: when the text changes, it must be read again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from jalons.foundation.publishing.declaration import PublicItem, PublicTerritory, Shelf
from jalons.foundation.publishing.models import TextReading
from jalons.tabular.persons import PersonLike, PersonSign, persons_in


@dataclass(frozen=True, slots=True)
class Waiting:
    """An object chosen for the public that a person must read first, and why.

    ``found`` are its words that look like a person.
    """

    shelf: Shelf
    item: PublicItem
    text: str
    digest: str
    found: tuple[PersonLike, ...]

    def waits(self, read: Mapping[str, str]) -> bool:
        """Whether it must be read; ``read`` are the digests of the texts that were, by URN."""
        if self.item.imported and self.shelf.reading.remember:
            return True
        if not (self.found or self.item.imported or self.item.withdrawn):
            return False
        return read.get(str(self.item.urn)) != self.digest


def waiting(snapshot: PublicTerritory) -> list[Waiting]:
    """What a person must review before publication, among all that the authority chose to show."""
    found = [_looked(shelf, item) for shelf, item in snapshot.items() if item.texts]
    rows = TextReading.objects.of(snapshot.page.authority)
    read = dict(rows.values_list("urn", "digest")) if found else {}
    return [each for each in found if each.waits(read)]


def _looked(shelf: Shelf, item: PublicItem) -> Waiting:
    """An object, its text and the names found in it."""
    text = "\n".join(part for part in item.texts if part)
    alone = {part.strip() for part in re.split(r"[\n;,:]", text)}
    found = tuple(
        each
        for each in persons_in(text)
        if shelf.reading.sentences or each.sign != PersonSign.PAIR or each.words in alone
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    if item.withdrawn:  # what was read of it must be read again
        digest = hashlib.sha256("\n".join([digest, *item.withdrawn]).encode()).hexdigest()
    return Waiting(shelf, item, text, digest, found)
