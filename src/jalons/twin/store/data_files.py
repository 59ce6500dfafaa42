"""The data files of the twin, decoded into typed structs."""

from __future__ import annotations

from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec

from jalons.kernel import Source

DATA = resources.files("jalons.twin") / "data"


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a data file; a field that is not declared is an error."""


class SourceRow(Row, frozen=True):
    """A source as data files write it; a licence left out is not stated."""

    title: str
    publisher: str
    verified: bool
    licence: str = "unstated"
    published: date | None = None
    link: str = ""
    opened: date | None = None

    def source(self) -> Source:
        """The source as a value of the kernel."""
        return Source(
            title=self.title,
            publisher=self.publisher,
            published=self.published,
            licence=self.licence,
            link=self.link,
            verified=self.verified,
            opened=self.opened,
        )


def decode[T](file: Traversable, kind: type[T]) -> T:
    """The content of a TOML file; raises ``ValueError`` with the name of the file."""
    try:
        return msgspec.toml.decode(file.read_bytes(), type=kind)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ValueError(f"{file.name}: {error}") from error
