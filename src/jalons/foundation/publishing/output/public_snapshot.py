"""What an authority shows, read from what it stores: the only way to a public output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.http import Http404
from django.utils import timezone

from jalons.foundation.journal.models import Entry, Verb
from jalons.foundation.publishing.declaration import (
    PublicChange,
    PublicTerritory,
    ShelfContent,
    shelves,
)
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.publishing.queries import open_page
from jalons.foundation.publishing.review.reading import waiting
from jalons.kernel import Urn

MOST_CHANGES = 200
# The other verbs are about work inside, not about what is shown.
_PUBLIC = (Verb.CREATED, Verb.CHANGED, Verb.RESTORED, Verb.COMPUTED, Verb.PUBLISHED)


def public_territory(slug: str) -> PublicTerritory:
    """All that everybody sees of an authority; ``Http404`` while its page is closed."""
    page = open_page(slug)
    if page is None:
        raise Http404(slug)
    return territory(page)


def shown_by(authority: Urn) -> PublicTerritory | None:
    """All that everybody sees of an authority, for other rooms; None while its page is closed."""
    page = open_page(authority.id)
    return territory(page) if page else None


def territory(page: PublicPage, kind: str = "") -> PublicTerritory:
    """All that the authority shows, as it is now; whether the page is open or not.

    What a person must read first is not there. ``kind``: the objects of one kind, and no change.
    """
    snapshot = chosen(page, kind)
    hidden = {each.item.urn for each in waiting(snapshot)}
    if not hidden:
        return snapshot
    return replace(
        snapshot,
        shelves={
            name: replace(
                content, items=tuple(each for each in content.items if each.urn not in hidden)
            )
            for name, content in snapshot.shelves.items()
        },
        changes=tuple(change for change in snapshot.changes if change.about not in hidden),
    )


def chosen(page: PublicPage, kind: str = "") -> PublicTerritory:
    """All that the authority chose to show, what waits for a reading included: for members only."""
    since = {each.urn: each.since for each in Published.objects.of(page.authority)}
    kinds = {Urn.parse(urn).kind for urn in since}
    found = {
        shelf.name: shelf.shown(page.authority, since.keys())
        if shelf.kind in kinds and kind in ("", shelf.kind)
        else ShelfContent(())
        for shelf in shelves()
    }
    snapshot = PublicTerritory(page, found)
    return snapshot if kind else replace(snapshot, changes=_changes(snapshot, since))


def _changes(snapshot: PublicTerritory, since: Mapping[str, datetime]) -> tuple[PublicChange, ...]:
    """The latest changes of published objects since their publication; names as of today."""
    labels = {str(item.urn): item.label for _shelf, item in snapshot.items()}
    authority = snapshot.page.authority
    entries = (
        Entry.objects.of(authority)
        .filter(urn__in=list(labels), verb__in=_PUBLIC)
        .only("when", "verb", "urn")[: MOST_CHANGES * 4]
    )
    found: dict[tuple[object, str, str], PublicChange] = {}
    for entry in entries:
        if entry.when < since[entry.urn]:
            continue
        day = timezone.localtime(entry.when).date()
        # Written over by the earlier lines of the same day: its name no longer changes.
        found[day, entry.verb, entry.urn] = PublicChange(
            urn=Urn("change", f"{authority.slug}.{entry.pk}"),
            when=entry.when,
            verb=entry.verb,
            verb_words=str(Verb(entry.verb).label),
            about=Urn.parse(entry.urn),
            label=labels[entry.urn],
        )
    others = [
        change
        for content in snapshot.shelves.values()
        for change in content.changes
        if change.when >= since[str(change.about)]
    ]
    latest = sorted(
        [*found.values(), *others], key=lambda each: (each.when, str(each.urn)), reverse=True
    )
    return tuple(latest[:MOST_CHANGES])
