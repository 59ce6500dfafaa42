"""Procedures and their ways for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.inclusion.web.procedures.register import PUBLIC, procedures
from jalons.inclusion.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, procedures, "procedures", *PUBLIC, read=READ, write=WRITE)
