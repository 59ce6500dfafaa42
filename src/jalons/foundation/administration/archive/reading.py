"""An archive read back: every part checked against its SHA-256 before anything else is done."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.db import migrations as operations
from django.db.migrations.loader import MigrationLoader

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.stores import PIECE
from jalons.foundation.administration.archive import authority_archive, contents
from jalons.foundation.administration.archive.parts import parts
from jalons.foundation.administration.errors import AdministrationError

ABOUT, NAMED, FILES = "collectivite.jsonl", "nommes.jsonl", "fichiers/"
# What a file that is no archive of ours raises, a manifest of another shape included.
UNREADABLE = (
    zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError, RuntimeError, OSError,
)  # fmt: skip
STAGED = "restoring"  # the folder of notes on restores that are not ended
RESERVED = frozenset({authority_archive.FOLDER, STAGED, folders.ASIDE})
# What a migration may do without changing what rows of before mean.
ADDITIVE = (
    operations.AddField, operations.AlterField, operations.CreateModel, operations.AddIndex,
    operations.RemoveIndex, operations.RenameIndex, operations.AddConstraint,
    operations.RemoveConstraint, operations.AlterModelOptions, operations.AlterModelManagers,
)  # fmt: skip


class Archive:
    """The parts of an archive that was checked."""

    def __init__(self, opened: zipfile.ZipFile, manifest: Mapping[str, Any]) -> None:
        self._zip, self.manifest = opened, manifest
        self.parts: Mapping[str, Mapping[str, Any]] = manifest["parts"]
        about = list(self.lines(ABOUT))
        self.about: Mapping[str, Any] = about[0]
        self.members: list[Mapping[str, Any]] = about[1:]

    @property
    def store_name(self) -> str:
        """The name its data had in the store of the twin."""
        return str(self.about["tenant"] or self.about["slug"])

    @property
    def size(self) -> int:
        """Its bytes once unpacked."""
        return sum(each.file_size for each in self._zip.infolist())

    def files(self) -> list[str]:
        """The names of the files people brought, and of those made from them."""
        return [name for name in self.parts if name.startswith(FILES)]

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part."""
        with self._zip.open(name) as stream:
            while piece := stream.read(PIECE):
                yield piece

    def lines(self, name: str) -> Iterator[Any]:
        """The values of the lines of a part; none when the archive has not that part."""
        if name in self.parts:
            try:
                with self._zip.open(name) as stream:
                    yield from map(json.loads, stream)
            except ValueError as error:
                raise AdministrationError("archive_damaged", part=name) from error

    def rows(self, model: Any) -> Iterator[dict[str, Any]]:
        """The rows of a model."""
        return self.lines(f"donnees/{model._meta.label_lower}.jsonl")


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive, checked whole.

    Raises ``AdministrationError``: ``archive_unreadable``, ``archive_former``, ``archive_later``,
    ``archive_damaged``, ``archive_part_unknown``.
    """
    with ExitStack() as closing:
        try:
            file = closing.enter_context(zipfile.ZipFile(path))
            manifest = json.loads(file.read(authority_archive.MANIFEST))
            _refuse_version(manifest)
            _check(file, manifest["parts"])
            archive = Archive(file, manifest)
        except UNREADABLE as error:
            raise AdministrationError(
                "archive_unreadable", file=path.name, why=str(error)
            ) from error
        yield archive


def _refuse_version(manifest: Mapping[str, Any]) -> None:
    """Refuse what this version cannot read as it was written."""
    made = manifest.get("format", 1)
    if made < contents.FORMAT:
        raise AdministrationError("archive_former", version=manifest.get("version", "–"))
    known = contents.migrations()
    there = {(app, name) for app, names in manifest["migrations"].items() for name in names}
    here = {(app, name) for app, names in known.items() for name in names}
    if made > contents.FORMAT or there - here:
        raise AdministrationError("archive_later", version=manifest["version"])
    loader = MigrationLoader(None, ignore_no_migrations=True) if here - there else None
    for key in sorted(here - there):
        assert loader  # noqa: S101  made for them
        if not all(map(_is_additive, loader.disk_migrations[key].operations)):
            raise AdministrationError("archive_former", version=manifest["version"])


def _is_additive(operation: Any) -> bool:
    """Whether rows of before mean the same: what only moves rows is ``elidable``."""
    if isinstance(operation, operations.RunPython | operations.RunSQL):
        return not operation.elidable
    return isinstance(operation, ADDITIVE)


def _check(file: zipfile.ZipFile, parts_of: Mapping[str, Mapping[str, Any]]) -> None:
    names = [each.filename for each in file.infolist() if not each.is_dir()]
    names.remove(authority_archive.MANIFEST)
    if len(names) != len(set(names)) or set(names) != set(parts_of):
        raise AdministrationError("archive_damaged", part=authority_archive.MANIFEST)
    known = {ABOUT, NAMED} | {name for part in parts() for name in getattr(part, "PARTS", ())}
    known |= {f"donnees/{each._meta.label_lower}.jsonl" for each in contents.owned_models()}
    known |= {f"liens/{label}.jsonl" for label, _own, _other in contents.through_tables()}
    for name in names:
        if name not in known and not _is_file(name):
            raise AdministrationError("archive_part_unknown", part=name)
        digest = hashlib.sha256()
        try:
            with file.open(name) as stream:
                while piece := stream.read(PIECE):
                    digest.update(piece)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise AdministrationError("archive_damaged", part=name) from error
        if digest.hexdigest() != parts_of[name]["sha256"]:
            raise AdministrationError("archive_damaged", part=name)


def _is_file(name: str) -> bool:
    """Whether a name leads to a file of an authority, inside of its folder."""
    pieces = name.removeprefix(FILES).split("/")
    inside = len(pieces) > 1 and not {"", ".", ".."} & set(pieces) and "\0" not in name
    is_reserved = pieces[0] in RESERVED or pieces[0].startswith(".")
    return name.startswith(FILES) and inside and not is_reserved
