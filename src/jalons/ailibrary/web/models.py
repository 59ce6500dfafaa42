"""What this room stores in the database."""

from jalons.ailibrary.web.exchange import models as exchange
from jalons.ailibrary.web.meters import models as meters
from jalons.ailibrary.web.queue import models as queue
from jalons.ailibrary.web.recipes import models as recipes
from jalons.ailibrary.web.search import models as search

__all__ = ["exchange", "meters", "queue", "recipes", "search"]
