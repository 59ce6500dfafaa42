"""What can go wrong when a list is brought from a file."""

from __future__ import annotations

from jalons.kernel import JalonsError


class ListError(JalonsError):
    """A file or a row that cannot be brought in; its sentences are in ``data/messages.toml``."""

    package = "jalons.foundation.imports"


class FileError(ListError):
    """A file that cannot be opened, in the words of ``tabular``."""

    package = "jalons.tabular"
