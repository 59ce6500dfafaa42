"""Datasets for machines."""

from jalons.catalogue.web.datasets.register import PUBLIC, datasets
from jalons.catalogue.web.scopes import READ, WRITE, endpoints
from jalons.foundation.register.api import endpoints_of

endpoints_of(endpoints, datasets, "datasets", *PUBLIC, read=READ, write=WRITE)
