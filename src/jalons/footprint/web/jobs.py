"""Where the kinds of job of this room are declared, for the worker that runs them."""

from jalons.footprint.web import actions, factor_actions

__all__ = ["actions", "factor_actions"]
