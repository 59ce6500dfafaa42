"""Inclusion for machines: each topic declares its addresses."""

from jalons.inclusion.web.access import api as access
from jalons.inclusion.web.campaigns import api as campaigns
from jalons.inclusion.web.diagnosis import api as diagnosis
from jalons.inclusion.web.official import api as official
from jalons.inclusion.web.places import api as places
from jalons.inclusion.web.procedures import api as procedures
from jalons.inclusion.web.scopes import endpoints
from jalons.inclusion.web.siting import api as siting
from jalons.inclusion.web.skills import api as skills

__all__ = [
    "access",
    "campaigns",
    "diagnosis",
    "endpoints",
    "official",
    "places",
    "procedures",
    "siting",
    "skills",
]
