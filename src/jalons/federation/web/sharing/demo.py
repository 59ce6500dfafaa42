"""What the demonstration shares: its keys are made with it, its rescue key is in no safe."""

from __future__ import annotations

from importlib.util import find_spec

from django.utils import timezone

from jalons.federation.web.sharing import queries
from jalons.federation.web.sharing.models import Repository
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.declaration import shelves
from jalons.foundation.publishing.queries import showable
from jalons.foundation.register.writer import move, write

SIREN = "200066009"  # when its territory has none
KINDS = (
    "action", "diagnostic", "indicators", "catalogue", "offer", "need", "charter", "ai_card",
    "feed", "clause", "questions", "position",
)  # fmt: skip
ALSO_PUBLIC = {"offer", "charter", "own_clause"}  # of rooms filled after the public page was


def fill(demo: Demonstration) -> None:
    """Share what its public page shows; nothing where the program that signs is not installed."""
    if find_spec("tuf") is None:
        return
    from jalons.federation.web.sharing import signed_folder

    admin, found = demo.people[Role.ADMINISTRATOR], queries.repository_of(demo.authority)
    for shelf in shelves():
        if shelf.kind in ALSO_PUBLIC:
            names = [str(each.urn) for each in showable(demo.authority, shelf)]
            choose(authority=demo.authority, user=admin, shelf=shelf, offered=names, chosen=names)
    values = {"siren": found.siren or SIREN, "name": found.name, "kinds": list(KINDS)}
    write(demo.authority, admin, [(found, values)])
    signed_folder.make(found)
    with signed_folder.opened(demo.authority) as both:
        both.secrets.erase("paper")
    write(demo.authority, admin, [(_stored(demo), {"paper_printed_on": demo.today})])
    move(admin, _stored(demo), "start")
    signed_folder.publish(_stored(demo), timezone.now())


def _stored(demo: Demonstration) -> Repository:
    return queries.repository_of(demo.authority)
