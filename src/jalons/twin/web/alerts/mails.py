"""Alerts by mail: those opened since the last mail, to the members of each rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.digests.digest import Digest, DigestWords, Line, Section
from jalons.foundation.digests.models import Rhythm

from . import queries, wording
from .models import RaisedAlert, Severity

OLDEST = timedelta(days=1)


def _new(now: datetime) -> Q:
    return queries.LIVING & queries.NOT_CLOSED & Q(opened_at__gt=now - OLDEST, normal_at=None)


def new_alerts(authority: Authority, now: datetime) -> dict[int, list[RaisedAlert]]:
    """Alerts opened for a day at most and not closed, by key of the member, urgent first."""
    new = RaisedAlert.objects.of(authority).filter(_new(now)).select_related("rule")
    ranks = list(Severity)
    alerts = sorted(
        new.order_by("opened_at", "pk"), key=lambda each: -ranks.index(Severity(each.severity))
    )
    members = {rule.pk: queries.recipients(rule) for rule in {each.rule for each in alerts}}
    found: defaultdict[int, list[RaisedAlert]] = defaultdict(list)
    for alert in alerts:
        for member in members[alert.rule_id]:
            found[member.user_id].append(alert)
    return found


def sections(authority: Authority, alerts: Sequence[RaisedAlert]) -> list[Section]:
    lines = (
        Line(
            f"{alert.get_severity_display()} · {alert.rule.name}",
            reverse("twin_alert", args=[authority.slug, alert.pk]),
            detail=wording.sentence(alert),
        )
        for alert in alerts
    )
    return [Section("", tuple(lines))]


ALERTS = Digest(
    name="twin.alerts",
    kind="alert_mail_choice",
    words=DigestWords(
        title=_("Alerts by e-mail"),
        kind=_("alerts by e-mail"),
        subject=ngettext_lazy(
            "%(authority)s: %(count)s alert of the twin",
            "%(authority)s: %(count)s alerts of the twin",
            "count",
        ),
        opening=_("Here is what the sensors of %(name)s have raised since the last e-mail:"),
        page=_("All the alerts:"),
        stop=_("Stop the e-mails of alerts"),
        stopped=_("No more e-mail of alerts will be sent to you."),
    ),
    rhythms=(Rhythm.AT_ONCE, Rhythm.NEVER),
    found=new_alerts,
    sections=sections,
    since=lambda alert: alert.opened_at,
    page="twin_alerts",
    leave="twin_alerts_leave",
    most=30,
    waits=lambda now: owns(RaisedAlert, _new(now), queries.WRITTEN_TO),
)
