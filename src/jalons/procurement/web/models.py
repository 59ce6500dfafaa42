"""What this room stores in the database."""

from jalons.procurement.web.agec import models as agec
from jalons.procurement.web.clauses import models as clauses
from jalons.procurement.web.contracts import models as contracts
from jalons.procurement.web.own_clauses import models as own_clauses
from jalons.procurement.web.products import models as products
from jalons.procurement.web.purchases import models as purchases
from jalons.procurement.web.tenders import models as tenders

__all__ = ["agec", "clauses", "contracts", "own_clauses", "products", "purchases", "tenders"]
