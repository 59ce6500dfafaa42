"""Declares the jobs of this room to the worker."""

from jalons.ailibrary.web.exchange import actions as exchange
from jalons.ailibrary.web.meters import actions as meters
from jalons.ailibrary.web.queue import actions as queue
from jalons.ailibrary.web.queue import learning
from jalons.ailibrary.web.recipes import actions as recipes
from jalons.ailibrary.web.search import actions as search

__all__ = ["exchange", "learning", "meters", "queue", "recipes", "search"]
