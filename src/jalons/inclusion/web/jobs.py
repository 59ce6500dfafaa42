"""Declares the jobs of this room to the worker."""

from jalons.inclusion.web.access import actions as access
from jalons.inclusion.web.diagnosis import actions as diagnosis
from jalons.inclusion.web.official import actions as official
from jalons.inclusion.web.siting import actions as siting

__all__ = ["access", "diagnosis", "official", "siting"]
