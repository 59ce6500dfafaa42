"""What a token may do with the footprint room; ``api`` declares its addresses on it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import Endpoints

READ, WRITE = "footprint:read", "footprint:write"

endpoints = Endpoints(
    "footprint",
    _("Digital footprint"),
    {
        READ: _("Read inventories, results and scenarios"),
        WRITE: _("Bring inventories, compute them, keep scenarios"),
    },
)
