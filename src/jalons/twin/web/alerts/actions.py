"""What people do of alerts, each change in the journal."""

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
    """Somebody takes care of an alert. Raises ``AlertError`` (``alert_not_open``)."""
    return _moved(alert, user, "acknowledged", note)


def close(*, alert: RaisedAlert, user: Person, note: str) -> RaisedAlert:
    """Close an alert and say why.

    Raises ``AlertError``: ``alert_no_reason``, ``alert_already_closed``.
    """
    if not note.strip():
        raise AlertError("alert_no_reason")
    return _moved(alert, user, "closed", note)


def reopen(*, alert: RaisedAlert, user: Person, note: str = "") -> RaisedAlert:
    """Open a closed alert again.

    Raises ``AlertError``: ``alert_not_closed``, ``alert_other_open`` when the rule opened another
    for the same entity meanwhile.
    """
    try:
        return _moved(alert, user, "reopened", note)
    except IntegrityError as error:
        raise AlertError("alert_other_open") from error


def add_note(*, alert: RaisedAlert, user: Person, note: str) -> AlertStep:
    """Write a note on an alert, whatever its state."""
    with transaction.atomic():
        return _step(alert, user, "note", note)


_MOVES = {
    "acknowledged": course.acknowledged,
    "closed": course.closed,
    "reopened": course.reopened,
}


def _moved(alert: RaisedAlert, user: Person, kind: str, note: str) -> RaisedAlert:
    """Move an alert as it is now in the database: two people may press a button at once."""
    with transaction.atomic():
        held = RaisedAlert.objects.of(alert.authority).select_for_update(of=("self",))
        fresh = held.select_related("rule", "authority").get(pk=alert.pk)
        after: Course = _MOVES[kind](fresh.course)
        fresh.take(after)
        fresh.closed_at = timezone.now() if after.state == "closed" else None
        fresh.save()
        _step(fresh, user, kind, note)
    return fresh


def _step(alert: RaisedAlert, user: Person, kind: str, note: str) -> AlertStep:
    person = user if isinstance(user, User) else None
    held = Membership.objects.filter(user=person, authority=alert.authority) if person else None
    found = held.first() if held is not None else None
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
        role=found.role if found else "",
        note=note,
    )
