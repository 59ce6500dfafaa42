"""The bundle of a model: a ZIP of a manifest, JSON and ``.npz`` files, refused when one byte moved.

The files of the ZIP are stored without compression and in one order, so that a bundle has one
form: bytes that :func:`write` would not write are refused. ``docs``: schema ``jalons-ai-bundle/1``.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from jalons.ailibrary.engine.bundles.arrays import Array, arrays_of, packed
from jalons.ailibrary.engine.errors import AIError

SCHEMA = "jalons-ai-bundle/1"
MOST_BYTES = 50_000_000  # of all files once read
_MANIFEST = "manifest.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.(json|npz)")
_MOST_FILES = 50
_FIXED = (1980, 1, 1, 0, 0, 0)


class FileEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The digest of a file, and its size in bytes."""

    sha256: str
    size: int


class Training(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many labelled items it learned from, with which seed, and how it scored by metric."""

    n: int
    seed: int
    evaluation: dict[str, float] = {}


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a bundle says of itself. ``kind`` is "shipped", "own" when an authority trained it, or
    "shared" when its labels are the words of another authority.

    ``thresholds`` are numbers set on calibration items, by name.
    """

    schema: str
    recipe: str
    version: str
    created_on: date
    kind: str
    labels: tuple[str, ...]
    training: Training
    thresholds: dict[str, float] = {}
    files: dict[str, FileEntry] = {}


@dataclass(frozen=True)
class Bundle:
    """A manifest and its files; ``manifest.files`` is filled by :func:`write`."""

    manifest: Manifest
    contents: Mapping[str, bytes] = field(default_factory=dict)

    def plain(self, name: str) -> Any:
        """The values of a JSON file. ``AIError`` (``bundle_json``, ``bundle_missing``)."""
        try:
            return msgspec.json.decode(self._content(name))
        except msgspec.DecodeError as wrong:
            raise AIError("bundle_json", name=name) from wrong

    def arrays(self, name: str) -> dict[str, Array]:
        """The arrays of an ``.npz`` file, by name. ``AIError`` as :func:`arrays.arrays_of`."""
        return arrays_of(self._content(name), name, MOST_BYTES)

    def _content(self, name: str) -> bytes:
        if name not in self.contents:
            raise AIError("bundle_missing", name=name)
        return self.contents[name]


def digest(data: bytes) -> str:
    """The SHA-256 of a bundle, in hexadecimal: its name for people and machines."""
    return hashlib.sha256(data).hexdigest()


def write(bundle: Bundle) -> bytes:
    """The bytes of a bundle; the same bundle always gives the same bytes."""
    for name, content in bundle.contents.items():
        _check_content(name, content)
    files = {name: _entry(bundle.contents[name]) for name in sorted(bundle.contents)}
    manifest = msgspec.structs.replace(bundle.manifest, files=files)
    first = msgspec.json.format(msgspec.json.encode(manifest, order="deterministic"), indent=1)
    return _zipped([(_MANIFEST, first), *((name, bundle.contents[name]) for name in files)])


def read(data: bytes) -> Bundle:
    """The bundle of these bytes, checked before anything in it is used.

    ``AIError``: ``bundle_shape`` (no such ZIP), ``bundle_too_big``, ``bundle_path`` (a name that
    leaves the folder), ``bundle_kind`` (neither JSON nor npz), ``bundle_pickle`` (code inside),
    ``bundle_manifest``, ``bundle_schema``, ``bundle_unlisted``, ``bundle_missing``,
    ``bundle_altered``, ``bundle_json``, ``bundle_arrays``.
    """
    if len(data) > MOST_BYTES:
        raise AIError("bundle_too_big", megabytes=MOST_BYTES // 1_000_000)
    contents = _unzipped(data)
    if _MANIFEST not in contents:
        raise AIError("bundle_manifest", why=_MANIFEST)
    manifest = _manifest(contents.pop(_MANIFEST))
    for name in contents:
        if name not in manifest.files:
            raise AIError("bundle_unlisted", name=name)
    for name, entry in manifest.files.items():
        if name not in contents:
            raise AIError("bundle_missing", name=name)
        if _entry(contents[name]) != entry:
            raise AIError("bundle_altered", name=name)
        _check_content(name, contents[name])
    bundle = Bundle(manifest, contents)
    if write(bundle) != data:
        raise AIError("bundle_altered", name=_MANIFEST)
    return bundle


def relabelled(data: bytes, names: Mapping[str, str], kind: str) -> bytes:
    """The same bundle with other names of its labels; a label without a name stays.

    ``AIError`` (``bundle_labels``) when two labels would have one name, and those of :func:`read`.
    """
    found = read(data)
    labels = tuple(names.get(label, label) for label in found.manifest.labels)
    if len(set(labels)) != len(labels):
        raise AIError("bundle_labels")
    manifest = msgspec.structs.replace(found.manifest, labels=labels, kind=kind)
    return write(Bundle(manifest, found.contents))


def numbers(arrays: Mapping[str, Array]) -> bytes:
    """The content of an ``.npz`` file for these arrays, the same bytes for the same numbers."""
    return _zipped([(f"{name}.npy", packed(arrays[name])) for name in sorted(arrays)])


def _manifest(content: bytes) -> Manifest:
    try:
        schema = msgspec.json.decode(content).get("schema", "")
        if schema != SCHEMA:
            raise AIError("bundle_schema", schema=str(schema)[:60], expected=SCHEMA)
        return msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, AttributeError) as wrong:
        raise AIError("bundle_manifest", why=str(wrong)) from wrong


def _unzipped(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP, by name: only plain names, stored as they are, and few of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_names([entry.filename for entry in entries])
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise AIError("bundle_too_big", megabytes=MOST_BYTES // 1_000_000)
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
                raise AIError("bundle_compressed")
            return {entry.filename: archive.read(entry) for entry in entries}
    except _BROKEN as wrong:
        raise AIError("bundle_shape") from wrong


# what zipfile raises of bytes that are no ZIP, or that were altered
_BROKEN = (
    zipfile.BadZipFile, EOFError, NotImplementedError, OSError, OverflowError, RuntimeError,
    UnicodeDecodeError, ValueError,
)  # fmt: skip


def _check_names(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if "/" in name or "\\" in name or name.startswith("."):
            raise AIError("bundle_path", name=name[:80])
        if not _NAME.fullmatch(name):
            raise AIError("bundle_kind", name=name[:80])
        if name in seen or len(seen) >= _MOST_FILES:
            raise AIError("bundle_shape")
        seen.add(name)


def _check_content(name: str, content: bytes) -> None:
    """A file is what its name says, and contains no code."""
    _check_names([name])
    if content[:1] == b"\x80":
        raise AIError("bundle_pickle", name=name)
    bundle_of = Bundle(_NOTHING, {name: content})
    if name.endswith(".npz"):
        bundle_of.arrays(name)
    else:
        bundle_of.plain(name)


_NOTHING = Manifest(SCHEMA, "", "", date.min, "", (), Training(0, 0))


def _entry(content: bytes) -> FileEntry:
    return FileEntry(hashlib.sha256(content).hexdigest(), len(content))


def _zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP with fixed dates, nothing compressed: its bytes depend on the files only."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()
