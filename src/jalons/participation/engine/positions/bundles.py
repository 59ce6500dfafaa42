"""The acts of a position in one file, and what anybody may check of it without this program's base.

A bundle is a ZIP of parcels. What it proves: which key signed which text. Whose a key is, a person
compares.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from jalons.kernel import JalonsError
from jalons.kernel.signing.parcels import LIST, MOST_BYTES
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.positions.acts import SignedAct, unpack
from jalons.participation.engine.positions.replica import Replica, replica

MOST_PARCELS = 2_000
_DAY = (1980, 1, 1, 0, 0, 0)  # the same bytes on whatever day it is made


def pack(parcels: Mapping[str, bytes]) -> bytes:
    """One file with parcels by the identifiers of their acts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in sorted(parcels.items()):
            archive.writestr(zipfile.ZipInfo(f"{name}.zip", _DAY), content)
    return target.getvalue()


def parcels_in(data: bytes) -> list[bytes]:
    """The parcels of a file: those of a bundle, or the file itself when it is one parcel.

    Raises ``JalonsError`` (``parcel_unreadable``, ``parcel_size``).
    """
    if len(data) > MOST_BYTES:
        raise JalonsError("parcel_size")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if any(each.filename == LIST for each in members):
                return [data]
            if not members or len(members) > MOST_PARCELS:
                raise JalonsError("parcel_unreadable")
            left, found = MOST_BYTES, []
            for each in members:
                with archive.open(each) as stream:
                    content = stream.read(left + 1)
                left -= max(len(content), _inflated(content))
                if left < 0:
                    raise JalonsError("parcel_size")
                found.append(content)
            return found
    except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, EOFError, OSError,
            zlib.error) as refused:  # fmt: skip
        raise JalonsError("parcel_unreadable") from refused


def _inflated(parcel: bytes) -> int:
    """The size of what a parcel has once it is opened: a small file may hide a large one."""
    with zipfile.ZipFile(io.BytesIO(parcel)) as archive:
        return sum(each.file_size for each in archive.infolist())


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
