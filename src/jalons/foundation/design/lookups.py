"""What a page is about, or the answer that there is no such page."""

from __future__ import annotations

from django.http import Http404


def or_404[T](value: T | None) -> T:
    """The value looked up; raises ``Http404`` where there is none."""
    if value is None:
        raise Http404
    return value
