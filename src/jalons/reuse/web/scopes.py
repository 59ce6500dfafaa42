"""What a token may do with the room; each topic declares its addresses in its ``api``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import Endpoints, Scope

READ, WRITE = "reuse:read", "reuse:write"

endpoints = Endpoints(
    "reuse",
    _("Reuse"),
    {
        READ: Scope(_("Read devices, lots and certificates")),
        WRITE: Scope(_("Change devices, lots and certificates"), Role.CONTRIBUTOR),
    },
)
