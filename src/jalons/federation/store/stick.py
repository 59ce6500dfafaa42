"""The .zip file of a USB stick, unpacked in a folder within limits: only the lists and the files
of one repository, whatever else the stick has.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.sharing import is_path
from jalons.federation.store.rules import limits
from jalons.tabular.folding import composed

ROOT = "metadata/1.root.json"
MOST_LISTS = 1000  # lists of every version
MOST_OF_A_LIST = 5_000_000
PIECE, UTF8 = 2**20, 0x800
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)


def unpacked(archive: Path, folder: Path) -> Path:
    """The repository of a .zip file, in ``folder``.

    Raises ``FederationError``: ``stick_unreadable``, ``stick_empty`` (no repository in it),
    ``stick_several``, ``stick_size``.
    """
    try:
        with zipfile.ZipFile(archive) as found:
            entries = {_name(each): each for each in found.infolist() if not each.is_dir()}
            top = _top(entries)
            left = limits().most_bytes
            wanted = {name.removeprefix(top): each for name, each in entries.items()
                      if name.startswith((f"{top}metadata/", f"{top}targets/"))}  # fmt: skip
            if len(wanted) > limits().most_files + MOST_LISTS:
                raise FederationError("stick_size")
            for name, entry in wanted.items():
                most = min(left, MOST_OF_A_LIST) if name.startswith("metadata/") else left
                left -= _write(found, entry, folder / name, most)
    except _BROKEN as error:
        raise FederationError("stick_unreadable") from error
    return folder


def _name(entry: zipfile.ZipInfo) -> str:
    """The path of an entry, empty when it leads out of the archive or cannot be a path of one."""
    name = entry.filename
    if not entry.flag_bits & UTF8:  # UTF-8 from macOS, unmarked; the letters of Windows
        written = name.encode("cp437")
        try:
            name = written.decode("utf-8")
        except UnicodeDecodeError:
            name = written.decode("cp850")
    name = composed(name.replace("\\", "/"))
    return name if is_path(name) else ""


def _top(names: dict[str, zipfile.ZipInfo]) -> str:
    """The folder of the archive that is a repository: the one nearest to its top."""
    tops = sorted((name.removesuffix(ROOT) for name in names if name.endswith(ROOT)), key=_depth)
    tops = [top for top in tops if not top or top.endswith("/")]
    if not tops:
        raise FederationError("stick_empty")
    if len(tops) > 1 and _depth(tops[0]) == _depth(tops[1]):
        raise FederationError("stick_several")
    return tops[0]


def _depth(top: str) -> int:
    return len(PurePosixPath(top).parts)


def _write(found: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Path, most: int) -> int:
    """Write an entry piece by piece, whatever the size it claims; how many bytes."""
    size = 0
    place.parent.mkdir(parents=True, exist_ok=True)
    with found.open(entry) as source, place.open("wb") as target:
        while piece := source.read(PIECE):
            size += len(piece)
            if size > most:
                raise FederationError("stick_size")
            target.write(piece)
    return size
