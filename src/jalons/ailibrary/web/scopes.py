"""What a token may do with the room; each topic declares its addresses in its ``api``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import Endpoints, Scope

READ, WRITE = "ailibrary:read", "ailibrary:write"

endpoints = Endpoints(
    "ailibrary",
    _("Modest AI"),
    {
        READ: Scope(_("Read recipes, their cards and the queue")),
        WRITE: Scope(_("Send requests to the queue"), Role.CONTRIBUTOR),
    },
)
