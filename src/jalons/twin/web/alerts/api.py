"""The alerts in the API, in the words of the Smart Data Models where their Alert has one.

They show values of types that may be internal: the scope is that of all the data.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Page, PageQuery, Record
from jalons.twin.web.labels.values import short

from . import queries, wording
from .models import RaisedAlert, Severity

SEVERITIES = {
    Severity.INFORMATION: "informational",
    Severity.WARNING: "medium",
    Severity.URGENT: "critical",
}
"""Our three words among the five of the model."""


class AlertRecord(Record, frozen=True, kw_only=True):
    """An alert; ``severity`` is of the Smart Data Models, ``alertSource`` the entity it is about.

    ``doubt`` says why its state is no longer known, empty when it is known.
    """

    id: UUID
    rule: str
    kind: str
    severity: str
    state: str
    description: str
    alertSource: str  # noqa: N815  the name of the model
    type: str
    attribute: str
    value: float | None
    unitCode: str  # noqa: N815
    dateIssued: datetime  # noqa: N815
    last_seen: datetime
    back_to_normal: datetime | None
    closed: datetime | None
    doubt: str


class AlertsQuery(PageQuery, frozen=True, kw_only=True):
    """Which alerts are wanted: ``state`` is current (not closed), open, acknowledged, closed, all.

    ``severity`` is information, warning or urgent, empty for all.
    """

    state: str = "current"
    severity: str = ""


def alert_list(call: AuthorityCall, query: AlertsQuery) -> Page[AlertRecord]:
    """The alerts of an authority, the latest first."""
    state = "" if query.state == "all" else query.state
    wanted = queries.filter_of({"etat": state, "gravite": query.severity})
    return Page.of(queries.alerts(call.authority, wanted), query, _record)


def _record(alert: RaisedAlert) -> AlertRecord:
    values = alert.values
    return AlertRecord(
        id=alert.pk,
        rule=alert.rule.name,
        kind=values["kind"],
        severity=SEVERITIES[Severity(alert.severity)],
        state=alert.state,
        description=wording.sentence(alert),
        alertSource=alert.entity,
        type=short(alert.rule.type),
        attribute=short(values["attribute"]) if values["attribute"] else "",
        value=values["value"],
        unitCode=values["unit"],
        dateIssued=alert.opened_at,
        last_seen=alert.last_seen_at,
        back_to_normal=alert.normal_at,
        closed=alert.closed_at,
        doubt=alert.doubt,
    )
