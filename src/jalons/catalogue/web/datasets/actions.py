"""Files of datasets and their versions, the area of the data, what is shown to everybody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.web.datasets import panels, search_index
from jalons.catalogue.web.datasets.models import Dataset, Distribution, FileVersion
from jalons.catalogue.web.datasets.queries import SHELF
from jalons.foundation.accounts.files.quotas import admit
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.declaration import shelf_named
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import Person, store_computed, write
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.territories.queries import areas


def store_file(  # noqa: PLR0913  (each one said by name)
    user: Person, dataset: Dataset, file: File[bytes], *, name: str = "",
    distribution: Distribution | None = None, updated_on: date | None = None,
) -> Distribution:  # fmt: skip
    """The distribution whose file was stored: a new one, or the next version of ``distribution``.

    Raises ``AccountsError`` (quota) and ``CatalogueError`` (``file_same``, ``file_empty``).
    """
    authority = dataset.authority
    arriving = FileVersion(authority=authority)
    arriving.describe(file, Path(file.name or "").name)
    if not arriving.size:
        raise CatalogueError("file_empty", field="file")
    if distribution and distribution.file and distribution.sha256 == arriving.sha256:
        raise CatalogueError("file_same", field="file")
    made = distribution or Distribution(authority=authority, dataset=dataset)
    values: dict[str, Any] = {"format": Path(file.name or "").suffix.lstrip(".").lower()[:20]}
    if made.is_new:
        values |= {"dataset": dataset, "name": name or Path(arriving.name).stem.replace("_", " ")}
    changes: list[Any] = [(made, values)]
    if updated_on:
        changes.append((dataset, {"updated_on": updated_on}))
    storage, path = made.file.storage, ""
    try:
        with transaction.atomic():
            admit(authority=authority, size=arriving.size)  # files that come at once wait here
            write(authority, user, changes, label=str(dataset))
            made = made.latest()
            if made.file:
                _set_aside(made)
            made.file.save(arriving.name, file, save=False)
            path = str(made.file.name)
            store_computed(
                _row(made), file=path, file_name=arriving.name, size=arriving.size,
                sha256=arriving.sha256, stored_at=arriving.dropped_at, columns="",
            )  # fmt: skip
            _journal(user, dataset, made.name, after={_("file"): arriving.name})
            stored = made.latest()
            panels.arrived(stored)
    except BaseException:
        if path:
            storage.delete(path)
        raise
    return stored


def _row(distribution: Distribution) -> Any:
    return Distribution.objects.of(distribution.authority).filter(pk=distribution.pk)


def _set_aside(distribution: Distribution) -> None:
    """Make the present file of a distribution one of its earlier versions."""
    FileVersion(
        authority=distribution.authority, distribution=distribution, file=distribution.file.name,
        name=distribution.file_name, size=distribution.size or 0, sha256=distribution.sha256,
        dropped_at=distribution.stored_at or timezone.now(),
    ).save(force_insert=True)  # fmt: skip


def erase_version(user: Person, version: FileVersion) -> None:
    """Erase an earlier file for good."""
    distribution = version.distribution
    with transaction.atomic():
        before = {_("file"): version.name, "SHA-256": version.sha256}
        _journal(user, distribution.dataset, distribution.name, before=before)
        version.discard()


def _journal(user: Person, dataset: Dataset, name: str, **sides: Any) -> None:
    record(request_user=user, authority=dataset.authority, verb=Verb.CHANGED, urn=dataset.urn,
           label=f"{dataset} · {name}", **sides)  # fmt: skip


def cover_territory(user: Person, dataset: Dataset) -> Batch | None:
    """Say that the data cover the whole territory of the authority.

    Raises ``CatalogueError`` (``area_unknown``) when it has no outline.
    """
    territory = dataset.authority.territory
    drawn = areas(territory, level=1) if territory else ()
    corners = [corner for each in drawn for ring in each.rings for corner in ring]
    if not corners:
        raise CatalogueError("area_unknown")
    east, north = zip(*corners, strict=True)
    area = [round(value, 5) for value in (min(east), min(north), max(east), max(north))]
    return write(dataset.authority, user, [(dataset, {"area": area})])


def show(user: Person, dataset: Dataset) -> bool:
    """Put a published dataset on the public page; whether it was not there.

    Its texts are read like those of any other object: names of people wait for a person's yes.
    """
    shelf, urn = shelf_named(SHELF), str(dataset.urn)
    assert shelf is not None  # noqa: S101  (this room declares it)
    return choose(authority=dataset.authority, user=user, shelf=shelf, offered={urn},
                  chosen={urn}) > 0  # fmt: skip


# What is read of a file ---------------------------------------------------------------------------


def store_columns(distribution: Distribution, columns: Iterable[str]) -> None:
    """Store the headings of the file of a distribution, for the search."""
    with transaction.atomic():
        words = "\n".join(dict.fromkeys(filter(None, columns)))
        store_computed(_row(distribution), columns=words[:20_000])
        search_index.refresh(distribution.authority, {str(distribution.dataset_id)})


def start_on(
    file: Distribution, kind: str, label: str, user: Person, back: str, **more: Any
) -> Job:
    """The job of a kind about a file; ``label`` has the place of its name."""
    return start_job(
        authority=file.authority, kind=kind, label=label % (file.file_name or file), user=user,
        back_url=back,
        arguments={"authority": file.authority_id, "distribution": str(file.pk), **more},
    )  # fmt: skip
