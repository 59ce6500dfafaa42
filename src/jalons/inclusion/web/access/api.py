"""Studies of access for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.inclusion.web.access.register import PUBLIC, studies
from jalons.inclusion.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, studies, "access-studies", *PUBLIC, read=READ, write=WRITE)
