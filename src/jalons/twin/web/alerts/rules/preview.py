"""The alerts a rule would have opened in the last days, computed on the history."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from jalons.broker.engine.temporal.request import HistoryQuery, Points
from jalons.broker.store.policies.redacting_store import RedactedReads
from jalons.foundation.accounts.models import Authority, User
from jalons.twin.engine.alerts.latest_values import watched
from jalons.twin.engine.alerts.past_alerts import PastAlert, replay
from jalons.twin.engine.alerts.rule import DAY, Rule
from jalons.twin.store.rule_reading import query_of
from jalons.twin.web.alerts.instants import micros
from jalons.twin.web.connection import twin_store
from jalons.twin.web.observations.queries import reads, title

DAYS = 14
MOST = 300
BATCH = 50


@dataclass(frozen=True, slots=True)
class RulePreview:
    """Alerts a rule would have opened, with the name of their entity, the latest first.

    ``read`` entities of ``total`` were evaluated; ``observed`` of them had an observation.
    """

    alerts: tuple[tuple[str, PastAlert], ...]
    sensors: int
    read: int
    total: int
    observed: int
    days: int = DAYS


def preview_rule(
    authority: Authority, rule: Rule, *, user: User | AnonymousUser | None, now: datetime
) -> RulePreview:
    """The alerts of the last 14 days on the first entities the rule watches.

    Raises ``Problem`` when its filter is not understood.
    """
    allowed, tenant = reads(audience="internal", user=user), twin_store.tenant_of(authority)
    page = allowed.query(tenant, replace(query_of(rule), limit=MOST, counted=True))
    end = micros(now)
    start = end - DAYS * DAY
    found: list[tuple[str, PastAlert]] = []
    observed = 0
    for first in range(0, len(page.docs), BATCH):
        part = page.docs[first : first + BATCH]
        ids = tuple(str(doc["id"]) for doc in part)
        points = _points(allowed, tenant, rule, ids, start=start - rule.back, end=end)
        for doc in part:
            series = points.get(str(doc["id"]), [])
            observed += bool(series)
            past = replay(rule, watched(doc, rule.attribute), series, start=start, end=end)
            found += [(title(doc), each) for each in past]
    found.sort(key=lambda pair: -pair[1].opened)
    sensors = len({each.entity for _, each in found})
    return RulePreview(
        tuple(found), sensors, len(page.docs), page.total or len(page.docs), observed
    )


def _points(  # noqa: PLR0913
    allowed: RedactedReads, tenant: str, rule: Rule, ids: tuple[str, ...], *, start: int, end: int
) -> dict[str, list[Points]]:
    attrs = (rule.attribute,) if rule.attribute else None
    found: defaultdict[str, list[Points]] = defaultdict(list)
    for point in allowed.points(tenant, HistoryQuery(ids, attrs=attrs, start=start, end=end + 1)):
        found[point.entity].append(point)
    return found
