"""Audits of pages for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.webaudit.web.audits.register import PUBLIC, audits
from jalons.webaudit.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, audits, "web-audits", *PUBLIC, read=READ, write=WRITE)
