"""Services for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.webaudit.web.scopes import READ, WRITE, endpoints
from jalons.webaudit.web.services.register import PUBLIC, services

endpoints_of(endpoints, services, "web-services", *PUBLIC, read=READ, write=WRITE)
