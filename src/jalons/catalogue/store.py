"""The reference tables of the room, read once and only when needed."""

from jalons.catalogue.words.vocabularies import Format, Term, formats, vocabulary

__all__ = ["Format", "Term", "formats", "vocabulary"]
