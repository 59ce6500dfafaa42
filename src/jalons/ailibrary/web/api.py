"""The room for machines: each topic declares its addresses."""

from jalons.ailibrary.web.meters import api as meters
from jalons.ailibrary.web.queue import api as queue
from jalons.ailibrary.web.recipes import api as recipes
from jalons.ailibrary.web.scopes import endpoints
from jalons.ailibrary.web.search import api as search

__all__ = ["endpoints", "meters", "queue", "recipes", "search"]
