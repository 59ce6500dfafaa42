"""The files that came from other territories, for the quota of their authority."""

from __future__ import annotations

from django.urls import reverse

from jalons.federation.web.received.models import ItemContent, ReceivedItem
from jalons.federation.web.sources.models import Stick
from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority


def of(authority: Authority) -> list[DroppedFile]:
    """The files received and the sticks that wait, each with the page where it can be deleted."""
    rows = ReceivedItem.objects.of(authority).order_by("-deleted_at", "created_at")
    by_digest = {each.digest: each for each in rows if each.digest}
    found = [
        DroppedFile(each.title, each.length,
                    reverse("received_item", args=[authority.slug, each.pk]), each.created_at,
                    each.deleted_at)
        for digest in ItemContent.objects.of(authority).values_list("digest", flat=True)
        if (each := by_digest.get(digest)) is not None
    ]  # fmt: skip
    return found + [
        DroppedFile(each.name, each.size,
                    reverse("federation_source", args=[authority.slug, each.source.pk]),
                    each.dropped_at)
        for each in Stick.objects.of(authority).select_related("source").exclude(file="")
    ]  # fmt: skip


def empty_trash(authority: Authority) -> int:
    """Erase the deleted files at once; how many."""
    return ReceivedItem.erase(ReceivedItem.objects.of(authority).exclude(deleted_at=None))
