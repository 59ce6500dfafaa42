"""What the role of the visitor allows."""

from __future__ import annotations

from django.http import HttpRequest

from jalons.foundation.accounts.models import Role


def may(request: HttpRequest, role: Role) -> bool:
    return bool(request.role.allows(role))  # type: ignore[attr-defined]
