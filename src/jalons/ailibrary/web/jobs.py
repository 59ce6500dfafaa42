"""Declares the jobs of this room to the worker."""

from jalons.ailibrary.web.meters import actions as meters

__all__ = ["meters"]
