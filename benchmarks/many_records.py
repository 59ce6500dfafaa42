"""What acts on many records cost: brought in, changed, deleted, restored, undone.

Run: PYTHONPATH=src:tests .venv/bin/python benchmarks/many_records.py [RECORDS]
Prints, for each act, the processor seconds and the queries, on a base in memory. Another source
tree is measured by its own PYTHONPATH. A dozen queries more for ten times the records is the
batches of the base; queries that grow with the records are a fault.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "instance_settings")

import django
from django.db import connection, transaction

RECORDS = 2_000


def main(count: int) -> None:
    """Print the figures."""
    django.setup()
    connection.creation.create_test_db(verbosity=0)
    from jalons.foundation.accounts.models import Authority
    from jalons.foundation.register import writer
    from jalons.strategy.web.roadmap.models import Action, ActionTask, Axis
    from jalons.twin.web.cases.models import TwinCase

    owner = Authority.objects.create(slug="vitre", name="Vitré")

    def measured(what: str, act: Callable[[], Any]) -> Any:
        started = time.process_time()
        queries = 0

        def count(execute: Callable[..., Any], *query: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*query)

        with connection.execute_wrapper(count), transaction.atomic():
            found = act()
        spent = time.process_time() - started
        print(f"{what:44} {spent:6.2f} s  {queries:6} queries")
        return found

    def cases() -> list[TwinCase]:
        return list(TwinCase.objects.of(owner))

    def each(records: list[Any], values: Callable[[int], dict[str, Any]]) -> Any:
        pairs = [(one, values(rank)) for rank, one in enumerate(records)]
        return writer.write_each(owner, None, pairs)

    new = [TwinCase(authority=owner) for _rank in range(count)]
    done = measured(
        f"bring in {count} use cases",
        lambda: each(new, lambda rank: {"name": f"Cas {rank}", "purpose": "Choisir."}),
    )
    measured("undo it", lambda: writer.undo(owner, None, done.batch))
    measured("undo the undo", lambda: writer.undo(owner, None, last()))
    bulk = measured("one value for all", lambda: each(cases(), lambda _rank: {"department": "A"}))
    measured("undo it", lambda: writer.undo(owner, None, bulk.batch))
    measured("a value for each", lambda: each(cases(), lambda rank: {"department": f"S {rank}"}))
    gone = measured("delete them", lambda: writer.delete(owner, None, cases()))
    measured("restore them", lambda: writer.undo(owner, None, gone))
    axis = Axis(authority=owner)
    writer.write(owner, None, [(axis, {"name": "Axe"})])
    sheets = [Action(authority=owner) for _rank in range(count // 10)]
    measured(
        f"bring in {len(sheets)} actions under an axis",
        lambda: each(sheets, lambda rank: {"title": f"Action {rank}", "axis": axis}),
    )
    tasks = [ActionTask(authority=owner, action=one) for one in sheets for _rank in range(3)]
    day = date(2027, 1, 1)
    measured(
        "and three tasks each", lambda: each(tasks, lambda rank: {"title": f"T {rank}", "due": day})
    )
    stored = list(Action.objects.of(owner))
    gone = measured(
        "delete the actions with their tasks", lambda: writer.delete(owner, None, stored)
    )
    measured("restore them", lambda: writer.undo(owner, None, gone))


def last() -> Any:
    """The latest act."""
    from jalons.foundation.register.models import Batch

    return Batch.unscoped.order_by("-at").first()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS)
