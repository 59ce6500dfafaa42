"""Processor time of a search among 40,000 objects: ``python benchmarks/search.py``.

Fills an empty instance in ``JALONS_DATA_DIR``: 20,000 actions with their description, 20,000
entities of the twin in four types, and the other kinds. Prints the median in milliseconds of each
kind and of the whole page, for words that are everywhere, somewhere and nowhere.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from functools import partial

import django

OBJECTS, TOGETHER, ROUNDS = 20_000, 1_000, 7
TYPED = ("éclairage", "reseau capteurs 777", "zzzz", "plan compost")
TEXT = "Réduire l’éclairage public, suivre un réseau de capteurs sobres avec les communes. " * 4
SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"


def _filled() -> object:
    """The authority measured."""
    from jalons.broker.engine import operations
    from jalons.broker.store.port import Step
    from jalons.foundation.accounts.models import Authority
    from jalons.strategy.web.actors.models import Actor
    from jalons.strategy.web.roadmap.models import Action
    from jalons.twin.web.connection import twin_store

    authority, made = Authority.objects.get_or_create(
        slug="large", name="Large", kind=Authority.Kind.DEMO
    )
    if not made:
        return authority
    Action.unscoped.bulk_create(
        (
            Action(authority=authority, title=f"Réseau de capteurs {n}", description=TEXT)
            for n in range(OBJECTS)
        ),
        batch_size=TOGETHER,
    )
    Actor.unscoped.bulk_create(
        Actor(authority=authority, name=f"Régie de l’éclairage {n}", brings=TEXT)
        for n in range(500)
    )
    for start in range(0, OBJECTS, TOGETHER):
        steps = []
        for n in range(start, start + TOGETHER):
            name = {"type": "Property", "value": f"Réseau de capteurs {n}"}
            kind = f"Kind{n % 4}"
            entity = {
                "id": f"urn:ngsi-ld:{kind}:{n}",
                "type": [SPACE + kind],
                "attrs": {SPACE + "name": [name]},
            }
            steps.append(Step(entity["id"], operations.upsert(entity, updating=False)))
        twin_store.store().write("large", steps, now=1_790_000_000_000_000)
    return authority


def _median(run: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1_000


def main() -> None:
    """Fill if needed, measure, print."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "jalons.site.settings", "JALONS_DEBUG": "1"}
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from jalons.foundation.accounts.models import Role
    from jalons.foundation.search.finders import SHOWN, Search, finders
    from jalons.foundation.territories.actions import load_territories
    from jalons.foundation.territories.queries import is_loaded

    call_command("migrate", interactive=False, verbosity=0)
    if not is_loaded():
        load_territories()
    authority = _filled()
    client, address = Client(headers={"host": "localhost"}), "/collectivite/large/recherche/"
    for typed in TYPED:
        search = Search(authority, Role.READER, None, typed, SHOWN)
        print(f"« {typed} »")
        for finder in finders():
            total = finder.find(search).total
            print(
                f"  {finder.kind:12} {total:6} found {_median(partial(finder.find, search)):7.1f}"
            )
        page = _median(partial(client.get, address, {"q": typed}))
        print(f"  the page {page:30.1f}")


if __name__ == "__main__":
    main()
