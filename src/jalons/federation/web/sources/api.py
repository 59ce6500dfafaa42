"""The territories that are read, for machines."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jalons.federation.web.scopes import READ, endpoints
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.models import Source
from jalons.foundation.api.endpoints import AuthorityCall


@endpoints.get("territories", _("Territories that are read"), scope=READ)
def territories(call: AuthorityCall) -> dict[str, Any]:
    """Each with its trust, its last reading and what is set apart."""
    aside = queries.aside_counts(call.authority)
    return {"territories": [_row(each, aside.get(each.pk, 0))
                            for each in queries.sources(call.authority)]}  # fmt: skip


def _row(each: Source, aside: int) -> dict[str, Any]:
    return {
        "id": str(each.pk), "name": each.name, "siren": each.siren, "address": each.address,
        "publisher": each.publisher, "trusted": each.is_trusted, "trusted_on": each.trusted_on,
        "through": str(each.through.pk) if each.through else None, "paused": each.paused,
        "status": each.status, "reason": each.reason, "read_at": each.checked_at,
        "complete_at": each.fresh_at, "valid_until": each.valid_until, "quarantined": aside,
    }  # fmt: skip
