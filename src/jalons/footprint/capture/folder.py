"""The files of a folder or of a ZIP archive, as bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path

from jalons.footprint.engine.inventory.line import FootprintError
from jalons.tabular import DEFAULT_LIMITS


def files_of(
    source: Path, *, limit: int = DEFAULT_LIMITS.expanded_bytes
) -> list[tuple[str, bytes]]:
    """Name and content of each file of a folder (not of its sub-folders), of a ZIP, or of a file.

    Raises ``FootprintError``: ``numecoeval_zip`` for an archive that is damaged, protected or over
    ``limit`` bytes once unpacked, ``file_unreadable`` for what the system refuses.
    """
    try:
        if source.is_dir():
            files = sorted(each for each in source.iterdir() if each.is_file())
            return [(file.name, file.read_bytes()) for file in files]
        if not zipfile.is_zipfile(source):
            return [(source.name, source.read_bytes())]
        with zipfile.ZipFile(source) as archive:
            return _unpacked(archive, limit)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise FootprintError("numecoeval_zip") from error
    except OSError as error:
        raise FootprintError(
            "file_unreadable", file=source.name, reason=error.strerror or ""
        ) from error


def write_files(out: Path, files: dict[str, bytes]) -> None:
    """Write named contents in a folder, made when it is not there, or in an archive (``.zip``).

    Raises ``FootprintError`` (``output_unwritable``).
    """
    try:
        if out.suffix.lower() == ".zip":
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in files.items():
                    archive.writestr(name, content)
            return
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_bytes(content)
    except OSError as error:
        raise FootprintError("output_unwritable", file=str(out), reason=error.strerror) from error


def _unpacked(archive: zipfile.ZipFile, limit: int) -> list[tuple[str, bytes]]:
    """The sizes an archive declares are not trusted: reading stops at the limit."""
    files, left = [], limit
    for each in archive.infolist():
        if each.is_dir():
            continue
        with archive.open(each) as member:
            content = member.read(left + 1)
        left -= len(content)
        if left < 0:
            raise FootprintError("numecoeval_zip")
        files.append((Path(each.filename).name, content))
    return files
