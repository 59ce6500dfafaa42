"""Experiments, tests with users and lists of services for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.participation.web.experiments import register
from jalons.participation.web.scopes import READ, WRITE, endpoints

endpoints_of(
    endpoints, register.experiments, "experiments",
    *register.PUBLIC, *register.DAYS, *register.RESULT, "is_late", read=READ, write=WRITE,
)  # fmt: skip
endpoints_of(endpoints, register.tests, "user-tests", *register.TEST, read=READ, write=WRITE)
endpoints_of(
    endpoints, register.years, "service-years",
    "year", "note", "state", "declared_on",
    read=READ, write=WRITE,
)  # fmt: skip
