"""Catalogues to read for machines."""

from jalons.catalogue.web.exchange.register import FIELDS, sources
from jalons.catalogue.web.scopes import READ, WRITE, endpoints
from jalons.foundation.register.api import endpoints_of

endpoints_of(endpoints, sources, "harvest-sources", *FIELDS, read=READ, write=WRITE)
