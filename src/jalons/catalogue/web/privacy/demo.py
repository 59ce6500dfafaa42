"""A dataset whose suspicious column was released, in the demonstration."""

from __future__ import annotations

from django.core.files.base import ContentFile

from jalons.catalogue.web.datasets.actions import store_file
from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.privacy.actions import scan_job
from jalons.catalogue.web.privacy.models import PersonalColumn, ProcessingSheet
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """First names of newborns: one column looks personal, a person decided that it is not."""
    row = package_table("jalons.catalogue", "personal_demo")
    owner, user = demo.authority, demo.people[Role.LEAD]
    values = {**row["dataset"], "updated_on": demo.today}
    dataset = living(Dataset, owner).filter(name=values["name"]).first()
    dataset = dataset or Dataset(authority=owner, identifier=row["identifier"])
    write(owner, user, [(dataset, values)])
    file = store_file(user, dataset, ContentFile(row["content"].lstrip().encode(), row["file"]))
    scan_job(lambda *_progress: None, authority=owner.pk, distribution=str(file.pk))
    sheet = ProcessingSheet(authority=owner, dataset=dataset)
    found = living(PersonalColumn, owner).filter(distribution=file)
    released = [(each, row["decision"]) for each in found]
    write(owner, user, [(sheet, {"dataset": dataset, **row["sheet"]}), *released])
