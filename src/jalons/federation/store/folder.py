"""The files of a folder as they are to be published, with what ``sharing.toml`` says of them.

Each file is in a folder named after its kind (``action/``, ``indicators/``…). ``sharing.toml`` has
the licence and the language, and the title of a file when its name does not say it::

    licence = "etalab-2.0"
    [titles]
    "action/cantine.json" = "Numérique sobre à la cantine"

Where something looks like a person, somebody reads the file first and says so, for these bytes::

    [read]
    "charter/sobriete.md" = "1a2b3c4d"
"""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec

from jalons.federation.engine.contents import fault, persons
from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.sharing import SharedFile
from jalons.federation.store.rules import kinds

SAYS = "sharing.toml"


class _Says(msgspec.Struct, forbid_unknown_fields=True):
    licence: Annotated[str, msgspec.Meta(min_length=1)]
    language: str = "fr"
    titles: dict[str, str] = {}
    read: dict[str, str] = {}


def files_of(folder: Path) -> dict[str, SharedFile]:
    """The files to publish, by path; hidden files are left out.

    Raises ``FederationError``: ``folder_missing``, ``sharing_missing``, ``sharing_invalid``,
    ``file_outside`` for a file that is in no folder of a kind, ``person_found``.
    """
    if not folder.is_dir():
        raise FederationError("folder_missing", folder=folder)
    says = _says(folder / SAYS)
    paths = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    }
    paths.pop(SAYS, None)
    unknown = sorted(says.titles.keys() - paths.keys())
    if unknown:
        raise FederationError("sharing_invalid", detail=unknown[0])
    return {path: _shared(path, place, says) for path, place in paths.items()}


def _shared(path: str, place: Path, says: _Says) -> SharedFile:
    kind, slash, _ = path.partition("/")
    if not slash or kind not in kinds():
        raise FederationError("file_outside", path=path, kinds=", ".join(kinds()))
    if place.is_symlink() or place.stat().st_size > kinds()[kind].most_bytes:
        raise FederationError("file_too_big", path=path)
    content = place.read_bytes()
    digest = sha256(content).hexdigest()[:8]
    is_checked = says.read.get(path) == digest or fault(kinds()[kind], path, content)
    if found := () if is_checked else persons(path, content):
        raise FederationError("person_found", path=path, words=", ".join(found[:5]),
                                  digest=digest)  # fmt: skip
    title = says.titles.get(path) or _title(content) or place.stem
    return SharedFile(content=content, kind=kind, title=title[:200], licence=says.licence, uid=path,
                      language=says.language)  # fmt: skip


def _title(content: bytes) -> str:
    """The title that a JSON file gives itself."""
    try:
        found = msgspec.json.decode(content, type=dict[str, msgspec.Raw]).get("title")
        return msgspec.json.decode(found, type=str) if found else ""
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _says(file: Path) -> _Says:
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _Says)
    except FileNotFoundError as error:
        raise FederationError("sharing_missing", folder=file.parent) from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise FederationError("sharing_invalid", detail=error) from error
