"""Answers to duties, for machines."""

from jalons.catalogue.web.duties.register import answers
from jalons.catalogue.web.scopes import READ, WRITE, endpoints
from jalons.foundation.register.api import endpoints_of

endpoints_of(
    endpoints, answers, "publication-duties", "duty", "dataset", "verdict", "reason",
    read=READ, write=WRITE,
)  # fmt: skip
