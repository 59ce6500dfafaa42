"""Why a file cannot be read as a table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jalons.kernel import JalonsError


class TableError(JalonsError):
    """A refusal explained in ``data/messages.toml``: empty, too large, protected, damaged…

    A room turns it into one of its own errors: a subclass that sets the same ``package``.
    """

    package = "jalons.tabular"


@contextmanager
def refusals_as(own: type[JalonsError]) -> Iterator[None]:
    """Raise the refusals of this package as the error of a room."""
    try:
        yield
    except TableError as error:
        raise own(error.code, where=error.where, **error.params) from error
