"""Declares the jobs of this room to the worker."""

from jalons.catalogue.web.checks import actions as checks
from jalons.catalogue.web.exchange import actions as exchange
from jalons.catalogue.web.previews import actions as previews
from jalons.catalogue.web.privacy import actions as privacy

__all__ = ["checks", "exchange", "previews", "privacy"]
