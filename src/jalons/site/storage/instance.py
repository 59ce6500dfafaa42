"""A base and a folder of files that belong together: one name in both, made at first start.

An instance on a base that is not its own would show other people's rows, miss its files, and
forget files whose rows are elsewhere: it does not start.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.stores import StoredFile
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
        raise InstanceError("instance_other", folder=_place())


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
        raise InstanceError("instance_files_unknown", folder=_place(), count=count)
    named, _ = InstanceName.objects.get_or_create(defaults={"name": folder or uuid.uuid4()})
    if folder is None:
        _mark(uuid.UUID(str(named.name)))


def name_of_base() -> str:
    """The name of this instance, in its base; empty before it has one."""
    return str(_name_of_base() or "")


def _name_of_base() -> uuid.UUID | None:
    return InstanceName.objects.values_list("name", flat=True).first()


def _name_of_folder() -> uuid.UUID | None:
    try:
        return uuid.UUID(b"".join(folders.dropped().pieces(MARK)).decode().strip())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise InstanceError("instance_mark_damaged", file=f"{_place()}/{MARK}") from error


def _mark(name: uuid.UUID) -> None:
    """Write the name whole or not at all: a process may stop at any moment."""
    folders.dropped().write(MARK, f"{name}\n".encode())


def _place() -> str:
    """Where the files are, in words an operator knows."""
    return str(settings.OPTIONS["FILES"]) or str(folders.root())


def _files() -> Iterator[StoredFile]:
    """The files people dropped, in the folders of their authorities."""
    store = folders.dropped()
    kinds = [each for each in store.parts("") if each != folders.ASIDE and each[0] != "."]
    return (each for kind in kinds for each in store.walk(kind) if each.name.count("/") > 1)


def _speaks_of_files() -> bool:
    """Whether a row of the base names a file that is there; their names are drawn at random."""
    store = folders.dropped()
    return any(store.find(name) for name in _names())


def _names() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.FileField):
                every = model._base_manager  # noqa: SLF001  (of every authority)
                rows = every.exclude(**{field.name: ""})
                yield from rows.values_list(field.name, flat=True).iterator()
