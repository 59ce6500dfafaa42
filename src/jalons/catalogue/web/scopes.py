"""What a token may do with the room; each topic declares its addresses in its ``api``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import Endpoints, Scope

READ, WRITE = "catalogue:read", "catalogue:write"

endpoints = Endpoints(
    "catalogue",
    _("Data and algorithms"),
    {
        READ: Scope(_("Read datasets, charters and registers")),
        WRITE: Scope(_("Change datasets, charters and registers"), Role.CONTRIBUTOR),
    },
)
