"""Campaigns for machines."""

from jalons.foundation.register.api import endpoints_of
from jalons.inclusion.web.campaigns.register import FIELDS, campaigns
from jalons.inclusion.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, campaigns, "campaigns", *FIELDS, "state", read=READ, write=WRITE)
