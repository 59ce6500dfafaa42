"""A dataset whose suspicious column was released, in the demonstration."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.utils import timezone

from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.privacy.actions import scan_job
from jalons.catalogue.web.privacy.models import PersonalColumn, ProcessingSheet
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import store_computed, write
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """First names of newborns: one column looks personal, a person decided that it is not."""
    row, owner, user = (
        package_table("jalons.catalogue", "personal_demo"),
        demo.authority,
        demo.people,
    )
    content = row["content"].encode()
    dataset = living(Dataset, owner).filter(name=row["name"]).first()
    if dataset is None:
        dataset = Dataset(authority=owner, identifier=row["identifier"])
        write(owner, user[Role.LEAD], [(dataset, {"name": row["name"], "audience": "open"})])
    file = Distribution(authority=owner, dataset=dataset)
    write(owner, user[Role.LEAD], [(file, {"dataset": dataset, "name": row["file"]})])
    file.file.save(row["file"], ContentFile(content), save=False)
    store_computed(Distribution.objects.of(owner).filter(pk=file.pk), file=file.file.name,
                   file_name=row["file"], size=len(content), stored_at=timezone.now(),
                   sha256=hashlib.sha256(content).hexdigest())  # fmt: skip
    scan_job(lambda *_progress: None, authority=owner.pk, distribution=str(file.pk))
    sheet = ProcessingSheet(authority=owner, dataset=dataset)
    released = [(each, row["decision"]) for each in living(PersonalColumn, owner)]
    write(owner, user[Role.LEAD], [(sheet, row["sheet"]), *released])
