"""The room for machines: each topic declares its addresses."""

from jalons.webaudit.web.audits import api as audits
from jalons.webaudit.web.ecodesign import api as ecodesign
from jalons.webaudit.web.grids import api as grids
from jalons.webaudit.web.scopes import endpoints
from jalons.webaudit.web.services import api as services
from jalons.webaudit.web.statements import api as statements

__all__ = ["audits", "ecodesign", "endpoints", "grids", "services", "statements"]
