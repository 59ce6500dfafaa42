"""Evaluation of the rules that are due: alerts open, continue, close.

Two processes may run it at once: one of them claims each rule, and a constraint of the database
allows one open alert for a rule and an entity.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation

from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.models import Authority, at_work
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import store_computed
from jalons.twin.engine.alerts.course import Followed, followed, lost
from jalons.twin.engine.alerts.rule_evaluation import Finding
from jalons.twin.store.rule_reading import (
    MOST_FOUND,
    RuleQuery,
    RuleReader,
    RuleReading,
    Selection,
    selection,
)
from jalons.twin.web.connection import twin_store
from jalons.twin.web.observations.queries import title

from . import wording
from .instants import micros
from .models import ID_LENGTH, AlertRule, AlertStep, RaisedAlert

EVERY = timedelta(seconds=50)
EVERY_DRIFT = timedelta(minutes=59)
LONGEST = 20.0  # seconds a round may take; what is left goes first in the next
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tally:
    """Rules evaluated, rules left for the next round, alerts opened."""

    rules: int = 0
    left: int = 0
    opened: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.rules + other.rules, self.left + other.left, self.opened + other.opened)


def evaluate_all(*, now: datetime, longest: float = LONGEST) -> Tally:
    """Evaluate the rules that are due in every authority that has a twin.

    One query finds them. Whatever authority it is of, the rule that waits for longest goes first.
    """
    deadline = time.monotonic() + longest
    with translation.override(settings.LANGUAGE_CODE):
        rules = AlertRule.unscoped.filter(
            at_work("authority__"), twin_store.has_twin("authority__")
        )
        return _evaluated(rules.select_related("authority__territory"), now, deadline)


def evaluate(authority: Authority, *, now: datetime) -> Tally:
    """Evaluate the rules of one authority that are due, the longest waiting first."""
    return _evaluated(AlertRule.objects.of(authority).select_related("authority"), now)


def _evaluated(rows: QuerySet[AlertRule], now: datetime, deadline: float = inf) -> Tally:
    together: defaultdict[tuple[Authority, Selection], list[AlertRule]] = defaultdict(list)
    due = rows.filter(_due(now), deleted_at=None, paused_at=None)
    for rule in due.order_by(F("judged_at").asc(nulls_first=True), "pk"):
        together[rule.authority, selection(rule.rule)].append(rule)
    tally = Tally()
    for (authority, _selection), rules in together.items():
        if time.monotonic() > deadline:
            tally += Tally(left=len(rules))
            continue
        claimed = [rule for rule in rules if _claimed(rule, now)]
        tally += _judge(authority, claimed, now)
    if tally.left:
        _log.warning("%s rules of alerts wait for the next round", tally.left)
    return tally


def _due(now: datetime) -> Q:
    """The rules due; a date in the future was written before the clock went back."""
    drift = Q(kind=AlertRule.Kind.DRIFT)
    old = Q(judged_at__lte=now - EVERY) & ~drift | Q(judged_at__lte=now - EVERY_DRIFT) & drift
    return Q(judged_at=None) | old | Q(judged_at__gt=now)


def _claimed(rule: AlertRule, now: datetime) -> bool:
    """Whether this process evaluates the rule this time."""
    same = AlertRule.objects.of(rule.authority).filter(pk=rule.pk, judged_at=rule.judged_at)
    return bool(store_computed(same, judged_at=now))


def _judge(authority: Authority, rules: Sequence[AlertRule], now: datetime) -> Tally:
    if not rules:
        return Tally()
    tenant = twin_store.tenant_of(authority)
    if rules[0].type not in twin_store.policies().usable(tenant):
        return sum((_stopped(rule, "no_sheet", now) for rule in rules), Tally())
    followed_by = _followed(authority, rules)
    requests = [RuleQuery(rule.rule, frozenset(followed_by[rule.pk])) for rule in rules]
    try:
        looks = RuleReader(twin_store.store(), tenant, micros(now), title).read(requests)
    except Problem as problem:
        _log.warning("rules of alerts of %s were not judged: %s", authority.slug, problem)
        if problem.kind not in ("BadRequestData", "TooComplexQuery"):
            return Tally(left=len(rules))  # the store did not answer: nothing is known
        return sum((_stopped(rule, "query", now) for rule in rules), Tally())
    return sum(
        (_applied(rule, found, now) for rule, found in zip(rules, looks, strict=True)), Tally()
    )


def _followed(authority: Authority, rules: Iterable[AlertRule]) -> defaultdict[object, set[str]]:
    found: defaultdict[object, set[str]] = defaultdict(set)
    alerts = RaisedAlert.objects.of(authority).filter(_WATCHED, rule__in=list(rules))
    for rule, entity in alerts.values_list("rule_id", "entity"):
        found[rule].add(entity)
    return found


_WATCHED = ~Q(state=RaisedAlert.State.CLOSED) | Q(normal_at=None)


def _stopped(rule: AlertRule, trouble: str, now: datetime) -> Tally:
    """A rule that cannot be evaluated: its alerts are in doubt, none becomes normal."""
    with transaction.atomic():
        for alert in _alerts(rule):
            after = lost(alert.course, trouble)
            if after.steps:
                _advance(alert, after, now)
        _stored(rule, trouble=trouble, watched=0, unsure=0)
    return Tally(rules=1)


def _stored(rule: AlertRule, **values: Any) -> None:
    store_computed(AlertRule.objects.of(rule.authority).filter(pk=rule.pk), **values)


def _alerts(rule: AlertRule) -> list[RaisedAlert]:
    """The alerts of a rule that still follow an entity, locked until the end of the transaction."""
    locked = RaisedAlert.objects.of(rule.authority).select_for_update()
    return list(locked.filter(_WATCHED, rule=rule).order_by("state", "-opened_at"))


def _applied(rule: AlertRule, rule_reading: RuleReading, now: datetime) -> Tally:
    """Write what a rule found: present alerts continue, others open."""
    with transaction.atomic():
        known = _continued(rule, rule_reading, now)
        new = [
            each
            for key, each in rule_reading.findings.items()
            if each.verdict == "breach" and key not in known
        ]
        opened = _opened(rule, new[: max(0, MOST_FOUND - len(known))], rule_reading, now)
        many = AlertRule.Trouble.TOO_MANY if rule_reading.left_out or len(new) > len(opened) else ""
        trouble = many or (AlertRule.Trouble.TOO_WIDE if rule_reading.wide else "")
        _stored(rule, trouble=trouble, watched=rule_reading.watched, unsure=rule_reading.unsure)
    return Tally(rules=1, opened=len(opened))


def _continued(rule: AlertRule, rule_reading: RuleReading, now: datetime) -> set[str]:
    """Update the present alerts; returns the entities they are about."""
    known, quiet = set(), []
    for alert in _alerts(rule):
        known.add(alert.entity)
        finding = rule_reading.findings.get(alert.entity)
        if alert.entity in rule_reading.gone:
            after = lost(alert.course, rule_reading.gone[alert.entity])
        elif finding is not None:
            after = followed(alert.course, finding, now=micros(now), closes=rule.closes)
        else:
            continue  # opened since the look: the next round judges it
        if after.steps:
            _advance(alert, after, now)
        elif after.course != alert.course:
            alert.take(after.course)
            quiet.append(alert)
    if quiet:  # in one query: only dates moved
        RaisedAlert.objects.of(rule.authority).bulk_update(quiet, ["last_seen_at", "judged"])
    return known


def _opened(
    rule: AlertRule, new: Sequence[Finding], rule_reading: RuleReading, now: datetime
) -> list[RaisedAlert]:
    """The alerts that no other process opened at the same time."""
    alerts = [
        RaisedAlert(
            authority=rule.authority,
            rule=rule,
            entity=each.entity,
            entity_name=rule_reading.names[each.entity][:200],
            severity=rule.severity,
            opened_at=now,
            last_seen_at=now,
            judged=each.at,
            values=_values(rule, each),
        )
        for each in new
        if len(each.entity) <= ID_LENGTH
    ]
    RaisedAlert.objects.of(rule.authority).bulk_create(alerts, ignore_conflicts=True)
    stored = RaisedAlert.objects.of(rule.authority).filter(pk__in=[alert.pk for alert in alerts])
    mine = set(stored.values_list("pk", flat=True))
    opened = [alert for alert in alerts if alert.pk in mine]
    steps = [
        AlertStep(authority=rule.authority, alert=each, kind=AlertStep.Kind.OPENED, at=now)
        for each in opened
    ]
    AlertStep.objects.of(rule.authority).bulk_create(steps)
    for each in opened:
        record(request_user=None, authority=rule.authority, verb=Verb.OPENED, urn=each.urn,
               label=str(each))  # fmt: skip
    return opened


def _values(rule: AlertRule, each: Finding) -> dict[str, object]:
    """What was found, with the present condition: the rule may change later."""
    condition = {
        name: getattr(rule, name)
        for name in (
            "kind", "unit", "attribute", "direction", "limit", "margin", "minutes", "hours",
            "recent_days", "reference_days", "measure", "most",
        )
    }  # fmt: skip
    return condition | {
        "reason": each.reason, "value": each.value, "against": each.against, "size": each.size,
        "at": each.at, "since": each.since, "dataset": each.dataset,
    }  # fmt: skip


def _advance(alert: RaisedAlert, after: Followed, now: datetime) -> None:
    """Write the new state of an alert, its steps and their lines of the journal."""
    if after.course.state != alert.state:
        alert.closed_at = now
    alert.take(after.course)
    alert.save()
    for kind in after.steps:
        doubt = after.course.doubt if kind == "unknown" else ""
        AlertStep.objects.create(
            authority=alert.authority, alert=alert, kind=kind, at=now, reason=doubt
        )
        record(
            request_user=None,
            authority=alert.authority,
            verb=Verb.CLOSED if kind == "closed" else Verb.CHANGED,
            urn=alert.urn,
            label=str(alert),
            after=wording.journal_step(kind, doubt),
        )
