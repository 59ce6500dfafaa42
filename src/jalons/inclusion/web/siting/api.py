"""Studies of places to open for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.inclusion.web.scopes import READ, WRITE, endpoints
from jalons.inclusion.web.siting.register import PUBLIC, sitings

endpoints_of(endpoints, sitings, "siting-studies", *PUBLIC, read=READ, write=WRITE)
