"""Reuse for machines: each topic declares its addresses."""

from jalons.reuse.web.accounts import api as accounts
from jalons.reuse.web.devices import api as devices
from jalons.reuse.web.lots import api as lots
from jalons.reuse.web.offers import api as offers
from jalons.reuse.web.scopes import endpoints
from jalons.reuse.web.takers import api as takers
from jalons.reuse.web.wiping import api as wiping

__all__ = ["accounts", "devices", "endpoints", "lots", "offers", "takers", "wiping"]
