"""The name of an unexpected error: shown to the person, and written in the log beside its cause."""

from __future__ import annotations

import secrets

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that two people read differently


def new_reference() -> str:
    """A name to read out on the telephone, such as ``K7F3-2QXP``."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"
