"""Products for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.procurement.web.products.models import MARKS
from jalons.procurement.web.products.register import OWN, products
from jalons.procurement.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, products, "products", *OWN, *MARKS.values(), read=READ, write=WRITE,
             delete=WRITE)  # fmt: skip
