"""The unexpected errors an operator looks at, grouped or by reference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet, Sum
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.administration.models import UnexpectedError
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.rounds import ROUTE

RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Group:
    """Errors of one class on one route: how many times, the last one, whom they met."""

    route: str
    kind: str
    count: int
    last_at: datetime
    reference: str
    release: str
    owners: tuple[int, ...]


def since(now: datetime) -> QuerySet[UnexpectedError]:
    """The errors of the last seven days."""
    return UnexpectedError.objects.filter(day__gt=timezone.localdate(now - RECENT))


def count_since(now: datetime) -> int:
    """How many times an unexpected error came in the last seven days."""
    return since(now).aggregate(n=Sum("count"))["n"] or 0


def found(*, text: str = "", owner: int | None = None) -> QuerySet[UnexpectedError]:
    """The errors whose reference begins with the text, or whose class or route has it."""
    lines = UnexpectedError.objects.all()
    if owner is not None:
        lines = lines.filter(owner=owner)
    wanted = text.strip()
    if wanted:
        lines = lines.filter(
            Q(reference__istartswith=wanted) | Q(kind__icontains=wanted)
            | Q(route__icontains=wanted)
        )  # fmt: skip
    return lines.order_by("-last_at", "-pk")


def groups(*, now: datetime) -> list[Group]:
    """The errors of the last seven days by route and class, the most frequent first."""
    rows = list(
        since(now)
        .order_by()
        .values("route", "kind")
        .annotate(n=Sum("count"), last=Max("last_at"), latest=Max("pk"))
        .order_by("-n", "route", "kind")[:100]
    )
    latest = UnexpectedError.objects.in_bulk([row["latest"] for row in rows])
    owners: dict[tuple[str, str], set[int]] = {}
    for route, kind, owner in (
        since(now).order_by().values_list("route", "kind", "owner").distinct()
    ):
        owners.setdefault((route, kind), set()).add(owner)
    return [
        Group(
            row["route"], row["kind"], row["n"], row["last"], latest[row["latest"]].reference,
            latest[row["latest"]].release,
            tuple(sorted(owners[row["route"], row["kind"]])),
        )
        for row in rows
    ]  # fmt: skip


def of_rounds(*, now: datetime) -> dict[str, UnexpectedError]:
    """The last error of each daily work of the last seven days, by its name.

    One that ended since, for the same authority, is no longer among them.
    """
    lines = since(now).filter(route__startswith=ROUTE).order_by("last_at")
    ended = rounds.last_ends(now=now)
    found = ((each.route.removeprefix(ROUTE), each) for each in lines)
    return {
        name: each for name, each in found
        if ended.get((name, each.owner), each.last_at) <= each.last_at
    }  # fmt: skip


def names_of(owners: set[int]) -> dict[int, Authority]:
    """The authorities of these numbers that are still here."""
    return Authority.objects.in_bulk(list(owners))
