"""The screenshots people bring to the room, for the quota of their authority."""

from django.urls import reverse

from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority
from jalons.webaudit.web.grids.models import AccessFinding


def of(authority: Authority) -> list[DroppedFile]:
    rows = AccessFinding.objects.of(authority).exclude(screenshot="")
    return [
        DroppedFile(str(each), each.size, reverse("access_finding", args=[authority.slug, each.pk]),
                    each.created_at, each.deleted_at)
        for each in rows.select_related("page")
    ]  # fmt: skip


def empty_trash(authority: Authority) -> int:
    gone = AccessFinding.objects.of(authority).filter(deleted_at__isnull=False)
    return AccessFinding.erase(gone)
