"""The errors of the room."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jalons import wording
from jalons.kernel import JalonsError
from jalons.kernel.errors import Messages, language


class ProcurementError(JalonsError):
    """A problem of the room, explained in ``data/messages.toml``."""

    package = "jalons.procurement"

    def message(self, lang: str | None = None) -> str:
        """What is wrong, and where, in one sentence; its numbers as the language writes them."""
        spoken = lang or language()
        facts = {name: _worded(value, spoken) for name, value in self.params.items()}
        return Messages.of(self.package).text(self.code, spoken, **facts)


class TableFileError(ProcurementError):
    """A file that is no readable table, in the words of ``jalons.tabular``."""

    package = "jalons.tabular"


def _worded(value: Any, lang: str) -> Any:
    return wording.format_number(value, lang) if isinstance(value, Decimal) else value
