"""What the demonstration declares beside its inventories (``data/demonstration.toml``)."""

from __future__ import annotations

import tomllib
from importlib import resources

from jalons.footprint.web.hosted.models import StoredHostedService
from jalons.footprint.web.ratios.models import StoredHeadcount
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.ports.demonstration import Story
from jalons.foundation.register.writer import write


def fill(*, authority: Authority, contributor: User, story: Story) -> None:
    """The staff of two years and of departments, the pupils of the conservatory, what is hosted."""
    file = resources.files("jalons.footprint") / "data" / "demonstration.toml"
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    for people in content["headcounts"]:
        people["counted_on"] = story.day(people["counted_on"])
    for model, name in ((StoredHeadcount, "headcounts"), (StoredHostedService, "hosted")):
        write(
            authority, contributor, [(model(authority=authority), each) for each in content[name]]
        )
