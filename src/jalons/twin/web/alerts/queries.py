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


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Which alerts are wanted; empty is any. ``state`` ``current`` is all but the closed."""

    state: str = "current"
    severity: str = ""
    rule: str = ""
    type: str = ""

    @property
    def active(self) -> bool:
        """Whether anything is narrowed."""
        return self != AlertFilter()


def filter_of(asked: Mapping[str, str]) -> AlertFilter:
    """The filter of an address; what means nothing is left aside."""
    state, severity = asked.get("etat", "current"), asked.get("gravite", "")
    return AlertFilter(
        state=state if state in {"current", "", *RaisedAlert.State} else "current",
        severity=severity if severity in Severity else "",
        rule=_uuid(asked.get("regle", "")),
        type=asked.get("type", ""),
    )


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def alerts(authority: Authority, wanted: AlertFilter) -> QuerySet[RaisedAlert]:
    """The alerts of an authority, those not closed first, the latest first; not of deleted rules.

    ``type`` is the key of a type, as in addresses.
    """
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
    held = living(AlertRule, authority).select_related("authority")
    return held.annotate(current=current, last=Max("raised__opened_at")).order_by("name", "pk")


def current_count(authority: Authority) -> int:
    """How many alerts are not closed."""
    return RaisedAlert.objects.of(authority).filter(LIVING, NOT_CLOSED).count()


def current_of(authority: Authority, entity: str) -> QuerySet[RaisedAlert]:
    """The alerts of one entity that are not closed."""
    held = RaisedAlert.objects.of(authority).filter(LIVING, NOT_CLOSED, entity=entity)
    return held.select_related("rule")


def type_names(authority: Authority) -> dict[str, str]:
    """What the types of an authority are called, by expanded name."""
    sheets = twin_store.sheets().of(twin_store.tenant_of(authority))
    return {iri: sheet.name for iri, sheet in sheets.items() if sheet.name}


def told(rule: AlertRule) -> list[Membership]:
    """The members a rule tells: those of its role and above, and those it names."""
    members = Membership.objects.filter(authority=rule.authority, user__is_active=True)
    held = list(members.select_related("user").order_by("user__email"))
    named = set(rule.told_members.values_list("pk", flat=True))
    least = Role(rule.told_role) if rule.told_role else None
    return [
        each
        for each in held
        if each.pk in named or (least is not None and Role(each.role).allows(least))
    ]
