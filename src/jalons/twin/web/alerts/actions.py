"""What people do of rules and alerts, each change in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.twin.engine.alerts import course
from jalons.twin.engine.alerts.course import AlertError, Course

from . import wording
from .models import AlertRule, AlertStep, RaisedAlert

KEPT_AFTER_DELETION = timedelta(days=30)
type Person = User | AnonymousUser | None
TUNED = (
    "name", "id_pattern", "q", "direction", "limit", "margin", "minutes", "hours", "recent_days",
    "reference_days", "measure", "most", "severity", "closes", "told_role",
)  # fmt: skip
"""What may change of a rule: what it watches may not, its alerts would be about something else."""


def create_rule(
    *,
    authority: Authority,
    user: Person,
    values: Mapping[str, Any],
    told: Iterable[Membership] = (),
) -> AlertRule:
    """A new rule, judged from the next round on."""
    rule = AlertRule(authority=authority)
    for name, value in values.items():
        setattr(rule, name, value)
    with transaction.atomic():
        rule.save(force_insert=True)
        rule.told_members.set(_own(authority, told))
        _journal(rule, user, Verb.CREATED, after=_told_words(rule))
    return rule


def change_rule(
    *,
    rule: AlertRule,
    user: Person,
    values: Mapping[str, Any],
    told: Iterable[Membership] | None = None,
) -> bool:
    """Keep new values of what may be tuned; whether anything changed."""
    with transaction.atomic():
        before = _told_words(rule)
        for name in TUNED:
            if name in values:
                setattr(rule, name, values[name])
        rule.save()
        if told is not None:
            rule.told_members.set(_own(rule.authority, told))
        after = _told_words(rule)
        changed = [name for name in after if before.get(name) != after[name]]
        if changed:
            _journal(
                rule,
                user,
                Verb.CHANGED,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
    return bool(changed)


def _own(authority: Authority, told: Iterable[Membership]) -> list[Membership]:
    return [each for each in told if each.authority_id == authority.pk]


def _told_words(rule: AlertRule) -> dict[str, str]:
    names = ", ".join(sorted(str(each.user) for each in rule.told_members.all()))
    role = str(rule.get_told_role_display())
    return {
        _("name"): rule.name,
        _("condition"): wording.condition_of(rule),
        _("which entities"): " ".join(filter(None, (rule.id_pattern, rule.q)))
        or _("all of the type"),
        _("severity"): str(rule.get_severity_display()),
        _("closes by itself"): _("yes") if rule.closes else _("no"),
        _("who is told"): ", ".join(filter(None, (role, names))) or "–",
    }


def pause_rule(*, rule: AlertRule, user: Person) -> None:
    """Judge a rule no more until it is resumed."""
    _dated(rule, user, "paused_at", timezone.now(), _("paused"))


def resume_rule(*, rule: AlertRule, user: Person) -> None:
    """Judge a rule again."""
    _dated(rule, user, "paused_at", None, _("at work"))


def _dated(rule: AlertRule, user: Person, field: str, value: Any, word: str) -> None:
    if bool(getattr(rule, field)) == bool(value):
        return
    with transaction.atomic():
        setattr(rule, field, value)
        rule.save(update_fields=[field])
        _journal(rule, user, Verb.CHANGED, after={_("state"): word})


def delete_rule(*, rule: AlertRule, user: Person) -> None:
    """Take a rule and its alerts off the screens, until ``restore_rule`` brings them back."""
    if rule.deleted_at:
        return
    with transaction.atomic():
        rule.deleted_at = timezone.now()
        rule.save(update_fields=["deleted_at"])
        _journal(rule, user, Verb.DELETED)


def restore_rule(*, rule: AlertRule, user: Person) -> None:
    """Bring a deleted rule back, with its alerts."""
    if not rule.deleted_at:
        return
    with transaction.atomic():
        rule.deleted_at = None
        rule.save(update_fields=["deleted_at"])
        _journal(rule, user, Verb.RESTORED)


def purge_deleted(*, now: datetime) -> int:
    """Erase the rules deleted more than 30 days ago, with their alerts; how many rows."""
    gone, _by_model = AlertRule.unscoped.filter(deleted_at__lt=now - KEPT_AFTER_DELETION).delete()
    return gone


def _journal(rule: AlertRule, user: Person, verb: str, **sides: Any) -> None:
    record(
        request_user=user,
        authority=rule.authority,
        verb=verb,
        urn=rule.urn,
        label=rule.name,
        **sides,
    )


# Alerts -------------------------------------------------------------------------------------------


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
