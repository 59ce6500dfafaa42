"""Alerts by mail: all that opened since the last one, at most every quarter of an hour.

A mail is promised before it leaves: two processes do not write twice. One that does not leave is
tried again at the next round.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority, Membership, User, at_work
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb

from . import queries, wording
from .models import AlertMailChoice, RaisedAlert, Severity

_log = logging.getLogger(__name__)
_SIGNER = Signer(salt="jalons.twin.alerts")
APART = timedelta(minutes=15)
OLDEST = timedelta(days=1)
SHOWN = 30  # alerts of one mail


def choice_of(authority: Authority, user: User) -> AlertMailChoice:
    """What a member chose, made when it is first asked."""
    held = AlertMailChoice.objects.of(authority)
    return held.get_or_create(authority=authority, user=user)[0]


def is_stopped(authority: Authority, user: User) -> bool:
    """Whether a member asked for no mail of alerts."""
    return AlertMailChoice.objects.of(authority).filter(user=user, stopped=True).exists()


def choose(*, authority: Authority, user: User, stopped: bool) -> None:
    """Stop the mails of alerts to a member, or send them again."""
    choice = choice_of(authority, user)
    if choice.stopped == stopped:
        return
    choice.stopped = stopped
    choice.save(update_fields=["stopped"])
    state = _("stopped") if stopped else _("sent")
    record(
        request_user=user,
        authority=authority,
        verb=Verb.CHANGED,
        urn=f"urn:jalons:alert_mail_choice:{choice.pk}",
        label=_("Alerts by mail"),
        after={_("state"): state},
    )


def leave_path(authority: Authority, user: User) -> str:
    """The path that stops the mails of alerts without signing in."""
    return reverse("twin_alerts_leave", args=[_SIGNER.sign(f"{authority.pk}.{user.pk}")])


def read_leave_token(token: str) -> tuple[Authority, User] | None:
    """Whose mails a link stops; None when it is forged or they are no more."""
    try:
        owner, _dot, person = _SIGNER.unsign(token).partition(".")
        authority = Authority.objects.filter(pk=int(owner)).first()
        user = User.objects.filter(pk=int(person)).first()
    except (BadSignature, ValueError):
        return None
    return (authority, user) if authority and user else None


# Sending ------------------------------------------------------------------------------------------


def tell_all(*, now: datetime) -> int:
    """Write to everybody a new alert is for, in every real authority; how many mails left.

    Nothing leaves without a mail server (``JALONS_MAIL_URL``).
    """
    if not settings.OPTIONS["MAIL_URL"]:
        return 0
    real = Authority.objects.filter(at_work(), kind=Authority.Kind.REAL)
    with translation.override(settings.LANGUAGE_CODE):
        return sum(tell(authority, now=now) for authority in real)


def tell(authority: Authority, *, now: datetime) -> int:
    """Write to the members of one authority; how many mails left."""
    new = RaisedAlert.objects.of(authority).filter(queries.LIVING, queries.NOT_CLOSED)
    new = new.filter(opened_at__gt=now - OLDEST, normal_at=None).select_related("rule")
    if not (held := list(new.order_by("opened_at", "pk"))):
        return 0
    told: defaultdict[int, list[RaisedAlert]] = defaultdict(list)
    people: dict[int, Membership] = {}
    rules = {alert.rule_id: alert.rule for alert in held}
    members = {key: queries.told(rule) for key, rule in rules.items()}
    for alert in held:
        for member in members[alert.rule_id]:
            people[member.user_id] = member
            told[member.user_id].append(alert)
    return sum(_tell(authority, people[key].user, found, now) for key, found in told.items())


def _tell(authority: Authority, user: User, found: Sequence[RaisedAlert], now: datetime) -> bool:
    """Write to one member, unless stopped, told lately, or told of all this before."""
    choice = choice_of(authority, user)
    last = choice.told_at
    if choice.stopped or (last is not None and now - APART < last <= now):
        return False
    fresh = [each for each in found if last is None or each.opened_at > last or last > now]
    if not fresh or not _promised(choice, now):
        return False
    if not _send(authority, user, fresh):
        AlertMailChoice.objects.of(authority).filter(pk=choice.pk).update(told_at=last)
        return False
    record(
        request_user=None,
        authority=authority,
        verb=Verb.REMINDED,
        urn=f"urn:jalons:alert_mail_choice:{choice.pk}",
        label=str(user),
        after={_("alerts"): len(fresh)},
    )
    return True


def _promised(choice: AlertMailChoice, now: datetime) -> bool:
    same = AlertMailChoice.objects.of(choice.authority).filter(
        pk=choice.pk, told_at=choice.told_at, stopped=False
    )
    return bool(same.update(told_at=now))


def address() -> str:
    """Where this instance is read, without its last slash."""
    told = str(settings.OPTIONS["ADDRESS"]).rstrip("/")
    scheme = "https" if settings.OPTIONS["HTTPS"] else "http"
    return told or f"{scheme}://{settings.OPTIONS['HOSTS'][0].lstrip('*.')}"


def _send(authority: Authority, user: User, found: Sequence[RaisedAlert]) -> bool:
    leave = address() + leave_path(authority, user)
    subject, body = mail_of(authority, found, leave)
    headers = {"List-Unsubscribe": f"<{leave}>"}
    try:
        return bool(EmailMessage(subject, body, None, [user.email], headers=headers).send())
    except (OSError, SMTPException):
        _log.exception("the mail of the alerts did not leave")
        return False


def mail_of(authority: Authority, found: Sequence[RaisedAlert], leave: str) -> tuple[str, str]:
    """The subject and the text of a mail, the most pressing first."""
    count = len(found)
    subject = ngettext(
        "%(authority)s: %(count)s alert of the twin",
        "%(authority)s: %(count)s alerts of the twin",
        count,
    ) % {"authority": authority.name, "count": count}
    ranks = list(Severity)
    ordered = sorted(found, key=lambda each: -ranks.index(Severity(each.severity)))
    lines = [
        {
            "severity": each.get_severity_display(),
            "rule": each.rule.name,
            "text": wording.sentence(each),
            "path": reverse("twin_alert", args=[authority.slug, each.pk]),
        }
        for each in ordered[:SHOWN]
    ]
    values = {
        "authority": authority,
        "lines": lines,
        "others": max(0, count - SHOWN),
        "address": address(),
        "all": reverse("twin_alerts", args=[authority.slug]),
        "leave": leave,
    }
    return subject, render_to_string("twin/alerts/mail.txt", values)
