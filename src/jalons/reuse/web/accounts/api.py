"""What is stated of each year, for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.reuse.web.accounts.register import PUBLIC, reuse_years
from jalons.reuse.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, reuse_years, "reuse-years", *PUBLIC, read=READ, write=WRITE)
