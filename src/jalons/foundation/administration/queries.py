"""What the pages of the instance show: authorities, accounts, domains, its journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from jalons.foundation.accounts.files import quotas
from jalons.foundation.accounts.models import Authority, InstanceEntry, KnownDomain, User
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.tasks import queue
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.queries import search_territories

Standing = Authority.Standing
TRIALS, ASIDE, READ_ONLY = "trials", "aside", "read_only"  # besides the standings, what is shown
FULL, QUIET, FAILING = "full", "quiet", "failing"  # what asks for the operator
AWAY = timedelta(days=90)  # after which an authority is said not to come any more


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """An authority in the list: ``size`` in bytes, ``seen`` the last day of a member there.

    ``failed`` counts its jobs that failed in the last seven days.
    """

    authority: Authority
    members: int
    size: int
    seen: date | None
    failed: int

    @property
    def share(self) -> float:
        """How much of its room is taken."""
        most = quotas.quota_of(self.authority)[0]
        return self.size / most if most else 1.0

    @property
    def is_nearly_full(self) -> bool:
        """Whether little room is left for its files."""
        return self.share >= quotas.NEAR

    def is_away(self, today: date) -> bool:
        """Whether nobody came for 90 days, since it was made when nobody ever came."""
        return (self.seen or timezone.localdate(self.authority.created_at)) < today - AWAY


SORTS: dict[str, Callable[[AuthorityLine], Any]] = {
    "name": lambda line: line.authority.name.casefold(),
    "standing": lambda line: (
        line.authority.deleted_at is not None, line.authority.is_read_only, line.authority.standing,
    ),
    "members": lambda line: line.members,
    "size": lambda line: line.size,
    "share": lambda line: line.share,
    "seen": lambda line: line.seen.toordinal() if line.seen else 0,
    "failed": lambda line: line.failed,
}  # fmt: skip


def authorities(
    *, text: str = "", shown: str = "", only: str = "", sort: str = "name"
) -> list[AuthorityLine]:
    """The authorities whose name, slug or territory has the words, sorted by a key of ``SORTS``.

    ``shown`` is a standing, ``read_only``, ``trials`` or ``aside``; without it, all but the trials.
    ``only``: those nearly ``full``, those ``quiet`` for 90 days, those with ``failing`` jobs.
    """
    lines = _lines(text, shown)
    today = timezone.localdate()
    wanted: dict[str, Callable[[AuthorityLine], bool]] = {
        FULL: lambda line: line.is_nearly_full,
        QUIET: lambda line: line.is_away(today),
        FAILING: lambda line: line.failed > 0,
    }
    found = sorted(filter(wanted.get(only, lambda _: True), lines), key=SORTS["name"])
    key = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    return sorted(found, key=key, reverse=sort.startswith("-"))


def _lines(text: str, shown: str) -> list[AuthorityLine]:
    found = Authority.objects.select_related("territory").annotate(
        people=Count("memberships"), signed_in=Max("memberships__user__last_login")
    )
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(slug__icontains=text) | Q(territory__code=text)
        )
    is_trial = Q(kind=Authority.Kind.TRIAL)
    wanted = {
        TRIALS: is_trial,
        ASIDE: Q(deleted_at__isnull=False),
        READ_ONLY: Q(read_only_at__isnull=False, deleted_at=None),
    }.get(shown, ~is_trial)
    if shown in Standing.values:
        wanted &= Q(standing=shown, deleted_at=None)
    sizes, failed = quotas.sizes(), queue.failures_by_authority(timezone.now())
    return [
        AuthorityLine(
            each, each.people, sizes[each.pk], last_seen(each, each.signed_in),
            failed.get(each.pk, 0),
        )
        for each in found.filter(wanted)
    ]  # fmt: skip


def last_seen(authority: Authority, signed_in: datetime | None) -> date | None:
    """The last day a member opened a page, or signed in."""
    days = [authority.seen_on, timezone.localdate(signed_in) if signed_in else None]
    return max(filter(None, days), default=None)


def authority(**key: object) -> Authority:
    """An authority by its ``pk`` or its ``slug``.

    Raises ``AdministrationError`` (``authority_unknown``).
    """
    found = Authority.objects.select_related("territory").filter(**key).first()
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


def person(**key: object) -> User:
    """An account by its ``pk`` or its address (``email__iexact``).

    Raises ``AdministrationError`` (``account_unknown``).
    """
    found = User.objects.filter(**key).first()
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


def journal_of(authority: Authority) -> QuerySet[InstanceEntry]:
    """The lines about an authority, under its present name."""
    name = authority.name
    return journal().filter(Q(label=name) | Q(label__startswith=f"{name} ("))
