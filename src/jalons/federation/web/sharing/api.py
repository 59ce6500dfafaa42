"""What an authority shares, for machines."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jalons.federation.web.scopes import READ, endpoints
from jalons.federation.web.sharing import queries
from jalons.federation.web.sharing.views import address_of
from jalons.foundation.api.endpoints import AuthorityCall


@endpoints.get("shared-files", _("What you share"), scope=READ)
def shared_files(call: AuthorityCall) -> dict[str, Any]:
    """Whether it shares, where, until when its signatures are valid, and the files of its list."""
    found = queries.repository_of(call.authority)
    files = queries.listed(call.authority) if found.root_digest else []
    return {
        "shares": found.active, "siren": found.siren, "name": found.name,
        "kinds": list(found.kinds),
        "address": (found.active and address_of(call.authority)) or None,
        "digits": found.digits or None, "published_at": found.published_at,
        "valid_until": found.valid_until, "problem": found.problem or None,
        "files": [
            {"path": each.name, "kind": each.says.kind, "title": each.says.title,
             "licence": each.says.licence, "version": each.says.version,
             "made_on": each.says.made_on, "withdrawn": each.says.tombstone, "size": each.size}
            for each in files
        ],
    }  # fmt: skip
