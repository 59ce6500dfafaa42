"""Algorithms and the requests about them for machines."""

from jalons.catalogue.web.algorithms.register import PUBLIC, RequestForm, algorithms, requests
from jalons.catalogue.web.scopes import READ, WRITE, endpoints
from jalons.foundation.register.api import endpoints_of

endpoints_of(endpoints, algorithms, "algorithms", *PUBLIC, read=READ, write=WRITE)
endpoints_of(
    endpoints, requests, "algorithm-requests", *RequestForm.Meta.fields, read=READ, write=WRITE
)
