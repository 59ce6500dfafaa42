"""Where the kinds of job of this room are declared, for the worker that runs them."""

from jalons.strategy.web.roadmap import importing

__all__ = ["importing"]
