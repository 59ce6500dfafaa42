"""Mediation places for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.inclusion.web.places.register import PUBLIC, places
from jalons.inclusion.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, places, "mediation-places", *PUBLIC, read=READ, write=WRITE)
