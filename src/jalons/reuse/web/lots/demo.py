"""The lots of the demonstration, from one being prepared to one proved, and their takers."""

from __future__ import annotations

from datetime import date, timedelta

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import move, write
from jalons.kernel.tables import package_table
from jalons.reuse.web.lots import actions, queries
from jalons.reuse.web.lots.models import Lot
from jalons.reuse.web.takers.models import Taker
from jalons.reuse.web.wiping.models import NoMediaStatement

_PAPER = b"%PDF-1.4\n% Pi\xc3\xa8ce de la d\xc3\xa9monstration\n%%EOF\n"


def fill(demo: Demonstration) -> None:
    """The takers, then the lots, each as far as its devices allow it."""
    authority, user = demo.authority, demo.people[Role.CONTRIBUTOR]
    story = package_table("jalons.reuse", "lots_demo")
    day = demo.story.day(date(2026, 11, 3))
    stock = list(queries.candidates(authority).order_by("label"))
    signed = set(living(NoMediaStatement, authority).values_list("device_id", flat=True))
    said = {"reason": story["reason"], "signed_by": story["signed_by"], "signed_on": day}
    stems = tuple(story["no_media"])
    bare = [each for each in stock if each.label.startswith(stems) and each.pk not in signed]
    made = [(NoMediaStatement(authority=authority), {**said, "device": each}) for each in bare]
    write(authority, user, made)
    for name, stem, taker, nature, steps in story["lots"]:
        who, lot = Taker(authority=authority), Lot(authority=authority)
        about = {"name": taker, "nature": nature, "place": story["town"]}
        write(authority, user, [(who, about)])
        values = {"name": name, "route": nature, "taker": who, "place": story["place"],
                  "ready_on": day, "collect_by": day + timedelta(days=30),
                  "committed_on": day if steps else None}  # fmt: skip
        write(authority, user, [(lot, values)])
        chosen = [each for each in stock if each.label.startswith(stem)]
        actions.compose(user, lot, chosen, inside=True)
        for number, step in enumerate(steps):
            for paper in story["papers"] if step == "prove" else ():
                count = len(chosen) if paper["kind"] == "proof" else None
                actions.attach(user, lot, _PAPER, {**paper, "done_on": day, "count": count})
            move(user, lot.latest(), step, day + timedelta(days=3 * number))
