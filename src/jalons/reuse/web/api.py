"""Reuse for machines: its registers; devices and accounts answer more in their ``api``."""

from jalons.foundation.register.api import endpoints_of
from jalons.reuse.web.accounts import api as accounts
from jalons.reuse.web.devices import api as devices
from jalons.reuse.web.lots import register as lots
from jalons.reuse.web.offers import register as offers
from jalons.reuse.web.scopes import READ, WRITE, endpoints
from jalons.reuse.web.takers import register as takers
from jalons.reuse.web.wiping import register as wiping

__all__ = ["accounts", "devices", "endpoints"]
_STATEMENT = ("device", "reason", "signed_by", "signed_on")
for register, path, names in (
    (lots.lots, "lots", lots.PUBLIC),
    (offers.offers, "reuse-offers", offers.PUBLIC),
    (takers.takers, "takers", takers.PUBLIC),
    (wiping.certificates, "wiping-certificates", wiping.PUBLIC),
    (wiping.statements, "no-media-statements", _STATEMENT),
):
    endpoints_of(endpoints, register, path, *names, read=READ, write=WRITE)
