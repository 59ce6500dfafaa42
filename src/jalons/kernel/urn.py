"""Names valid across rooms and instances."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jalons.kernel.errors import JalonsError

_PART = re.compile(r"[A-Za-z0-9._~-]+")


@dataclass(frozen=True, slots=True)
class Urn:
    """``urn:jalons:<kind>:<id>``, used in place of a foreign key between rooms.

    >>> str(Urn("authority", "200066009"))
    'urn:jalons:authority:200066009'
    """

    kind: str
    id: str

    def __post_init__(self) -> None:
        if not (_PART.fullmatch(self.kind) and _PART.fullmatch(self.id)):
            raise JalonsError("urn_invalid", urn=f"{self.kind}:{self.id}")

    @classmethod
    def parse(cls, text: str) -> Urn:
        """The name written ``text``; ``JalonsError`` (``urn_invalid``) when it is not one."""
        parts = text.split(":", 3)
        if len(parts) != 4 or parts[:2] != ["urn", "jalons"]:
            raise JalonsError("urn_invalid", urn=text)
        return cls(parts[2], parts[3])

    def __str__(self) -> str:
        return f"urn:jalons:{self.kind}:{self.id}"
