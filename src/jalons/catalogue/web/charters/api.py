"""Charters, commitments and clauses for machines."""

from jalons.catalogue.web.charters import register
from jalons.catalogue.web.scopes import READ, WRITE, endpoints
from jalons.foundation.register.api import endpoints_of

for records, path, names in (
    (register.charters, "charters", register.CHARTER),
    (register.commitments, "charter-commitments", register.COMMITMENT),
    (register.clauses, "data-clauses", ("charter", "name", "text")),
):
    endpoints_of(endpoints, records, path, *names, read=READ, write=WRITE)
