"""The queue of the demonstration: sixty requests, most of them decided, one contestation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jalons.ailibrary.web.queue import deciding
from jalons.ailibrary.web.queue.models import Contestation, QueueItem, ReceivingService
from jalons.ailibrary.web.queue.suggesters import first_recipe, themes
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table

PER_DAY = 3  # requests of a day
READ_IN = 25  # seconds a person takes for a request


def fill(demo: Demonstration) -> None:
    """Services, requests that arrive day after day, the decisions of a person, a contestation."""
    table, authority = package_table("jalons.ailibrary", "queue_demo"), demo.authority
    known = set(themes(first_recipe()))
    services = {row["name"]: ReceivingService(authority=authority) for row in table["services"]}
    write(authority, demo.people[Role.LEAD], [
        (services[row["name"]],
         {"name": row["name"], "themes": [each for each in row["themes"] if each in known]})
        for row in table["services"]
    ])  # fmt: skip
    rows, first = table["requests"], len(table["requests"]) // PER_DAY
    made = [QueueItem(authority=authority) for _row in rows]
    write(authority, demo.people[Role.CONTRIBUTOR], [
        (item, {"text": row["text"], "channel": row["channel"], "reference": f"D-{at + 1:03}",
                "received_on": demo.today - timedelta(days=first - at // PER_DAY)})
        for at, (item, row) in enumerate(zip(made, rows, strict=True))
    ])  # fmt: skip
    for at, (item, row) in enumerate(zip(made, rows, strict=True)):
        if "sent" in row:
            _decide(demo, item, row["sent"], services, at)
    said = table["contestation"]
    write(authority, demo.people[Role.CONTRIBUTOR], [
        (Contestation(authority=authority, item=made[said["request"]].latest()),
         {"text": said["text"], "channel": said["channel"],
          "received_on": demo.today - timedelta(days=2)})
    ])  # fmt: skip


def _decide(
    demo: Demonstration, item: QueueItem, sent: str, services: dict[str, Any], at: int
) -> None:
    """Open a request the day after it came, decide it some seconds later."""
    authority, user = demo.authority, demo.people[Role.CONTRIBUTOR]
    rank = len(services) * PER_DAY * 3 - at
    opened = demo.now - timedelta(hours=8 * max(rank, 1))
    spent = timedelta(seconds=READ_IN + 7 * (at % 5))
    key = str(services[sent].pk) if sent in services else sent
    reason = "Il manque une pièce pour choisir." if sent == deciding.LATER else ""
    for _attempt in range(2):  # a drill comes back once
        deciding.open_item(authority, user, item.pk, opened)
        done = deciding.decide(authority, user, item.pk, key, opened + spent, reason=reason)
        if not done.is_drill:
            return
