"""What this room stores in the database."""

from jalons.webaudit.web.audits import models as audits
from jalons.webaudit.web.ecodesign import models as ecodesign
from jalons.webaudit.web.grids import models as grids
from jalons.webaudit.web.services import models as services
from jalons.webaudit.web.statements import models as statements

__all__ = ["audits", "ecodesign", "grids", "services", "statements"]
