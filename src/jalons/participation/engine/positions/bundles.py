"""The acts of a position in one file, and what anybody may check of it without this program's base.

A bundle is a ZIP of parcels. What it proves: which key signed which text. Whose a key is, a person
compares.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from jalons.kernel.signing.parcels import parcels_in
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.positions.acts import SignedAct, unpack
from jalons.participation.engine.positions.replica import Replica, replica

_DAY = (1980, 1, 1, 0, 0, 0)  # the same bytes on whatever day it is made


def pack(parcels: Mapping[str, bytes]) -> bytes:
    """One file with parcels by the identifiers of their acts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in sorted(parcels.items()):
            archive.writestr(zipfile.ZipInfo(f"{name}.zip", _DAY), content)
    return target.getvalue()


def read(data: bytes) -> list[tuple[SignedAct, bytes]]:
    """The acts of a file with their parcels; the whole file is refused when one is."""
    return [(unpack(content), content) for content in parcels_in(data)]


def check(data: bytes) -> Replica:
    """The text of a file and its signatures, all keys believed: compare their digits.

    Raises what ``read`` raises, and ``ParticipationError`` (``bundle_several``, ``bundle_text``).
    """
    acts = [act for act, _parcel in read(data)]
    if len({each.position for each in acts}) != 1:
        raise ParticipationError("bundle_several")
    found = replica(acts[0].position, acts, {each.key for each in acts})
    if found.details is None or found.current is None:
        raise ParticipationError("bundle_text")
    return found
