"""A parcel: a ZIP of a few files with a signed list of them; read without running anything.

``parcel.json`` names the kind of parcel, its subject, the publisher, its public key, the day, and
the SHA-256 of each file; ``signature`` is the Ed25519 signature of its bytes. What is not in the
list is refused, and so is a file that is not as the list says.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import msgspec

from jalons.kernel import signing
from jalons.kernel.errors import JalonsError

FORMAT = "jalons-parcel/1"
LIST, SIGNATURE = "parcel.json", "signature"
MOST_BYTES = 20_000_000
MOST_FILES = 50
MOST_PARCELS = 2_000  # of a bundle: a ZIP of parcels
_DAY = (1980, 1, 1, 0, 0, 0)  # the same bytes on whatever day a parcel is made


class _List(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    kind: str
    subject: dict[str, str]
    publisher: str
    key: str
    made_on: date
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a parcel has. ``key`` says who signed it; nothing says that one may trust this key.

    ``kind`` is what reads it, such as "ai" or "position"; ``subject`` is about what, by names that
    this kind gives.
    """

    kind: str
    publisher: str
    made_on: date
    files: Mapping[str, bytes]
    subject: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


def pack(parcel: Parcel, seed: bytes) -> bytes:
    """The bytes of a parcel signed with a private key, the same for the same content."""
    files = dict(sorted(parcel.files.items()))
    listed = msgspec.json.encode(
        _List(
            FORMAT, parcel.kind, dict(sorted(parcel.subject.items())), parcel.publisher,
            signing.public_key(seed), parcel.made_on,
            {name: sha256(content).hexdigest() for name, content in files.items()},
        )
    )  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        signature = signing.sign(listed, seed).encode()
        for name, content in [(LIST, listed), (SIGNATURE, signature), *files.items()]:
            archive.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def unpack(data: bytes, kind: str, known: Collection[str]) -> Parcel:
    """A parcel of a kind, whose signature and files are as they were sent; ``known`` may be in it.

    Raises ``JalonsError``: ``parcel_unreadable``, ``parcel_kind``, ``parcel_size``,
    ``parcel_files``, ``parcel_altered`` (with the name of the file).
    """
    found = _files(data)
    if LIST not in found or SIGNATURE not in found:
        raise JalonsError("parcel_unreadable")
    parcel, hashes = _listed(found[LIST])
    signature = found[SIGNATURE].decode("ascii", "replace")
    if not signing.is_signed(found[LIST], parcel.key, signature):
        raise JalonsError("parcel_altered", name=LIST)
    if parcel.kind != kind:
        raise JalonsError("parcel_kind")
    files = {name: content for name, content in found.items() if name not in {LIST, SIGNATURE}}
    if files.keys() != hashes.keys() or not files.keys() <= set(known) or not files:
        raise JalonsError("parcel_files", names=", ".join(sorted(files.keys() ^ hashes.keys())))
    for name, content in files.items():
        if sha256(content).hexdigest() != hashes[name]:
            raise JalonsError("parcel_altered", name=name)
    return Parcel(parcel.kind, parcel.publisher, parcel.made_on, files, parcel.subject, parcel.key)


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


def _listed(content: bytes) -> tuple[Parcel, dict[str, str]]:
    """What a list says, without its files, and their hashes."""
    try:
        listed = msgspec.json.decode(content, type=_List)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as refused:
        raise JalonsError("parcel_unreadable") from refused
    if listed.format != FORMAT:
        raise JalonsError("parcel_unreadable")
    head = Parcel(listed.kind, listed.publisher, listed.made_on, {}, listed.subject, listed.key)
    return head, listed.files


def _files(data: bytes) -> dict[str, bytes]:
    """The files of an archive by name, none of them larger than allowed in all."""
    if len(data) > MOST_BYTES:
        raise JalonsError("parcel_size")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = [each.filename for each in members]
            if len(names) > MOST_FILES or len(set(names)) != len(names):
                raise JalonsError("parcel_files", names=", ".join(names[:9]))
            left, found = MOST_BYTES, {}
            for each in members:
                with archive.open(each) as stream:
                    content = stream.read(left + 1)
                if len(content) > left:
                    raise JalonsError("parcel_size")
                left -= len(content)
                found[each.filename] = content
            return found
    except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, EOFError, OSError,
            zlib.error) as refused:  # fmt: skip
        raise JalonsError("parcel_unreadable") from refused
