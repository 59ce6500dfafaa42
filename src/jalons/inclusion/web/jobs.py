"""Declares the jobs of this room to the worker."""

from jalons.inclusion.web.official import actions as official

__all__ = ["official"]
