"""Processing sheets for machines; what is suspected of a column never leaves."""

from jalons.catalogue.web.privacy.register import SHEET, sheets
from jalons.catalogue.web.scopes import READ, WRITE, endpoints
from jalons.foundation.register.api import endpoints_of

endpoints_of(endpoints, sheets, "processing-sheets", "dataset", *SHEET, read=READ, write=WRITE)
