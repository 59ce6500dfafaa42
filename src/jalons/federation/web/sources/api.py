"""The territories that are read, for machines."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jalons.federation.web.scopes import READ, endpoints
from jalons.federation.web.sources import queries
from jalons.foundation.api.endpoints import AuthorityCall

FIELDS = ("name", "siren", "address", "publisher", "is_trusted", "trusted_on", "paused", "status",
          "reason", "checked_at", "fresh_at", "valid_until")  # fmt: skip


@endpoints.get("territories", _("Territories that are read"), scope=READ)
def territories(call: AuthorityCall) -> dict[str, Any]:
    """Each with its trust, its last reading and how many of its files are set apart."""
    aside = queries.aside_counts(call.authority)
    return {"territories": [
        {"id": str(each.pk), **{name: getattr(each, name) for name in FIELDS},
         "through": str(each.through.pk) if each.through else None,
         "quarantined": aside.get(each.pk, 0)}
        for each in queries.sources(call.authority)
    ]}  # fmt: skip
