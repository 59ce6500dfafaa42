"""What a queue of a million requests costs: the list, the next request, the figures, the chain.

Run: PYTHONPATH=src:tests .venv/bin/python benchmarks/ailibrary_queue.py [REQUESTS] [ENTRIES]
Prints processor milliseconds and queries of each page on a base in memory, then the chain read
whole, with its peak of memory. Pages should stay under 150 ms; no query may grow with the queue.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "instance_settings")

import django
from django.apps import apps
from django.db import connection
from django.test.utils import setup_test_environment

REQUESTS, ENTRIES = 1_000_000, 200_000
# One request in four waits, the others are decided; 900 days, four channels.
FILL = """
with recursive n(at) as (select 0 union all select at + 1 from n where at + 1 < %s)
insert into ailibrary_queueitem (
  id, authority_id, version, created_at, changed_at, recipe, text, channel, reference, received_on,
  digest, reviewers, state, decided_to_id, closed_at, mode, drilled, suggestion, opened_by)
select lower(hex(randomblob(16))), %s, 1, datetime('now'), datetime('now'), 'orientation',
  'Le trottoir est cassé devant l’école depuis une semaine.',
  case at %% 4 when 0 then 'mail' when 1 then 'form' when 2 then 'phone' else 'desk' end,
  'D-' || at, date('now', '-' || (at %% 900) || ' days'), hex(randomblob(32)), 1,
  case at / 4 %% 4 when 0 then 'waiting' else 'decided' end,
  case at / 4 %% 4 when 0 then null else %s end,
  case at / 4 %% 4 when 0 then null else datetime('now') end, '', 0, '{}', ''
from n
"""


def main(requests: int, entries: int) -> None:
    """Print the figures."""
    django.setup()
    setup_test_environment()
    connection.settings_dict["TEST"]["MIGRATE"] = False
    connection.creation.create_test_db(verbosity=0)
    from django.utils import timezone

    from factories.people import client_of
    from jalons.ailibrary.web.queue import queries
    from jalons.ailibrary.web.queue.models import ChainEntry, QueueItem, ReceivingService, Review
    from jalons.foundation.accounts.models import Authority
    from jalons.foundation.register.writer import write

    owner = Authority.objects.create(slug="vitre", name="Vitré")
    service = ReceivingService(authority=owner)
    write(owner, None, [(service, {"name": "Voirie"})])
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(FILL, [requests, owner.pk, service.pk.hex])
    item = QueueItem.objects.of(owner).first()
    Review.unscoped.bulk_create(
        Review(authority=owner, item=item, seq=0, by="a" * 16, verdict="accept", mode="open",
               label=str(service.pk), suggested=[str(service.pk)], score=0.9, seconds=9.0,
               at=now - timedelta(days=at % 80))
        for at in range(20_000)
    )  # fmt: skip
    lead = client_of(owner, "lead")
    print(f"{requests} requests, {ChainEntry.__name__} × {entries}")

    def measured(what: str, act: Callable[[], Any]) -> Any:
        queries_run = 0

        def count(execute: Callable[..., Any], *query: Any) -> Any:
            nonlocal queries_run
            queries_run += 1
            return execute(*query)

        act()  # the first call loads templates
        started = time.process_time()
        with connection.execute_wrapper(count):
            found = act()
        spent = 1_000 * (time.process_time() - started)
        print(f"{what:44} {spent:8.1f} ms  {queries_run:4} queries")
        return found

    home = "/collectivite/vitre/ia/file/"
    measured("the list", lambda: lead.get(home))
    measured("the list, those to decide", lambda: lead.get(home, {"etat": "waiting"}))
    measured("the list, decided by telephone", lambda: lead.get(home, {"canal": "phone"}))
    measured("the list, more than a month", lambda: lead.get(home, {"age": "30"}))
    measured("the next request", lambda: queries.next_item(owner, "b" * 16, now))
    measured("the sentence of the hub", lambda: queries.figure(owner))
    measured("the figures of the lead", lambda: lead.get(f"{home}chiffres/"))
    measured("the chain, its last acts", lambda: lead.get(f"{home}chaine/"))
    _chain(owner, entries, now)


def _chain(owner: Any, entries: int, now: Any) -> None:
    """What an act costs, and reading the whole chain."""
    from jalons.ailibrary.web.queue import chain

    started = time.process_time()
    for _ in range(min(entries, 2_000)):
        chain.append(owner, "decision", "urn:jalons:queue_item:x", {"verdict": "accept"}, now=now)
    each = (time.process_time() - started) / min(entries, 2_000)
    print(f"{'an act appended':44} {1_000 * each:8.1f} ms")
    _fill(owner, entries)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    head = chain.verify(owner, whole=True)
    spent, peak = time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{head.checked_seq} acts checked in {spent:.1f} s, {(peak - before) / 1024:.0f} MB more")


def _fill(owner: Any, entries: int) -> None:
    """The rest of the chain, stored by sets: what is measured is its reading."""
    from jalons.ailibrary.engine.review.chain import canonical, digest_of

    entry = apps.get_model("ailibrary", "ChainEntry")
    head = apps.get_model("ailibrary", "ChainHead").objects.of(owner).get()
    made, seq, digest = [], head.seq, head.digest
    while seq < entries:
        seq += 1
        said = {"seq": seq, "kind": "decision", "item": "x", "at": head.at.isoformat()}
        stored, previous = canonical(said), digest
        digest = digest_of(previous, stored)
        made.append(entry(authority=owner, seq=seq, kind="decision", item="x", at=head.at,
                          stored=stored, previous=previous, digest=digest))  # fmt: skip
        if len(made) == 20_000 or seq >= entries:
            entry.unscoped.bulk_create(made)
            made = []
    head.seq, head.digest = seq, digest
    head.save()


if __name__ == "__main__":
    sizes = [int(each) for each in sys.argv[1:]]
    main(*[*sizes, *(REQUESTS, ENTRIES)[len(sizes) :]])
