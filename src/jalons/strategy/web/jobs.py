"""Where the kinds of job of this room are declared, for the worker that runs them."""

from jalons.strategy.web.roadmap.plan_exchange import plan_import

__all__ = ["plan_import"]
