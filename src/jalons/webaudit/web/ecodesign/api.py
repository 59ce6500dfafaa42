"""Reviews for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.webaudit.web.ecodesign.forms import REVIEW
from jalons.webaudit.web.ecodesign.register import reviews
from jalons.webaudit.web.scopes import READ, WRITE, endpoints

PUBLIC = (*REVIEW, "score", "untested")
endpoints_of(endpoints, reviews, "ecodesign-reviews", *PUBLIC, read=READ, write=WRITE)
