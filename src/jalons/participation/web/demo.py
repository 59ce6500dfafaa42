"""The demonstration of the room, topic by topic."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.foundation.publishing.actions import choose_all
from jalons.foundation.tasks.actions import run_now
from jalons.participation.web import travelling
from jalons.participation.web.answering import demo as answering
from jalons.participation.web.consultations import demo as consultations
from jalons.participation.web.exchange import demo as exchange
from jalons.participation.web.experiments import demo as experiments
from jalons.participation.web.moderation import demo as moderation
from jalons.participation.web.positions import demo as positions
from jalons.participation.web.positions.models import Position
from jalons.participation.web.reading import demo as reading
from jalons.participation.web.shelves import SHELVES


def fill(demo: Demonstration) -> None:
    """Fill each topic of a new demonstration, in the order in which one leads to the next."""
    if not demo.is_new:
        return
    for topic in (consultations, answering, moderation, reading, exchange, experiments, positions):
        topic.fill(demo)
    led = living(Position, demo.authority).filter(leading_key="", state=Position.State.SIGNATURES)
    for each in led.select_related("authority"):
        travelling.choose(each, demo.people[Role.LEAD], in_public=True)
    run_now(demo.authority, "participation")
    choose_all(demo.authority, demo.people[Role.ADMINISTRATOR], *SHELVES)
