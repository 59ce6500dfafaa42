"""The only package that writes, deletes, restores and undoes records."""

from jalons.foundation.register.writer.acts import Person
from jalons.foundation.register.writer.trash import RETAINED, delete, purge, restore
from jalons.foundation.register.writer.undoing import record_of, undo
from jalons.foundation.register.writer.writing import move, store_computed, write, write_each

__all__ = [
    "RETAINED",
    "Person",
    "delete",
    "move",
    "purge",
    "record_of",
    "restore",
    "store_computed",
    "undo",
    "write",
    "write_each",
]
