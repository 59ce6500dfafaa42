"""What people do with alerts, each change in the journal."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from jalons.foundation.accounts.models import Membership, User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.twin.engine.alerts import course
from jalons.twin.engine.alerts.course import AlertError, Course

from . import wording
from .models import AlertStep, RaisedAlert

type Person = User | AnonymousUser | None


def acknowledge(*, alert: RaisedAlert, user: Person, note: str = "") -> RaisedAlert:
    """Take care of an alert. Raises ``AlertError`` (``alert_not_open``)."""
    return _moved(alert, user, "acknowledged", note)


def close(*, alert: RaisedAlert, user: Person, note: str) -> RaisedAlert:
    """Close an alert with a reason.

    Raises ``AlertError``: ``alert_no_reason``, ``alert_already_closed``.
    """
    if not note.strip():
        raise AlertError("alert_no_reason")
    return _moved(alert, user, "closed", note)


def reopen(*, alert: RaisedAlert, user: Person, note: str = "") -> RaisedAlert:
    """Open a closed alert again.

    Raises ``AlertError``: ``alert_not_closed``; ``alert_other_open`` when the rule has since
    opened another one for the same entity.
    """
    try:
        return _moved(alert, user, "reopened", note)
    except IntegrityError as error:
        raise AlertError("alert_other_open") from error


def add_note(*, alert: RaisedAlert, user: Person, note: str) -> AlertStep:
    with transaction.atomic():
        return _step(alert, user, "note", note)


_MOVES = {
    "acknowledged": course.acknowledged,
    "closed": course.closed,
    "reopened": course.reopened,
}


def _moved(alert: RaisedAlert, user: Person, kind: str, note: str) -> RaisedAlert:
    """Move an alert from its present state in the database, locked: two people may act at once."""
    with transaction.atomic():
        locked = RaisedAlert.objects.of(alert.authority).select_for_update(of=("self",))
        fresh = locked.select_related("rule", "authority").get(pk=alert.pk)
        after: Course = _MOVES[kind](fresh.course)
        fresh.take(after)
        fresh.closed_at = timezone.now() if after.state == "closed" else None
        fresh.save()
        _step(fresh, user, kind, note)
    return fresh


def _step(alert: RaisedAlert, user: Person, kind: str, note: str) -> AlertStep:
    person = user if isinstance(user, User) else None
    member = None
    if person is not None:
        member = Membership.objects.filter(user=person, authority=alert.authority).first()
    note = note.strip()
    verbs = {"closed": Verb.CLOSED, "reopened": Verb.OPENED}
    record(
        request_user=user,
        authority=alert.authority,
        verb=verbs.get(kind, Verb.CHANGED),
        urn=alert.urn,
        label=str(alert),
        after=wording.journal_step(kind, note=note),
    )
    return AlertStep.objects.create(
        authority=alert.authority,
        alert=alert,
        kind=kind,
        at=timezone.now(),
        who=person,
        role=member.role if member else "",
        note=note,
    )
