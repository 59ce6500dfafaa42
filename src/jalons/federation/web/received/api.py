"""The files received, for machines."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jalons.federation.web.received.register import rows
from jalons.federation.web.scopes import READ, endpoints
from jalons.foundation.api.endpoints import AuthorityCall

FIELDS = ("kind", "title", "path", "origin", "uid", "item_version", "made_on", "licence",
          "language", "digest", "provenance", "state", "adopted_on")  # fmt: skip


@endpoints.get("files-received", _("Files received from other territories"), scope=READ)
def received(call: AuthorityCall) -> dict[str, Any]:
    """Each with who published it first, through whom it came, its licence and its state."""
    return {"files": [
        {"id": str(each.pk), "source": str(each.source.pk) if each.source else None,
         **{name: getattr(each, name) for name in FIELDS}}
        for each in rows(call.authority)
    ]}  # fmt: skip
