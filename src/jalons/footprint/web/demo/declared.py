"""What the demonstration declares beside its inventories (``data/demonstration.toml``)."""

from __future__ import annotations

import tomllib
from importlib import resources

from jalons.footprint.web.hosted.models import StoredHostedService
from jalons.footprint.web.printing.models import StoredPrintCount
from jalons.footprint.web.ratios.models import StoredHeadcount
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.ports.demonstration import Story
from jalons.foundation.register.models import Registered
from jalons.foundation.register.writer import write


def fill(*, authority: Authority, contributor: User, story: Story) -> None:
    """The staff by year and department, the pupils of the conservatory, what is hosted, copiers."""
    file = resources.files("jalons.footprint") / "data" / "demonstration.toml"
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    for people in content["headcounts"]:
        people["counted_on"] = story.day(people["counted_on"])
    for each in content["printing"]:
        each["to_day"] = story.day(each["to_day"])
    models: tuple[tuple[str, type[Registered]], ...] = (
        ("headcounts", StoredHeadcount),
        ("hosted", StoredHostedService),
        ("printing", StoredPrintCount),
    )
    for name, model in models:
        write(
            authority, contributor, [(model(authority=authority), each) for each in content[name]]
        )
