"""Watched meters for machines; alerts are closed by people, on their page."""

from jalons.ailibrary.web.meters.register import PUBLIC, watches
from jalons.ailibrary.web.scopes import READ, WRITE, endpoints
from jalons.foundation.register.api import endpoints_of

endpoints_of(endpoints, watches, "watched-meters", *PUBLIC, read=READ, write=WRITE)
