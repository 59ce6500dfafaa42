"""Diagnoses for machines, with their whole result."""

from jalons.foundation.register.api import endpoints_of
from jalons.inclusion.web.diagnosis.register import WHAT, diagnoses
from jalons.inclusion.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, diagnoses, "fragility-diagnoses", *WHAT, "code", "name", "reason",
             "weights", "computed_at", "result", read=READ, write=WRITE)  # fmt: skip
