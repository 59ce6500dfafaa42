"""Small purchases for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.procurement.web.purchases.register import PUBLIC, purchases
from jalons.procurement.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, purchases, "purchases", *PUBLIC, read=READ, write=WRITE)
