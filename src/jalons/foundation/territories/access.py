"""Who may open these pages: anybody.

Territories lie below accounts, whose ``access`` module names the same mark; a test walks both.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse


def public[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A page for anybody."""
    view.access = "public"  # type: ignore[attr-defined]
    return view
