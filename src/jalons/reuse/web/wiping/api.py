"""Wiping for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.reuse.web.scopes import READ, WRITE, endpoints
from jalons.reuse.web.wiping.register import PUBLIC, certificates, statements

endpoints_of(endpoints, certificates, "wiping-certificates", *PUBLIC, read=READ, write=WRITE)
endpoints_of(
    endpoints, statements, "no-media-statements", "device", "reason", "signed_by", "signed_on",
    read=READ, write=WRITE,
)  # fmt: skip
