"""The last day a member opened a page of an authority: noted in memory, written beside the pages.

Only the day is written, and of the authority: who came is not.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from jalons.foundation.accounts.models import Authority

_seen: set[int] = set()
_written: dict[int, date] = {}


def note(authority: Authority) -> None:
    """Remember that a member is here today."""
    if _written.get(authority.pk) != timezone.localdate():
        _seen.add(authority.pk)


def write() -> None:
    """Write what was noted since the last time."""
    today = timezone.localdate()
    noted = set(_seen)
    if not noted:
        return
    Authority.objects.filter(pk__in=noted).exclude(seen_on=today).update(seen_on=today)
    _written.update(dict.fromkeys(noted, today))
    _seen.difference_update(noted)
