"""What a token may do with the room; each topic declares its addresses in its ``api``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import Endpoints, Scope

READ, WRITE = "procurement:read", "procurement:write"

endpoints = Endpoints(
    "procurement",
    _("Procurement"),
    {
        READ: Scope(_("Read purchases, tenders and accounts")),
        WRITE: Scope(_("Change purchases, tenders and accounts"), Role.CONTRIBUTOR),
    },
)
