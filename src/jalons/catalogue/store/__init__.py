"""The reference tables of the room, read once and only when needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

import msgspec

from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.words.vocabularies import Format, Term, formats, vocabulary
from jalons.kernel import Source
from jalons.tabular.schemas import TableSchema

__all__ = ["Format", "NamedSchema", "SchemaSource", "Term", "formats", "schema_named", "schemas",
           "vocabulary"]  # fmt: skip


class SchemaSource(msgspec.Struct, frozen=True):
    """Where a schema was read; ``verified`` once its columns were read at the source."""

    publisher: str
    link: str
    published: date | None
    opened: date
    licence: str
    verified: bool

    def cited(self, title: str) -> Source:
        """The source, under the name of the schema."""
        return Source(title, self.publisher, self.published, self.licence, self.link,
                      self.verified, self.opened)  # fmt: skip


class NamedSchema(TableSchema, frozen=True, kw_only=True, rename="camel"):
    """A public schema of ``data/schemas``: its labels, its version, its source."""

    name: str
    title: str
    title_en: str
    version: str
    source: SchemaSource

    def label(self, lang: str) -> str:
        """Its name in a language."""
        return self.title_en if lang == "en" else self.title


@cache
def schemas() -> Mapping[str, NamedSchema]:
    """The public schemas by name, in the order of their French labels."""
    folder = resources.files("jalons.catalogue") / "data" / "schemas"
    read = [msgspec.json.decode(each.read_bytes(), type=NamedSchema) for each in folder.iterdir()]
    return {each.name: each for each in sorted(read, key=lambda each: each.title)}


def schema_named(name: str) -> NamedSchema:
    """The public schema of a name. Raises ``CatalogueError`` (``schema_unknown``)."""
    if name not in schemas():
        raise CatalogueError("schema_unknown", name=name)
    return schemas()[name]
