"""The files people bring to the room, for the quota of their authority."""

from django.urls import reverse

from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority
from jalons.reuse.web.lots.models import LotFile
from jalons.reuse.web.wiping.queries import files as wiping


def of(authority: Authority) -> list[DroppedFile]:
    found = wiping.of(authority)
    for each in LotFile.objects.of(authority):
        page = reverse("lot", args=[authority.slug, each.lot_id])
        dropped = DroppedFile(each.name, each.size, page, each.created_at, each.deleted_at)
        found.append(dropped)
    return found


def empty_trash(authority: Authority) -> int:
    gone = LotFile.objects.of(authority).filter(deleted_at__isnull=False)
    return wiping.empty_trash(authority) + LotFile.erase(gone)
