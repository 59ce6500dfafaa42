"""What a token may do with the room; each topic declares its addresses in its ``api``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import Endpoints, Scope

READ, WRITE = "federation:read", "federation:write"

endpoints = Endpoints(
    "federation",
    _("Between territories"),
    {
        READ: Scope(_("Read what territories share")),
        WRITE: Scope(_("Change what is shared and read"), Role.CONTRIBUTOR),
    },
)
