"""The files people bring to the room, for the quota of their authority."""

from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority
from jalons.reuse.web.lots import dropped as lots
from jalons.reuse.web.wiping import dropped as wiping


def of(authority: Authority) -> list[DroppedFile]:
    return [*wiping.of(authority), *lots.of(authority)]


def empty_trash(authority: Authority) -> int:
    return wiping.empty_trash(authority) + lots.empty_trash(authority)
