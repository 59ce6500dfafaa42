"""A base and a folder of files that belong together: one name in both, made at first start.

An instance on a base that is not its own would show other people's rows, miss its files, and
forget files whose rows are elsewhere: it does not start.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import connection, models

from jalons.foundation.accounts.files import folders
from jalons.kernel import JalonsError
from jalons.site.models import InstanceName
from jalons.site.storage.moved_folder import refuse_former

MARK = ".instance"  # among the files, so that a backup of them carries it


class InstanceError(JalonsError):
    """The base and the folder do not belong together."""

    package = "jalons.site"


def refuse_stranger() -> None:
    """Raise ``InstanceError`` (``instance_other``) when both are named, and not alike.

    ``MovedError`` when the instance was moved to another base.

    To be called before the tables are brought to this version: those of another instance are left
    as they are.
    """
    refuse_former()
    if InstanceName._meta.db_table not in connection.introspection.table_names():
        return
    base, folder = _name_of_base(), _name_of_folder()
    if base and folder and base != folder:
        raise InstanceError("instance_other", folder=folders.root())


def settle() -> None:
    """Name the base and the folder alike where one of them, or both, has no name yet.

    Raises ``InstanceError``: ``instance_other``; ``instance_files_unknown`` when one has no name
    and the folder has files, none of which the base speaks of; ``instance_mark_damaged``.
    """
    refuse_stranger()
    base, folder = _name_of_base(), _name_of_folder()
    if base and folder:
        return
    if (count := sum(1 for _ in _files())) and not _speaks_of_files():
        raise InstanceError("instance_files_unknown", folder=folders.root(), count=count)
    named, _ = InstanceName.objects.get_or_create(defaults={"name": folder or uuid.uuid4()})
    if folder is None:
        _mark(uuid.UUID(str(named.name)))


def _name_of_base() -> uuid.UUID | None:
    return InstanceName.objects.values_list("name", flat=True).first()


def _name_of_folder() -> uuid.UUID | None:
    path = folders.root() / MARK
    if not path.exists():
        return None
    try:
        return uuid.UUID(path.read_text(encoding="utf-8").strip())
    except ValueError as error:
        raise InstanceError("instance_mark_damaged", file=path) from error


def _mark(name: uuid.UUID) -> None:
    """Write the name whole or not at all: a process may stop at any moment."""
    folder = folders.root()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = folder / f"{MARK}.{os.getpid()}"
    partial.write_text(f"{name}\n", encoding="utf-8")
    partial.replace(folder / MARK)


def _files() -> Iterator[Path]:
    """The files people dropped, in the folders of their authorities."""
    kinds = [each for each in folders.root().glob("*") if each.name != folders.ASIDE]
    return (each for kind in kinds for each in kind.glob("*/**/*") if each.is_file())


def _speaks_of_files() -> bool:
    """Whether a row of the base names a file that is there; their names are drawn at random."""
    root = folders.root()
    return any((root / name).is_file() for name in _names())


def _names() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.FileField):
                every = model._base_manager  # noqa: SLF001  (of every authority)
                rows = every.exclude(**{field.name: ""})
                yield from rows.values_list(field.name, flat=True).iterator()
