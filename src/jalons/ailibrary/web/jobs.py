"""Declares the jobs of this room to the worker."""

from jalons.ailibrary.web.queue import actions as queue
from jalons.ailibrary.web.queue import learning

__all__ = ["learning", "queue"]
