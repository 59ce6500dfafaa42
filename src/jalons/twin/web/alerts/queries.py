"""What the screens of alerts read, always of one authority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from jalons.foundation.accounts.models import Authority, Membership, Role
from jalons.foundation.accounts.scoping import living
from jalons.twin.web.connection import twin_store

from .models import AlertRule, RaisedAlert, Severity

LIVING = Q(rule__deleted_at=None)
NOT_CLOSED = ~Q(state=RaisedAlert.State.CLOSED)
LEAST, NAMED = "told_role", "told_members"  # fields of a rule: whom it writes to
WRITTEN_TO = ~Q((f"rule__{LEAST}", "")) | Q((f"rule__{NAMED}__isnull", False))


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Which alerts; empty is any. ``state`` ``current`` is all but the closed."""

    state: str = "current"
    severity: str = ""
    rule: str = ""
    type: str = ""

    @property
    def active(self) -> bool:
        return self != AlertFilter()


def filter_of(parameters: Mapping[str, str]) -> AlertFilter:
    """The filter of an address; unknown values are ignored."""
    state, severity = parameters.get("etat", "current"), parameters.get("gravite", "")
    return AlertFilter(
        state=state if state in {"current", "", *RaisedAlert.State} else "current",
        severity=severity if severity in Severity else "",
        rule=_uuid(parameters.get("regle", "")),
        type=parameters.get("type", ""),
    )


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def alerts(authority: Authority, wanted: AlertFilter) -> QuerySet[RaisedAlert]:
    """The alerts of an authority, open first, the latest first; without those of deleted rules."""
    found = RaisedAlert.objects.of(authority).filter(LIVING).select_related("rule")
    if wanted.state == "current":
        found = found.filter(NOT_CLOSED)
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.severity:
        found = found.filter(severity=wanted.severity)
    if wanted.rule:
        found = found.filter(rule=UUID(wanted.rule))
    if wanted.type:
        found = found.filter(rule__type=wanted.type)
    return found.order_by("closed_at", "-opened_at", "pk") if wanted.state == "" else found


def alert(authority: Authority, pk: UUID) -> RaisedAlert | None:
    """One alert, of a deleted rule too."""
    return RaisedAlert.objects.of(authority).select_related("rule").filter(pk=pk).first()


def rules(authority: Authority) -> QuerySet[AlertRule]:
    """The rules of an authority, with how many of their alerts are not closed."""
    current = Count("raised", filter=~Q(raised__state=RaisedAlert.State.CLOSED))
    living_rules = living(AlertRule, authority).select_related("authority")
    return living_rules.annotate(current=current, last=Max("raised__opened_at")).order_by(
        "name", "pk"
    )


def current_count(authority: Authority) -> int:
    return RaisedAlert.objects.of(authority).filter(LIVING, NOT_CLOSED).count()


def current_of(authority: Authority, entity: str) -> QuerySet[RaisedAlert]:
    current = RaisedAlert.objects.of(authority).filter(LIVING, NOT_CLOSED, entity=entity)
    return current.select_related("rule")


def type_names(authority: Authority) -> dict[str, str]:
    policies = twin_store.policies().of(twin_store.tenant_of(authority))
    return {iri: policy.name for iri, policy in policies.items() if policy.name}


def recipients(rule: AlertRule) -> list[Membership]:
    """The members a rule writes to: those of its role and above, and those it names."""
    members = Membership.objects.filter(authority=rule.authority, user__is_active=True)
    everybody = list(members.select_related("user").order_by("user__email"))
    named = set(getattr(rule, NAMED).values_list("pk", flat=True))
    least = Role(getattr(rule, LEAST)) if getattr(rule, LEAST) else None
    return [
        each
        for each in everybody
        if each.pk in named or (least is not None and Role(each.role).allows(least))
    ]
