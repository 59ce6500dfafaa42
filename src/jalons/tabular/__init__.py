"""Tables people send: open any spreadsheet or delimited text, without guessing in silence.

Pure: bytes in, rows of text out, with how they were read.
"""

from jalons.tabular.errors import TableError, refusals_as
from jalons.tabular.files.kinds import FileKind, file_kind, is_readable
from jalons.tabular.files.limits import DEFAULT_LIMITS, Limits
from jalons.tabular.files.opening import OpenedTable, open_tables

__all__ = [
    "DEFAULT_LIMITS",
    "FileKind",
    "Limits",
    "OpenedTable",
    "TableError",
    "file_kind",
    "is_readable",
    "open_tables",
    "refusals_as",
]
