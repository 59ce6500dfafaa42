"""What this room stores in the database."""

from jalons.federation.web.comparison import models as comparison
from jalons.federation.web.received import models as received
from jalons.federation.web.sharing import models as sharing
from jalons.federation.web.sources import models as sources
from jalons.federation.web.supervision import models as supervision

__all__ = ["comparison", "received", "sharing", "sources", "supervision"]
