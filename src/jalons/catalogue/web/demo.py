"""The demonstration of the room, topic by topic."""

from __future__ import annotations

from jalons.catalogue.web.ai_systems import demo as ai_systems
from jalons.catalogue.web.ai_systems.shelf import AI_SYSTEMS
from jalons.catalogue.web.algorithms import demo as algorithms
from jalons.catalogue.web.algorithms.shelf import ALGORITHMS
from jalons.catalogue.web.charters import demo as charters
from jalons.catalogue.web.checks import demo as checks
from jalons.catalogue.web.datasets import demo as datasets
from jalons.catalogue.web.duties import demo as duties
from jalons.catalogue.web.duties.shelf import DUTIES
from jalons.catalogue.web.exchange import demo as exchange
from jalons.catalogue.web.privacy import demo as privacy
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.publishing.actions import choose_all
from jalons.foundation.tasks.actions import run_now


def fill(demo: Demonstration) -> None:
    """Fill each topic of a new demonstration, in the order in which one leads to the next."""
    if not demo.is_new:
        return
    for topic in (datasets, duties, exchange, checks, privacy, charters, algorithms, ai_systems):
        topic.fill(demo)
    run_now(demo.authority, "catalogue")
    datasets.publish(demo)  # what waited for its file to be examined
    administrator = demo.people[Role.ADMINISTRATOR]
    choose_all(demo.authority, administrator, DUTIES, ALGORITHMS, AI_SYSTEMS)
