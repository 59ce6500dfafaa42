"""What an address says: the page it is about, its numbers."""

from __future__ import annotations

from django.http import Http404


def or_404[T](value: T | None) -> T:
    """The value looked up; raises ``Http404`` where there is none."""
    if value is None:
        raise Http404
    return value


def whole_number(typed: str | None) -> int | None:
    """The number typed in an address or a form, of nine digits at most; None for anything else."""
    if typed and typed.isascii() and typed.isdigit() and len(typed) < 10:
        return int(typed)
    return None
