"""What a token may do with the room; each topic declares its addresses in its ``api``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import Endpoints, Scope

READ, WRITE = "participation:read", "participation:write"

endpoints = Endpoints(
    "participation",
    _("Participation"),
    {
        READ: Scope(_("Read consultations, experiments and positions")),
        WRITE: Scope(_("Change consultations, experiments and positions"), Role.CONTRIBUTOR),
    },
)
