"""Contracts for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.procurement.web.contracts.register import FIELDS, contracts
from jalons.procurement.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, contracts, "contracts", *FIELDS, "remarks", "is_digital", read=READ,
             write=WRITE, delete=WRITE)  # fmt: skip
