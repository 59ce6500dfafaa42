"""Reviews for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.webaudit.web.ecodesign.register import PUBLIC, reviews
from jalons.webaudit.web.scopes import READ, WRITE, endpoints

NAMES = (*PUBLIC, "score", "untested")
endpoints_of(endpoints, reviews, "ecodesign-reviews", *NAMES, read=READ, write=WRITE)
