"""A digest for tests, about bins, and the site with its way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import path

from jalons.foundation.accounts.models import Authority
from jalons.foundation.digests.digest import Digest, DigestWords, Line, Section
from jalons.foundation.digests.models import Rhythm
from jalons.foundation.digests.views import leave
from jalons.site.urls import handler500, urlpatterns

__all__ = ["handler500"]


@dataclass(frozen=True)
class Bin:
    """A bin that filled up."""

    name: str
    since: datetime


def sections(authority: Authority, bins: Sequence[Bin]) -> list[Section]:
    path_of_all = f"/bins/{authority.slug}/"
    return [Section("", tuple(Line(each.name, path_of_all) for each in bins))]


DAILY: Digest[Bin] = Digest(
    name="sample.bins",
    kind="sample_choice",
    words=DigestWords(
        title="Bins",
        kind="bins",
        subject="%(authority)s: %(count)s bins",
        opening="Full in %(name)s:",
        page="All the bins:",
        stop="Stop the bins",
        stopped="No more bins.",
    ),
    rhythms=(Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.NEVER),
    found=lambda _authority, _now: {},
    sections=sections,
    page="journal",
    leave="sample_leave",
    most=3,
)
AT_ONCE = replace(DAILY, rhythms=(Rhythm.AT_ONCE, Rhythm.NEVER), since=lambda each: each.since)


def says(
    digest: Digest[Bin], found: Callable[[Authority], Mapping[int, Sequence[Bin]]]
) -> Digest[Bin]:
    """The digest that says that."""
    return replace(digest, found=lambda authority, _now: found(authority))


urlpatterns = [
    *urlpatterns,
    path("bins/<str:token>/", leave, {"digest": DAILY}, name="sample_leave"),
]
