"""Procurement for machines: each topic declares its addresses."""

from jalons.procurement.web.agec import api as agec
from jalons.procurement.web.clauses import api as clauses
from jalons.procurement.web.contracts import api as contracts
from jalons.procurement.web.products import api as products
from jalons.procurement.web.purchases import api as purchases
from jalons.procurement.web.scopes import endpoints
from jalons.procurement.web.tenders import api as tenders

__all__ = ["agec", "clauses", "contracts", "endpoints", "products", "purchases", "tenders"]
