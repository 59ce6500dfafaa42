"""Offers and needs for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.reuse.web.offers.register import PUBLIC, offers
from jalons.reuse.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, offers, "reuse-offers", *PUBLIC, read=READ, write=WRITE)
