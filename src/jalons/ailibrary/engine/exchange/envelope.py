"""The parcel of a recipe: what it learned, the results it measured, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jalons.kernel import JalonsError
from jalons.kernel.signing import parcels

KIND = "ai"
BUNDLE, RESULTS = "bundle.zip", "results.json"
KNOWN = frozenset({BUNDLE, RESULTS})
_SUBJECT = frozenset({"recipe", "version"})


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a parcel has. ``key`` says who signed it; nothing says that one may trust this key."""

    recipe: str
    version: str
    publisher: str
    key: str
    made_on: date
    files: Mapping[str, bytes]


def pack(parcel: Parcel, seed: bytes) -> bytes:
    """The bytes of a parcel signed with a private key, the same for the same content."""
    subject = {"recipe": parcel.recipe, "version": parcel.version}
    return parcels.pack(
        parcels.Parcel(KIND, parcel.publisher, parcel.made_on, parcel.files, subject), seed
    )


def unpack(data: bytes) -> Parcel:
    """A parcel whose signature and files are as they were sent; errors of ``parcels.unpack``."""
    found = parcels.unpack(data, KIND, KNOWN)
    if found.subject.keys() != _SUBJECT:
        raise JalonsError("parcel_unreadable")
    return Parcel(
        found.subject["recipe"], found.subject["version"], found.publisher, found.key,
        found.made_on, found.files,
    )  # fmt: skip
