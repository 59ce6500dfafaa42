"""Statements, plans and complaints for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.webaudit.web.scopes import READ, WRITE, endpoints
from jalons.webaudit.web.statements.register import PUBLIC, complaints, plans, statements

endpoints_of(endpoints, statements, "access-statements", *PUBLIC, read=READ, write=WRITE)
endpoints_of(
    endpoints, plans, "access-plans",
    "kind", "name", "starts_on", "ends_on", "referent", "policy", "report", "link",
    read=READ, write=WRITE,
)  # fmt: skip
endpoints_of(
    endpoints, complaints, "access-complaints",
    "service", "subject", "received_on", "answered_on", "answer", read=READ, write=WRITE,
)  # fmt: skip
