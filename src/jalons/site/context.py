"""What every page knows: where the visitor is, and what the four verbs lead to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The authority being looked at and the visitor's role in it, when there is one."""
    return {
        "authority": getattr(request, "authority", None),
        "role": getattr(request, "role", None),
    }
