"""Help between territories for machines."""

from __future__ import annotations

from jalons.federation.web.scopes import READ, WRITE, endpoints
from jalons.federation.web.supervision.register import HELP, helps
from jalons.foundation.register.api import endpoints_of

endpoints_of(endpoints, helps, "help-requests", *HELP, "state", read=READ, write=WRITE)
