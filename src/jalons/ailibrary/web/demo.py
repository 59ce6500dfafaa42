"""The demonstration of the room, topic by topic."""

from __future__ import annotations

from jalons.ailibrary.web.meters import demo as meters
from jalons.ailibrary.web.queue import demo as queue
from jalons.ailibrary.web.recipes import demo as recipes
from jalons.ailibrary.web.recipes.shelf import RECIPES
from jalons.ailibrary.web.search import demo as search
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.publishing.actions import choose_all


def fill(demo: Demonstration) -> None:
    """Fill each topic of a new demonstration, in the order in which one leads to the next."""
    if not demo.is_new:
        return
    for topic in (recipes, queue, meters, search):
        topic.fill(demo)
    choose_all(demo.authority, demo.people[Role.ADMINISTRATOR], RECIPES)
