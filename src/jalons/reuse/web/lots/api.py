"""Lots for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.reuse.web.lots.register import PUBLIC, lots
from jalons.reuse.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, lots, "lots", *PUBLIC, read=READ, write=WRITE)
