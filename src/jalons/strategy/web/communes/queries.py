"""What an intermunicipal body may read of its communes, and a commune of its proposals."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from jalons.foundation.accounts.models import Authority, publishing
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.queries import members
from jalons.strategy.engine.diagnosis.path import Walked, walked
from jalons.strategy.web.communes.models import EpciConsent
from jalons.strategy.web.diagnosis import queries as diagnosis
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.roadmap.models import Action, ProposedAction


def epci_of(authority: Authority) -> Territory | None:
    """The intermunicipal body of a commune; None for another kind, or without one."""
    territory = authority.territory
    if territory is None or territory.kind != Territory.Kind.COMMUNE:
        return None
    return territory.ept or territory.epci


def gathers(authority: Authority) -> bool:
    """Whether an authority may see its communes: a real, approved intermunicipal body."""
    territory = authority.territory
    kinds = {Territory.Kind.EPCI, Territory.Kind.EPT}
    real = authority.kind == Authority.Kind.REAL and authority.may_publish
    return real and territory is not None and territory.kind in kinds


def communes_of(authority: Authority) -> QuerySet[Territory]:
    if authority.territory is None or not gathers(authority):
        return Territory.objects.none()
    return members(authority.territory).order_by("name")


def sharing(authority: Authority) -> QuerySet[Authority]:
    """The authorities of the member communes that share with this body, by name."""
    consents = EpciConsent.unscoped.filter(epci=authority.territory).values("authority")
    return (
        Authority.objects.filter(
            publishing(),
            kind=Authority.Kind.REAL,
            pk__in=consents,
            territory__in=communes_of(authority),
        )
        .select_related("territory")
        .order_by("name")
    )


@dataclass(frozen=True, slots=True)
class Shared:
    authority: Authority
    walked: dict[int, Walked]


def shared_of(authority: Authority) -> Shared:
    """What the intermunicipal body sees of a commune: milestones reached, no answer, no figure."""
    return Shared(authority, walked(diagnosis.current(authority)))


def shares(authority: Authority) -> bool:
    """Whether a commune lets its present intermunicipal body read it."""
    epci = epci_of(authority)
    return epci is not None and EpciConsent.objects.of(authority).filter(epci=epci).exists()


def sendable(authority: Authority) -> QuerySet[Action]:
    """The actions that may be proposed: those whose texts somebody read."""
    return roadmap.actions(authority).filter(unread=False)


def sendable_action(authority: Authority, pk: str) -> Action | None:
    """One of them by the key of a form, None when there is none."""
    try:
        return sendable(authority).filter(pk=UUID(pk)).first()
    except ValueError:
        return None


def sent(authority: Authority) -> QuerySet[ProposedAction]:
    """What was proposed to communes that share today, latest first."""
    return (
        ProposedAction.unscoped.filter(sender=authority, authority__in=sharing(authority))
        .select_related("authority")
        .order_by("-proposed_at", "title", F("authority__name"))
    )


def proposal(authority: Authority, pk: UUID) -> ProposedAction | None:
    return roadmap.proposals(authority).filter(pk=pk).first()
