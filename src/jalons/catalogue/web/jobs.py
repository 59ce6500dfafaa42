"""The kinds of job of this room, declared for the worker."""

from jalons.catalogue.web.exchange import actions as exchange

__all__ = ["exchange"]
