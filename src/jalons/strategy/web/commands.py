"""The commands of the room that need the database; ``site`` loads Django before this module.

Each topic has its own in ``<topic>/commands.py``; this module gathers them.
"""

from jalons.strategy.web.actors.commands import actors
from jalons.strategy.web.authorities import authorities
from jalons.strategy.web.publication.commands import publish
from jalons.strategy.web.roadmap.plan_exchange.commands import plan
from jalons.strategy.web.statutory.commands import document
from jalons.strategy.web.territory.commands import territory

__all__ = ["actors", "authorities", "document", "plan", "publish", "territory"]
