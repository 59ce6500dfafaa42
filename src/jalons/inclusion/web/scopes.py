"""What a token may do with the room; each topic declares its addresses in its ``api``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import Endpoints, Scope

READ, WRITE = "inclusion:read", "inclusion:write"

endpoints = Endpoints(
    "inclusion",
    _("Inclusion"),
    {
        READ: Scope(_("Read places, procedures, activities and diagnoses")),
        WRITE: Scope(_("Change places, procedures and activities"), Role.CONTRIBUTOR),
    },
)
