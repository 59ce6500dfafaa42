"""What this room stores in the database."""

from jalons.reuse.web.accounts import models as accounts
from jalons.reuse.web.devices import models as devices
from jalons.reuse.web.lots import models as lots
from jalons.reuse.web.offers import models as offers
from jalons.reuse.web.takers import models as takers
from jalons.reuse.web.wiping import models as wiping

__all__ = ["accounts", "devices", "lots", "offers", "takers", "wiping"]
