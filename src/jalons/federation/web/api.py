"""The room for machines: each topic declares its addresses."""

from jalons.federation.web.comparison import api as comparison
from jalons.federation.web.received import api as received
from jalons.federation.web.scopes import endpoints
from jalons.federation.web.sharing import api as sharing
from jalons.federation.web.sources import api as sources
from jalons.federation.web.supervision import api as supervision

__all__ = ["comparison", "endpoints", "received", "sharing", "sources", "supervision"]
