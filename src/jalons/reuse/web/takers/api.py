"""Takers for machines: never their contact."""

from jalons.foundation.register.api import endpoints_of
from jalons.reuse.web.scopes import READ, WRITE, endpoints
from jalons.reuse.web.takers.register import PUBLIC, takers

endpoints_of(endpoints, takers, "takers", *PUBLIC, read=READ, write=WRITE)
