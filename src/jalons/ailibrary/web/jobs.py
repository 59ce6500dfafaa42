"""Declares the jobs of this room to the worker."""

from jalons.ailibrary.web.recipes import actions as recipes

__all__ = ["recipes"]
