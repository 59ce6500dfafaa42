"""What a token may do with the room; each topic declares its addresses in its ``api``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import Endpoints, Scope

READ, WRITE = "webaudit:read", "webaudit:write"

endpoints = Endpoints(
    "webaudit",
    _("Websites and online services"),
    {
        READ: Scope(_("Read services, audits and assessments")),
        WRITE: Scope(_("Change services, audits and assessments"), Role.CONTRIBUTOR),
    },
)
