"""Where the kinds of job of this room are declared, for the worker that runs them."""

from jalons.twin.web.ingest.files import actions as ingest

__all__ = ["ingest"]
