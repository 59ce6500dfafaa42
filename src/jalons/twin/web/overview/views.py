"""The first page of the twin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jalons.broker.engine.temporal.spreads import micros_of
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.twin.engine.today import learnt
from jalons.twin.web.alerts import queries as alerts
from jalons.twin.web.alerts import wording as alert_words
from jalons.twin.web.connection import twin_store
from jalons.twin.web.connection.roles import may
from jalons.twin.web.ingest.sources.queries import letter_counts
from jalons.twin.web.labels.values import moment
from jalons.twin.web.observations import queries
from jalons.twin.web.policies.wording import AUDIENCES

from . import pages, wording
from .today import town_today

INTERNAL = "internal"
MOST_ALERTS = 4
MOST_SILENT = 10


@within_authority(Role.READER)
def home(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What the town learnt today, one line a family, what waits, and one thing to do."""
    types = queries.types(authority)
    town = town_today(authority, audience=INTERNAL, user=request.user, now=timezone.now())
    count = alerts.current_count(authority)
    found = learnt(town.families, alerts=count)
    raised = list(alerts.alerts(authority, alerts.AlertFilter())[:MOST_ALERTS]) if count else []
    alerted = {each.entity for each in raised}
    reasons = pages.silences(town, authority, public=False)
    return render(
        request,
        "twin/home.html",
        {
            "types": types,
            "table": [
                (line, AUDIENCES.get(getattr(line.policy, "audience", ""))) for line in types
            ],
            "lacking": [line for line in types if not line.ready],
            "count": sum(line.entities for line in types),
            "headline": wording.headline(town, found),
            "at": moment(micros_of(town.at)),
            "stopped": town.at < town.computed,
            "families": pages.family_table(town, authority, reasons) if town.lines else None,
            "unread": town.unread,
            "silent": [row for row in pages.silent(town, reasons) if row[0] not in alerted][
                :MOST_SILENT
            ],
            "alerts": [
                (each, alert_words.sentence(each), reasons.get(each.entity, "")) for each in raised
            ],
            "more_alerts": count - len(raised),
            "letters": sum(letter_counts(authority).values()),
            "step": pages.next_step(authority, found, raised),
            "may_edit": may(request, Role.LEAD),
            "cost": twin_store.cost(),
        },
    )
