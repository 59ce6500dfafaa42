"""The campaign of the demonstration, measured."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, write
from jalons.inclusion.web.campaigns.models import Campaign, CampaignMeasure
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """A campaign, its measures, its steps."""
    story = package_table("jalons.inclusion", "campaigns_demo")
    user, made = demo.people[Role.CONTRIBUTOR], Campaign(authority=demo.authority)
    write(demo.authority, user, [(made, story["campaign"])])
    for each in story["measures"]:
        measure = CampaignMeasure(authority=demo.authority, campaign=made)
        write(demo.authority, user, [(measure, {**each, "day": demo.story.day(each["day"])})])
    for step in ("run", "measure"):
        move(user, made.latest(), step, demo.story.day(story["starts_on"]))
