"""The kinds of job of this room, declared for the worker."""

from jalons.twin.web.ingest.files import actions as ingest

__all__ = ["ingest"]
