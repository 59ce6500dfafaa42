"""The room for machines: each topic declares its addresses."""

from jalons.webaudit.web.grids import api as grids
from jalons.webaudit.web.scopes import endpoints
from jalons.webaudit.web.services import api as services
from jalons.webaudit.web.statements import api as statements

__all__ = ["endpoints", "grids", "services", "statements"]
