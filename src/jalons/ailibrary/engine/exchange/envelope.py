"""A parcel: a ZIP of a few files with a signed list of them; read without running anything.

``parcel.json`` names the format, the publisher, its public key, the day, and the SHA-256 of each
file; ``signature`` is the Ed25519 signature of its bytes. What is not in the list is refused, and
so is a file that is not as the list says.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import msgspec

from jalons.ailibrary.engine.errors import AIError
from jalons.kernel import signing

FORMAT = "jalons-ai-parcel/1"
LIST, SIGNATURE = "parcel.json", "signature"
BUNDLE, RESULTS = "bundle.zip", "results.json"
KNOWN = frozenset({BUNDLE, RESULTS})
MOST_BYTES = 20_000_000
_DAY = (1980, 1, 1, 0, 0, 0)  # the same bytes on whatever day a parcel is made


class _List(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    recipe: str
    version: str
    publisher: str
    key: str
    made_on: date
    files: dict[str, str]


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
    files = dict(sorted(parcel.files.items()))
    listed = msgspec.json.encode(
        _List(
            FORMAT, parcel.recipe, parcel.version, parcel.publisher, signing.public_key(seed),
            parcel.made_on, {name: sha256(content).hexdigest() for name, content in files.items()},
        )
    )  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        signature = signing.sign(listed, seed).encode()
        for name, content in [(LIST, listed), (SIGNATURE, signature), *files.items()]:
            archive.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def unpack(data: bytes) -> Parcel:
    """A parcel whose signature and files are as they were sent.

    Raises ``AIError``: ``parcel_unreadable``, ``parcel_size``, ``parcel_files``,
    ``parcel_altered`` (with the name of the file).
    """
    found = _files(data)
    if LIST not in found or SIGNATURE not in found:
        raise AIError("parcel_unreadable")
    try:
        listed = msgspec.json.decode(found[LIST], type=_List)
    except (msgspec.DecodeError, UnicodeDecodeError) as refused:
        raise AIError("parcel_unreadable") from refused
    if listed.format != FORMAT:
        raise AIError("parcel_unreadable")
    signature = found[SIGNATURE].decode("ascii", "replace")
    if not signing.is_signed(found[LIST], listed.key, signature):
        raise AIError("parcel_altered", name=LIST)
    files = {name: content for name, content in found.items() if name not in {LIST, SIGNATURE}}
    if files.keys() != listed.files.keys() or not files.keys() <= KNOWN or not files:
        raise AIError("parcel_files", names=", ".join(sorted(files.keys() ^ listed.files.keys())))
    for name, content in files.items():
        if sha256(content).hexdigest() != listed.files[name]:
            raise AIError("parcel_altered", name=name)
    return Parcel(
        listed.recipe, listed.version, listed.publisher, listed.key, listed.made_on, files
    )


def _files(data: bytes) -> dict[str, bytes]:
    """The files of an archive by name, none of them larger than allowed in all."""
    if len(data) > MOST_BYTES:
        raise AIError("parcel_size")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > len(KNOWN) + 2 or len({each.filename for each in members}) != len(
                members
            ):
                raise AIError(
                    "parcel_files", names=", ".join(each.filename for each in members[:9])
                )
            left, found = MOST_BYTES, {}
            for each in members:
                with archive.open(each) as stream:
                    content = stream.read(left + 1)
                if len(content) > left:
                    raise AIError("parcel_size")
                left -= len(content)
                found[each.filename] = content
            return found
    except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, EOFError, OSError,
            zlib.error) as refused:  # fmt: skip
        raise AIError("parcel_unreadable") from refused
