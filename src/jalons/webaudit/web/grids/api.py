"""Assessments, decisions and findings for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.webaudit.web.grids.register import PUBLIC, decisions, findings, grids
from jalons.webaudit.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, grids, "access-grids", *PUBLIC, read=READ, write=WRITE)
endpoints_of(
    endpoints, decisions, "access-decisions", "page", "criterion", "state", read=READ, write=WRITE
)
endpoints_of(
    endpoints, findings, "access-findings",
    "page", "criterion", "text", "impact", "assigned", "state", "rule", read=READ, write=WRITE,
)  # fmt: skip
