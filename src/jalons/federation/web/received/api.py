"""The files received, for machines."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.received.register import rows
from jalons.federation.web.scopes import READ, endpoints
from jalons.foundation.api.endpoints import AuthorityCall


@endpoints.get("files-received", _("Files received from other territories"), scope=READ)
def received(call: AuthorityCall) -> dict[str, Any]:
    """Each with who published it first, through whom it came, its licence and its state."""
    return {"files": [_row(each) for each in rows(call.authority)]}


def _row(each: ReceivedItem) -> dict[str, Any]:
    return {
        "id": str(each.pk), "kind": each.kind, "title": each.title, "path": each.path,
        "origin": each.origin, "uid": each.uid, "version": each.item_version,
        "from": str(each.source) if each.source else None, "made_on": each.made_on,
        "licence": each.licence, "language": each.language, "sha256": each.digest,
        "provenance": each.provenance, "state": each.state, "used_on": each.adopted_on,
    }  # fmt: skip
