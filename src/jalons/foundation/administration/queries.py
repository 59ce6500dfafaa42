"""What the pages of the instance show: authorities, accounts, domains, its journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from jalons.foundation.accounts.files import quotas
from jalons.foundation.accounts.models import Authority, InstanceEntry, KnownDomain, User
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.queries import search_territories

Standing = Authority.Standing
TRIALS, ASIDE = "trials", "aside"  # besides the standings, what the list may show


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """An authority in the list: ``size`` in bytes, ``seen`` the last sign-in of a member."""

    authority: Authority
    members: int
    size: int
    seen: datetime | None


SORTS: dict[str, Callable[[AuthorityLine], Any]] = {
    "name": lambda line: line.authority.name.casefold(),
    "territory": lambda line: str(line.authority.territory or "").casefold(),
    "standing": lambda line: (line.authority.deleted_at is not None, line.authority.standing),
    "members": lambda line: line.members,
    "size": lambda line: line.size,
    "seen": lambda line: line.seen.timestamp() if line.seen else 0.0,
}


def authorities(*, text: str = "", shown: str = "", sort: str = "name") -> list[AuthorityLine]:
    """The authorities whose name, slug or territory has the words, sorted by a key of ``SORTS``.

    ``shown`` is a standing, ``trials`` or ``aside``; without it, all but the trials.
    """
    found = Authority.objects.select_related("territory").annotate(
        people=Count("memberships"), seen=Max("memberships__user__last_login")
    )
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(slug__icontains=text) | Q(territory__code=text)
        )
    is_trial = Q(kind=Authority.Kind.TRIAL)
    wanted = {TRIALS: is_trial, ASIDE: Q(deleted_at__isnull=False)}.get(shown, ~is_trial)
    if shown in Standing.values:
        wanted &= Q(standing=shown, deleted_at=None)
    sizes = quotas.sizes()
    lines = [
        AuthorityLine(each, each.people, sizes[each.pk], each.seen) for each in found.filter(wanted)
    ]
    key = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    return sorted(sorted(lines, key=SORTS["name"]), key=key, reverse=sort.startswith("-"))


def authority(*, pk: int) -> Authority:
    """An authority by its number. Raises ``AdministrationError`` (``authority_unknown``)."""
    found = Authority.objects.select_related("territory").filter(pk=pk).first()
    if found is None:
        raise AdministrationError("authority_unknown")
    return found


def authority_named(slug: str) -> Authority:
    """An authority by its slug. Raises ``AdministrationError`` (``authority_unknown``)."""
    found = Authority.objects.select_related("territory").filter(slug=slug).first()
    if found is None:
        raise AdministrationError("authority_unknown")
    return found


def rivals(authority: Authority) -> QuerySet[Authority]:
    """The other authorities of the same territory, trials left out."""
    others = Authority.objects.exclude(pk=authority.pk).exclude(kind=Authority.Kind.TRIAL)
    return others.filter(territory=authority.territory, territory__isnull=False)


def waiting() -> int:
    queue = Authority.objects.filter(standing=Standing.WAITING, deleted_at=None)
    return queue.exclude(kind=Authority.Kind.TRIAL).count()


def people(*, text: str = "", only: str = "") -> QuerySet[User]:
    """The accounts whose address or name has the words; ``only`` administrators or closed ones."""
    found = User.objects.annotate(works_for=Count("memberships")).order_by("email")
    if text:
        found = found.filter(Q(email__icontains=text) | Q(name__icontains=text))
    if only == "administrators":
        found = found.filter(is_superuser=True)
    return found.filter(is_active=False) if only == "closed" else found


def person(*, pk: int) -> User:
    """An account by its number. Raises ``AdministrationError`` (``account_unknown``)."""
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise AdministrationError("account_unknown")
    return found


def person_named(address: str) -> User:
    """An account by its address. Raises ``AdministrationError`` (``account_unknown``)."""
    found = User.objects.filter(email__iexact=address).first()
    if found is None:
        raise AdministrationError("account_unknown")
    return found


def territories(text: str) -> list[Territory]:
    """The territories of a code or a SIREN, else those whose name comes nearest; at most three."""
    wanted = text.strip()
    exact = Territory.objects.filter(Q(code=wanted) | Q(siren=wanted)).exclude(code="")[:3]
    return list(exact) or search_territories(wanted, limit=3)


def domains() -> QuerySet[KnownDomain]:
    return KnownDomain.objects.select_related("territory").order_by("domain")


def journal() -> QuerySet[InstanceEntry]:
    return InstanceEntry.objects.order_by("-pk")
