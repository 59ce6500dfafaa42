"""What a territory says of itself and of each file it shares; what is signed with its list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import msgspec

from jalons.tabular import folding

FORMAT = 1  # of the head; a list of another version is refused, and what was read stays
MOST_CREDITS = 8
_HARMLESS = frozenset("\n\t\r\u00ad\u200b\u200c\u200d\u2060\ufeff")  # copies leave some
_FORBIDDEN = re.compile(r'[<>:"|?*#%\\]')  # what a USB stick or a web address cannot name

type Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
type Publisher = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class Credit(msgspec.Struct, frozen=True):
    """A work that a file comes from: who published it first, under which name and version."""

    publisher: Publisher
    uid: Line
    version: Annotated[int, msgspec.Meta(ge=1)]


class WorkDescription(msgspec.Struct, frozen=True):
    """What is signed about a file. ``tombstone``: it was withdrawn by who published it.

    ``uid`` names the work whatever its version. ``provenance`` starts with the first publisher. A
    relayed file has the ``uid`` and the version of its first credit; a work made from another has
    its own, and thanks the other by its credits.
    """

    kind: Line
    title: Line
    language: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}$")]
    made_on: date
    licence: Line
    uid: Line
    version: Annotated[int, msgspec.Meta(ge=1)]
    provenance: Annotated[tuple[Credit, ...], msgspec.Meta(max_length=MOST_CREDITS)] = ()
    tombstone: bool = False

    @property
    def is_relayed(self) -> bool:
        """Whether the file is passed on as another territory published it."""
        return bool(self.provenance) and self.provenance[0].uid == self.uid

    def origin(self, source: str) -> str:
        """Who published it first, when it was read from ``source``."""
        return self.provenance[0].publisher if self.is_relayed else source


class SharingTerritory(msgspec.Struct, frozen=True):
    """The head of a list of files: which territory publishes it, and the version of the list.

    ``key`` is the public key with which it signs its parcels, empty when it signs none.
    """

    siren: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{9}$")]
    name: Line
    format: int = FORMAT
    key: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?$")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFile:
    """A file to publish. Without version it is numbered: one more each time it changes."""

    content: bytes
    kind: str
    title: str
    licence: str
    uid: str
    language: str = "fr"
    provenance: tuple[Credit, ...] = ()
    version: int | None = None
    made_on: date | None = None
    tombstone: bool = False


def described(custom: object) -> WorkDescription | None:
    """What a list says of a file; None when it is not as expected, or hides signs in its words."""
    try:
        found = msgspec.convert(custom, WorkDescription)
    except msgspec.ValidationError:
        return None
    words = (found.kind, found.title, found.licence, found.uid, *(c.uid for c in found.provenance))
    is_plain = not any(hides(each, harmless=frozenset()) for each in words)
    return found if is_plain and _is_sound(found) else None


def _is_sound(found: WorkDescription) -> bool:
    """Whether its credits make sense: nobody twice, and one work all along when it is relayed."""
    publishers = {each.publisher for each in found.provenance}
    if len(publishers) < len(found.provenance):
        return False
    works = {(each.uid, each.version) for each in found.provenance}
    return not found.is_relayed or works == {(found.uid, found.version)}


def head(content: object) -> SharingTerritory | str:
    """Which territory a list is of, or the code of what is wrong with its head."""
    if not isinstance(content, Mapping):
        return "not_jalons"
    if content.get("format") != FORMAT:
        return "other_version"
    try:
        found = msgspec.convert(content, SharingTerritory)
    except msgspec.ValidationError:
        return "not_jalons"
    from stdnum.fr import siren

    if hides(found.name, harmless=frozenset()):
        return "not_jalons"
    return found if siren.is_valid(found.siren) else "siren_invalid"


def as_signed(value: WorkDescription | SharingTerritory) -> Any:
    """The same as plain values, the way they are signed."""
    return msgspec.json.decode(msgspec.json.encode(value))


def as_plain(found: tuple[Credit, ...]) -> list[dict[str, Any]]:
    """Credits as plain values, to store them."""
    return [msgspec.structs.asdict(each) for each in found]


def as_credits(plain: object) -> tuple[Credit, ...]:
    """Credits that were stored."""
    return msgspec.convert(plain, tuple[Credit, ...])


def hides(text: str, harmless: frozenset[str] = _HARMLESS) -> bool:
    """Whether a text has controls, or signs that reverse or hide words for who reads it."""
    return folding.hides(text, harmless)


def is_path(path: str) -> bool:
    """Whether a path can be a file of a repository, on a web host and on a USB stick alike."""
    parts = path.split("/")
    return (
        0 < len(path) <= 200
        and not _FORBIDDEN.search(path)
        and path.isprintable()
        and all(part.strip(" ") == part and part.strip(".") and part for part in parts)
    )
