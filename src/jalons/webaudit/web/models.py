"""What this room stores in the database."""

from jalons.webaudit.web.audits import models as audits
from jalons.webaudit.web.ecodesign import models as ecodesign
from jalons.webaudit.web.services import models as services

__all__ = ["audits", "ecodesign", "services"]
