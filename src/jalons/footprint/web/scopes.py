"""What a token may do with the footprint room; ``api`` declares its addresses on it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import Endpoints, Scope

READ, WRITE = "footprint:read", "footprint:write"

endpoints = Endpoints(
    "footprint",
    _("Digital footprint"),
    {
        READ: Scope(_("Read inventories, results and scenarios")),
        WRITE: Scope(_("Bring inventories, compute them, keep scenarios"), Role.CONTRIBUTOR),
    },
)
