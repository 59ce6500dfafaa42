"""The files people bring to the room or that it learns, for the quota of their authority."""

from __future__ import annotations

from django.urls import reverse

from jalons.ailibrary.web.recipes.models import RecipeBundle
from jalons.ailibrary.web.search.models import CorpusArchive, CorpusDocument
from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority


def of(authority: Authority) -> list[DroppedFile]:
    """Documents that are searched and bundles, each with the page where it can be deleted."""
    rows = CorpusDocument.objects.of(authority).exclude(file="")
    found = [
        DroppedFile(each.file_name, each.size,
                    reverse("corpus_document", args=[authority.slug, each.pk]), each.created_at,
                    each.deleted_at)
        for each in rows
    ]  # fmt: skip
    archives = CorpusArchive.objects.of(authority).exclude(file="")
    found += [
        DroppedFile(each.name, each.size, reverse("corpus", args=[authority.slug, each.corpus_id]),
                    each.dropped_at)
        for each in archives
    ]  # fmt: skip
    bundles = RecipeBundle.objects.of(authority).exclude(file="")
    pages = {True: "queue_learning", False: "ai_parcel_list"}
    return found + [
        DroppedFile(each.name, each.size, reverse(pages[each.learned_here], args=[authority.slug]),
                    each.dropped_at)
        for each in bundles
    ]  # fmt: skip


def empty_trash(authority: Authority) -> int:
    """Erase the deleted documents at once, with their files."""
    return CorpusDocument.erase(CorpusDocument.objects.of(authority).exclude(deleted_at=None))
